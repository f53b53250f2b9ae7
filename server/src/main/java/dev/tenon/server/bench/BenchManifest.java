package dev.tenon.server.bench;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The manifests of the benchmarks: integrations that read the accounts of a simulated Salesforce.
final class BenchManifest {
    private BenchManifest() {}

    static String of(Integration... integrations) {
        return "specVersion: 1.0.0\nintegrations:\n"
                + Arrays.stream(integrations).map(Integration::yaml).collect(Collectors.joining());
    }

    /// @param history whether everything there is is read, or only what changes from now on
    /// @param schedule when changes are read; null for only when asked
    record Integration(String name, boolean history, @Nullable String schedule) {
        /// One that reads everything there is, and changes when asked.
        static Integration backfilling(String name) {
            return new Integration(name, true, null);
        }

        /// One that reads nothing of what is there when it is installed.
        static Integration empty(String name) {
            return new Integration(name, false, null);
        }

        private String yaml() {
            return """
              - name: %s
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      mapToName: account
                      requiredFields:
                        - fieldName: Name
                        - { fieldName: Industry, mapToName: sector }
                        - { fieldName: AnnualRevenue, mapToName: revenue }
                      optionalFieldsAuto: all
                      index: [sector, revenue]
            """
                            .formatted(name)
                    + (history ? line("backfill: { defaultPeriod: { fullHistory: true } }") : "")
                    + (schedule == null ? "" : line("schedule: \"" + schedule + "\""));
        }

        private static String line(String text) {
            return " ".repeat(10) + text + "\n";
        }
    }
}
