package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server that is told to end, as on every update, ends what it has begun.
class StoppedServerTest {
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                write:
                  objects: [{ objectName: Account }]
            """;
    private static final String SLOW =
            """
            {"path": "/sobjects", "method": "POST", "times": 1,
              "action": {"type": "latency", "millis": 2000}}\
            """;
    private static final String CREATE =
            """
            {"groupRef": "acme", "type": "create", "mode": "asynchronous",
              "record": {"Name": "Written while the server ended"}}\
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path data;

    @Test
    void a_write_without_a_key_that_is_under_way_when_the_server_is_told_to_end_has_its_answer() {
        var org = OrgSettings.of("acme", Map.of("Account", 10));
        try (Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(org))));
                TenonProcess tenon = TenonProcess.start(data)) {
            var product = new Product(tenon);
            product.deploy(MANIFEST, sandbox.uri());
            product.connect("acme", "acme");
            product.install("acme");
            Product.post(sandbox.uri().resolve("/admin/faults"), SLOW);
            String id =
                    product.json(
                                    "POST",
                                    "/write" + product.path("/integrations/crm/objects/Account"),
                                    CREATE)
                            .path("operationId")
                            .asString("");
            Patience.until(
                    Duration.ofMinutes(1),
                    "the write to be under way",
                    () -> states(product, id).path("sending").asInt(0) == 1);

            tenon.stop();
            tenon.restart();

            assertThat(states(product, id).path("succeeded").asInt(0))
                    .as("%s", product.json("GET", product.path("/writes/" + id), ""))
                    .isEqualTo(1);
        }
    }

    private static JsonNode states(Product product, String write) {
        return product.json("GET", product.path("/writes/" + write), "").path("states");
    }
}
