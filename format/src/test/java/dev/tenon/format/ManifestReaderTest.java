package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tenon.diagnostics.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestReaderTest {
    private final ManifestReader reader = new ManifestReader(SomeProviders.FEW);

    @Test
    void a_manifest_with_every_key_is_accepted_without_a_word() {
        Reading reading = reader.read(Manifests.everyKey(), "tenon.yaml");

        assertThat(reading.findings()).isEmpty();
        Integration crm = reading.orRefuse().integrations().getFirst();
        assertThat(crm.readObjects()).hasSize(3);
        assertThat(crm.readObjects().getFirst().mappedName()).isEqualTo("account");
        assertThat(crm.readObjects().getFirst().storage().deletions().holdAbove()).isEqualTo(20);
        assertThat(crm.readObjects().get(1).backfill()).isEqualTo(new Backfill.Days(30));
        assertThat(crm.writeObjects().getLast().batch()).isNull();
        assertThat(reading.orRefuse().alerts().get(1).when())
                .isEqualTo(new Alert.When.Staleness(Duration.ofHours(1)));
    }

    @Test
    void every_sample_is_accepted() {
        Manifests.samples()
                .forEach((file, source) -> {
                    Reading reading = new ManifestReader(SomeProviders.any()).read(source, file);
                    assertThat(reading.findings()).filteredOn(Finding::isError).isEmpty();
                    assertThat(reading.manifest()).isNotNull();
                });
        assertThat(Manifests.samples()).hasSize(40);
    }

    @ParameterizedTest
    @MethodSource("dev.tenon.format.BrokenManifest#errors")
    void each_broken_rule_is_an_error_at_its_line(BrokenManifest broken) {
        Reading reading = reader.read(broken.source(), "tenon.yaml");

        assertThat(reading.manifest()).isNull();
        assertThat(reading.findings())
                .filteredOn(Finding::isError)
                .extracting(Finding::code, Finding::line)
                .contains(tuple("manifest." + broken.rule(), broken.expectedLine()));
        assertThat(reading.findings()).allSatisfy(ManifestReaderTest::tellsWhatWhereAndHowToFix);
    }

    @ParameterizedTest
    @MethodSource("dev.tenon.format.BrokenManifest#warnings")
    void what_works_but_perhaps_not_as_meant_is_a_warning(BrokenManifest broken) {
        Reading reading = reader.read(broken.source(), "tenon.yaml");

        assertThat(reading.manifest()).isNotNull();
        assertThat(reading.findings())
                .extracting(Finding::code, Finding::line)
                .contains(tuple("manifest." + broken.rule(), broken.expectedLine()));
    }

    private static void tellsWhatWhereAndHowToFix(Finding finding) {
        assertThat(finding.diagnostic().what()).endsWith(".");
        assertThat(finding.diagnostic().fix()).endsWith(".");
        assertThat(finding.diagnostic().where()).startsWith("tenon.yaml:" + finding.line());
    }

    @Test
    void all_findings_of_a_file_come_at_once_and_in_its_order() {
        Reading reading =
                reader.read(
                        """
                        specVersion: 1.0.0
                        integrations:
                          - name: a b
                            provider: salesfroce
                            read:
                              objects:
                                - objectNam: contact
                                  schedule: "* * *"
                        """,
                        "tenon.yaml");

        assertThat(reading.findings())
                .extracting(Finding::code)
                .containsExactlyInAnyOrder(
                        "manifest.bad-name",
                        "manifest.unknown-provider",
                        "manifest.missing-key",
                        "manifest.no-fields",
                        "manifest.unknown-key",
                        "manifest.bad-schedule");
        assertThat(reading.findings()).extracting(Finding::line).isSorted();
        assertThatThrownBy(reading::orRefuse).isInstanceOf(Refusal.class);
    }

    @Test
    void a_misspelled_key_or_provider_is_answered_with_the_right_one() {
        String text =
                Manifests.everyKey().replace("hubspot", "hubspto").replace("keepRaw", "kepRaw");

        assertThat(reader.read(text, "tenon.yaml").findings())
                .extracting(each -> each.diagnostic().fix())
                .anyMatch(fix -> fix.startsWith("Did you mean \"hubspot\"?"))
                .anyMatch(fix -> fix.startsWith("Did you mean \"keepRaw\"?"));
    }

    @Test
    void a_finding_names_its_path() {
        String text = Manifests.everyKey().replace("objectName: deal", "objectName: Contact");

        assertThat(reader.read(text, "tenon.yaml").findings())
                .extracting(Finding::path)
                .containsExactly("integrations[0].read.objects[2].objectName");
    }

    @Test
    void a_comment_silences_a_warning_but_no_error() {
        String warned = Manifests.everyKey().replace("keepRaw: true", "keepRow: true");
        String silenced =
                warned.replace("keepRow: true", "keepRow: true # amp:ignore[unknown-key]");
        String above =
                warned.replace(
                        "keepRow: true",
                        "# tenon:ignore[manifest.unknown-key]\n          keepRow: true");
        String error =
                Manifests.everyKey().replace("days: 30", "days: -1 # amp:ignore[out-of-range]");

        assertThat(reader.read(warned, "f").findings()).hasSize(1);
        assertThat(reader.read(silenced, "f").findings()).isEmpty();
        assertThat(reader.read(above, "f").findings()).isEmpty();
        assertThat(reader.read(error, "f").findings()).isNotEmpty();
    }

    @Test
    void nothing_and_too_much_are_refused_in_a_sentence() {
        for (String nothing : List.of("", "\n\n", "# only a comment\n")) {
            assertThat(reader.read(nothing, "f").findings())
                    .extracting(Finding::code)
                    .containsExactly("manifest.empty");
        }
        assertThat(reader.read("# " + "x".repeat(3_000_000), "f").findings())
                .extracting(Finding::code)
                .containsExactly("manifest.too-large");
        assertThat(reader.read("just text", "f").findings())
                .extracting(Finding::code)
                .containsExactly("manifest.wrong-type");
        assertThat(reader.read("integrations: []\nspecVersion: 1.0.0", "f").findings())
                .extracting(Finding::code)
                .containsExactly("manifest.empty-list");
    }

    @Test
    void what_is_missing_in_what_is_no_mapping_is_no_news() {
        String text =
                """
                specVersion: 1.0.0
                integrations:
                  - 7
                  - name: a
                    provider: salesforce
                    proxy:
                    read:
                      objects:
                        - contact
                        - objectName: lead
                          requiredFields: [id]
                          backfill: { defaultPeriod: 30 }
                """;

        assertThat(reader.read(text, "f").findings())
                .extracting(Finding::code)
                .containsOnly("manifest.wrong-type")
                .hasSize(5);
    }

    @Test
    void aliases_may_be_used_and_may_not_explode() {
        String shared =
                """
                specVersion: 1.0.0
                integrations:
                  - name: one
                    provider: salesforce
                    read: &read
                      objects: [{objectName: contact, requiredFields: [{fieldName: id}]}]
                  - name: two
                    provider: salesforce
                    read: {<<: *read}
                """;
        assertThat(reader.read(shared, "f").findings()).isEmpty();

        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, (alias + ", ").repeat(5) + alias));
        }
        assertThat(reader.read(bomb.toString(), "f").findings())
                .extracting(Finding::code)
                .containsExactly("manifest.too-large");
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_do_no_harm() {
        String windows = "\uFEFF" + Manifests.everyKey().replace("\n", "\r\n");

        assertThat(reader.read(windows, "f").findings()).isEmpty();
        assertThat(reader.read(windows.replace("days: 30", "days: -1"), "f").findings())
                .extracting(Finding::line)
                .containsExactly(53);
    }

    @Test
    void rules_of_single_providers_are_kept() {
        String snowflake = Manifests.everyKey().replace("hubspot", "snowflake");
        String calendar =
                """
                specVersion: 1.0.0
                integrations:
                  - name: calendar
                    provider: google-calendar
                    read:
                      objects:
                        - objectName: events
                          requiredFields: [{fieldName: id}]
                          backfill: {defaultPeriod: {days: 60}}
                """;

        assertThat(reader.read(snowflake, "f").findings())
                .extracting(Finding::code)
                .contains("manifest.provider-rule");
        assertThat(reader.read(calendar, "f").findings())
                .extracting(Finding::code)
                .containsExactly("manifest.provider-rule");
        assertThat(reader.read(calendar, "f").findings())
                .extracting(Finding::path)
                .containsExactly("integrations[0].read.objects[0]");
        assertThat(reader.read(calendar.replace("60", "28"), "f").findings()).isEmpty();
    }

    @Test
    void an_integration_must_do_something_and_be_there_once() {
        String text =
                """
                specVersion: 1.0.0
                integrations:
                  - {name: a, provider: salesforce}
                  - {name: A, provider: salesforce, proxy: {enabled: true}}
                """;
        assertThat(reader.read(text, "f").findings())
                .extracting(Finding::code)
                .containsExactly("manifest.nothing-to-do", "manifest.duplicate-integration");
    }
}
