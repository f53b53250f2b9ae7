package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An administrator of the sandbox's org changes an object; the product hears of it, and can tell
/// that it is we who say so.
class DriftTest {
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
                      requiredFields: [{ fieldName: Name, mapToName: title }]
                write:
                  objects:
                    - objectName: company
                      inheritMapping: true
                watchSchema:
                  destination: %s
                  allObjects:
                    fieldCreated: { enabled: always }
                    fieldDeleted: { enabled: always }
                    fieldChanged: { enabled: always }
            """;

    private final List<Delivered> received = new CopyOnWriteArrayList<>();

    @TempDir private Path data;

    @Test
    void fields_that_an_administrator_makes_changes_and_removes_are_told_and_signed()
            throws Exception {
        HttpServer receiver = receiver();
        var org = OrgSettings.of("acme", Map.of("Account", 20));
        try (Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(org))));
                TenonProcess tenon = TenonProcess.start(data)) {
            var product = new Product(tenon);
            String secret = destination(product, receiver.getAddress().getPort());
            notifyOf(
                    product,
                    "schema.changed",
                    "installation.created",
                    "connection.created",
                    "write.async.done");
            product.deploy(MANIFEST.formatted("hook"), sandbox.uri());
            product.connect("acme", "acme");
            product.install("acme");
            String connection =
                    product.json("GET", product.path("/connections?groupRef=acme"), "")
                            .path(0)
                            .path("id")
                            .asString("");
            String look =
                    product.path(
                            "/connections/" + connection + "/objects/Account/fields?refresh=true");
            product.json("GET", look, "");
            String fields = sandbox.uri() + "/admin/orgs/acme/fields/Account";

            admin("POST", fields, "{\"name\": \"Tier__c\", \"type\": \"string\"}");
            product.json("GET", look, "");
            admin("PATCH", fields + "/Tier__c", "{\"type\": \"double\"}");
            product.json("GET", look, "");
            admin("DELETE", fields + "/Tier__c", "");
            product.json("GET", look, "");

            product.json(
                    "POST",
                    "/write" + product.path("/integrations/crm/objects/company"),
                    """
                    {"groupRef": "acme", "type": "create", "mode": "asynchronous",
                      "record": {"title": "Written later"}}\
                    """);

            Patience.until(
                    Duration.ofSeconds(30), "the write", () -> !of("write.async.done").isEmpty());
            Patience.until(
                    Duration.ofSeconds(30),
                    "three messages and three notifications of the schema",
                    () -> of("schema.watch").size() >= 3 && of("schema.changed").size() >= 3);
            assertThat(of("schema.watch").stream().map(DriftTest::lists))
                    .containsExactlyInAnyOrder(
                            "created Tier__c", "changed Tier__c", "deleted Tier__c");
            assertThat(of("installation.created")).hasSize(1);
            assertThat(of("connection.created")).hasSize(1);
            JsonNode written = of("write.async.done").getFirst().path("data");
            assertThat(written.path("success").asBoolean(false)).isTrue();
            assertThat(written.path("successfulRecordIds").size()).isEqualTo(1);
            assertThat(received).allMatch(each -> each.isSignedWith(secret));
            assertThat(received.stream().map(Delivered::id).distinct()).hasSameSizeAs(received);
            JsonNode history =
                    product.json(
                            "GET",
                            product.path("/schema-changes?groupRef=acme&object=Account"),
                            "");
            assertThat(history.path("results").valueStream())
                    .extracting(each -> each.path("kind").asString(""))
                    .containsExactly("fieldDeleted", "fieldChanged", "fieldCreated");
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void what_cannot_be_watched_or_notified_is_refused_with_the_nearest_name() {
        try (TenonProcess tenon = TenonProcess.start(data)) {
            var product = new Product(tenon);
            destination(product, 9);
            product.json("POST", product.path("/topics"), "{\"name\": \"ops\"}");

            Exchange wrongName = deploy(product, MANIFEST.formatted("hok"));
            Exchange tooOften =
                    deploy(product, MANIFEST.formatted("hook\n      schedule: \"*/30 * * * *\""));
            Exchange wrongTopic = route(product, "schema.changed", "opps");
            Exchange wrongType = route(product, "schema.chnged", "ops");

            assertThat(wrongName.status()).isEqualTo(400);
            assertThat(wrongName.reply().body())
                    .contains("deploy.unknown-destination", "Did you mean \\\"hook\\\"?");
            JsonNode warning = plan(product, "hok").path("warnings").path(0);
            assertThat(warning.path("code").asString("")).isEqualTo("deploy.undelivered");
            assertThat(warning.path("where").asString("")).isEqualTo("crm.read.Account");
            assertThat(warning.path("fix").asString("")).startsWith("Did you mean \"hook\"?");
            assertThat(plan(product, "hook").path("warnings").isEmpty()).isTrue();
            assertThat(tooOften.status()).isEqualTo(400);
            assertThat(tooOften.reply().body()).contains("once an hour");
            assertThat(wrongTopic.status()).isEqualTo(404);
            assertThat(wrongTopic.reply().body())
                    .contains("topic.unknown", "Did you mean \\\"ops\\\"?");
            assertThat(wrongType.status()).isEqualTo(422);
            assertThat(wrongType.reply().body())
                    .contains("notification.unknown-type", "Did you mean \\\"schema.changed\\\"?");
        }
    }

    private static Exchange deploy(Product product, String manifest) {
        String body = Product.JSON.createObjectNode().put("sourceYaml", manifest).toString();
        return product.call("PUT", product.path("/integrations:batch"), body, Map.of());
    }

    private static Exchange route(Product product, String type, String topic) {
        ObjectNode body = Product.JSON.createObjectNode();
        body.put("eventType", type).put("topicId", topic);
        return product.call(
                "POST",
                product.path("/notification-event-topic-routes"),
                body.toString(),
                Map.of());
    }

    /// What deploying an object that is delivered there would do.
    private static JsonNode plan(Product product, String destination) {
        String manifest =
                MANIFEST.formatted("hook")
                        .replaceFirst("( *)mapToName", "$1destination: " + destination + "\n$0");
        String body = Product.JSON.createObjectNode().put("sourceYaml", manifest).toString();
        return product.json("POST", product.path("/integrations:plan"), body);
    }

    private static void notifyOf(Product product, String... types) {
        product.json("POST", product.path("/topics"), "{\"name\": \"ops\"}");
        for (String type : types) assertThat(route(product, type, "ops").status()).isEqualTo(201);
        ObjectNode body = Product.JSON.createObjectNode();
        body.put("topicId", "ops").put("destinationId", "hook");
        product.json("POST", product.path("/topic-destination-routes"), body.toString());
    }

    private static String destination(Product product, int port) {
        ObjectNode hook = Product.JSON.createObjectNode().put("name", "hook");
        hook.putObject("metadata").put("url", "http://127.0.0.1:" + port + "/hook");
        return product.json("POST", product.path("/destinations"), hook.toString())
                .path("secrets")
                .path("webhookSigningKey")
                .asString("");
    }

    private static void admin(String method, String uri, String body) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(uri))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> reply = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).as(reply.body()).isLessThan(300);
        }
    }

    private List<JsonNode> of(String what) {
        return received.stream()
                .map(Delivered::json)
                .filter(each ->
                        each.path("action").asString("").equals(what)
                                || each.path("notificationType").asString("").equals(what))
                .toList();
    }

    /// Which field is in which list.
    private static String lists(JsonNode message) {
        JsonNode result = message.path("result");
        String created = result.at("/createdFields/0/fieldName").asString("");
        if (!created.isEmpty()) return "created " + created;
        String deleted = result.at("/deletedFields/0/fieldName").asString("");
        if (!deleted.isEmpty()) return "deleted " + deleted;
        return "changed " + result.at("/changedFields/0/newSchema/fieldName").asString("");
    }

    private HttpServer receiver() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        var headers = exchange.getRequestHeaders();
                        received.add(
                                new Delivered(
                                        headers.getFirst("webhook-id"),
                                        headers.getFirst("webhook-timestamp"),
                                        headers.getFirst("webhook-signature"),
                                        new String(
                                                exchange.getRequestBody().readAllBytes(),
                                                StandardCharsets.UTF_8)));
                        exchange.sendResponseHeaders(204, -1);
                    }
                });
        server.start();
        return server;
    }
}
