package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/// A server that is killed in the middle of its work goes on where it was.
@Execution(ExecutionMode.CONCURRENT)
class KilledServerTest {
    private static final int ACCOUNTS = 20_000;
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      schedule: "*/1 * * * *"
                      requiredFields: [{ fieldName: Name }, { fieldName: Industry, mapToName: sector }]
                      optionalFields: [{ fieldName: AnnualRevenue }]
                      backfill: { defaultPeriod: { fullHistory: true } }
                      index: [sector]
                write:
                  objects: [{ objectName: Account }]
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path data;

    @Test
    void after_three_kills_in_a_backfill_the_store_equals_the_provider_record_for_record()
            throws IOException {
        var org = OrgSettings.of("acme", Map.of("Account", ACCOUNTS));
        try (Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(org))));
                TenonProcess tenon = TenonProcess.start(data)) {
            var product = new Product(tenon);
            product.deploy(MANIFEST, sandbox.uri());
            product.connect("acme", "acme");
            product.install("acme");

            for (int kill = 1; kill <= 3; kill++) {
                int least = kill * 4_000;
                Patience.until(
                        Duration.ofMinutes(2),
                        least + " records",
                        () -> product.object("acme", "Account").path("records").asInt(0) >= least);
                tenon.kill();
                tenon.restart();
            }
            OrgDesk desk = sandbox.org("acme");
            List<String> ids = desk.ids("Account", 0, 10);
            desk.change("Account", ids.get(0), Map.of("Name", "Changed meanwhile"));
            desk.delete("Account", ids.get(1));

            Patience.until(
                    Duration.ofMinutes(3),
                    "the store to hold what the provider holds",
                    () -> isCaughtUp(product, ids));
            var stored = new TreeMap<String, List<String>>();
            product.store("acme", "Account")
                    .forEach((id, fields) -> stored.put(id, values(fields)));
            assertThat(stored).isEqualTo(truth(desk));
        }
    }

    private static boolean isCaughtUp(Product product, List<String> ids) {
        JsonNode object = product.object("acme", "Account");
        if (object.path("records").asInt(0) != ACCOUNTS - 1) return false;
        String path =
                "/v1/projects/default/integrations/crm/objects/Account/records/"
                        + ids.get(0)
                        + "?groupRef=acme";
        // The number may be right before this record is there: one that is gone may still count.
        Exchange answer = product.call("GET", path, "", Map.of());
        return answer.status() == 200
                && Product.JSON
                        .readTree(answer.reply().body())
                        .path("fields")
                        .path("Name")
                        .asString("")
                        .equals("Changed meanwhile");
    }

    /// The provider's own records, as the store names them.
    private static Map<String, List<String>> truth(OrgDesk desk) throws IOException {
        var out = new ByteArrayOutputStream();
        desk.dump("Account", List.of("Name", "Industry", "AnnualRevenue"), out);
        var truth = new TreeMap<String, List<String>>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode record = Product.JSON.readTree(line);
            truth.put(record.path("Id").asString(""), values(record));
        }
        return truth;
    }

    /// 4.2E8 and 420000000 are one number.
    private static List<String> values(JsonNode record) {
        JsonNode revenue = record.path("AnnualRevenue");
        return List.of(
                record.path("Name").asString("none"),
                record.path("Industry").asString("none"),
                revenue.isNumber()
                        ? revenue.decimalValue().stripTrailingZeros().toPlainString()
                        : "none");
    }
}
