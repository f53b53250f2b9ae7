package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Webhooks as other people's libraries see them: npm's `standardwebhooks` and `svix` accept what
/// we send, and refuse what was tampered with.
class WebhookTest {
    private static final Path NODE = Path.of("src", "test", "node").toAbsolutePath();
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      mapToName: company
                      destination: hook
                      requiredFields: [{ fieldName: Name, mapToName: title }]
                      backfill: { defaultPeriod: { fullHistory: true } }
            """;

    @TempDir private Path data;

    @Test
    void independent_libraries_verify_what_arrives_and_a_failed_attempt_keeps_its_id_and_bytes()
            throws Exception {
        assumeTrue(
                Files.isDirectory(NODE.resolve("node_modules/standardwebhooks")),
                "needs Node and its packages: npm install in acceptance/src/test/node");
        var received = new CopyOnWriteArrayList<ObjectNode>();
        HttpServer receiver = receiver(received);
        var org = OrgSettings.of("acme", Map.of("Account", 1_200));
        try (Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(org))));
                TenonProcess tenon = TenonProcess.start(data)) {
            var product = new Product(tenon);
            String secret = destination(product, receiver.getAddress().getPort());
            product.deploy(MANIFEST, sandbox.uri());
            product.connect("acme", "acme");
            product.install("acme");
            Patience.until(
                    Duration.ofMinutes(2),
                    "every record at the webhook",
                    () -> records(received) >= 1_200);

            assertThat(received.get(0).path("id")).isEqualTo(received.get(1).path("id"));
            assertThat(received.get(0).path("body")).isEqualTo(received.get(1).path("body"));
            JsonNode body = Product.JSON.readTree(received.get(1).path("body").asString(""));
            assertThat(body.path("action").asString("")).isEqualTo("read");
            assertThat(body.path("objectName").asString("")).isEqualTo("company");
            assertThat(body.path("readType").asString("")).isEqualTo("backfill");
            assertThat(body.path("result").path(0).path("mappedFields").path("title").asString(""))
                    .isNotEmpty();
            assertThat(verdicts(secret, received))
                    .isEqualTo(List.of("standardwebhooks ok", "svix ok", "tampered refused"));
        } finally {
            receiver.stop(0);
        }
    }

    /// Refuses the first attempt.
    private static HttpServer receiver(List<ObjectNode> received) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        byte[] body = exchange.getRequestBody().readAllBytes();
                        ObjectNode message = Product.JSON.createObjectNode();
                        message.put("id", exchange.getRequestHeaders().getFirst("webhook-id"));
                        message.put(
                                "timestamp",
                                exchange.getRequestHeaders().getFirst("webhook-timestamp"));
                        message.put(
                                "signature",
                                exchange.getRequestHeaders().getFirst("webhook-signature"));
                        message.put("body", new String(body, StandardCharsets.UTF_8));
                        boolean first = received.isEmpty();
                        received.add(message);
                        exchange.sendResponseHeaders(first ? 500 : 204, -1);
                    }
                });
        server.start();
        return server;
    }

    private static String destination(Product product, int port) {
        ObjectNode hook =
                Product.JSON.createObjectNode().put("name", "hook").put("type", "webhook");
        hook.putObject("metadata").put("url", "http://127.0.0.1:" + port + "/hook");
        return product.json("POST", "/v1/projects/default/destinations", hook.toString())
                .path("secrets")
                .path("webhookSigningKey")
                .asString("");
    }

    private static long records(List<ObjectNode> received) {
        return received.stream()
                .skip(1)
                .mapToLong(message ->
                        Product.JSON
                                .readTree(message.path("body").asString(""))
                                .path("result")
                                .size())
                .sum();
    }

    private List<String> verdicts(String secret, List<ObjectNode> received) throws Exception {
        Path file = data.resolve("message.json");
        Files.writeString(file, received.getLast().toString());
        Process node =
                new ProcessBuilder("node", "webhooks.mjs", secret, file.toString())
                        .directory(NODE.toFile())
                        .redirectErrorStream(true)
                        .start();
        String out = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(out).isZero();
        return out.lines().toList();
    }
}
