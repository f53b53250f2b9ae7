package dev.tenon.acceptance.routes;

import dev.tenon.acceptance.contract.CheckedClient;
import dev.tenon.acceptance.contract.Operation;
import dev.tenon.acceptance.platform.Patience;
import dev.tenon.acceptance.platform.Product;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A project with one of everything that a path can name: a customer who is connected, installed
/// and read, a destination, an operation, a write. Nothing of it calls anything but the sandbox.
final class Team {
    static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      mapToName: company
                      requiredFields:
                        - { fieldName: Name, mapToName: title }
                        - { fieldName: Industry }
                        - { fieldName: AnnualRevenue }
                        - { fieldName: CreatedDate }
                      optionalFields: [{ fieldName: Phone }, { fieldName: Website }]
                      backfill: { defaultPeriod: { fullHistory: true } }
                      index: [title, AnnualRevenue]
                write:
                  objects: [{ objectName: Account, inheritMapping: true }]
            """;

    private final Product product;
    private final URI sandbox;
    private final String key;
    private final Map<String, String> names = new HashMap<>();
    private final TokenSigner tokens;

    /// @param project one that there is
    Team(CheckedClient client, String adminKey, String project, URI sandbox) {
        this.product = new Product(client, adminKey, project);
        this.sandbox = sandbox;
        this.key = key("full");
        this.tokens = new TokenSigner(product);
        product.deploy(MANIFEST, sandbox);
        product.connect("acme", "acme");
        JsonNode installation = product.install("acme");
        Patience.until(
                Duration.ofMinutes(1),
                "the first backfill",
                () -> product.object("acme", "Account").path("lastSuccessAt").isString());
        names.put("project", project);
        remember(installation);
    }

    private void remember(JsonNode installation) {
        names.put("integration", "crm");
        names.put("object", "Account");
        names.put("provider", "salesforce");
        names.put("groupRef", "acme");
        // A link to nothing: only a delivery can make one that leads somewhere.
        names.put("result", "1.1." + new UUID(7L << 12, Long.MIN_VALUE));
        names.put("token", "AAAA");
        names.put("held", new UUID(7L << 12, Long.MIN_VALUE).toString());
        names.put("revision", "1");
        names.put("installation", text(installation, "id"));
        names.put("connection", text(installation.path("connection"), "id"));
        names.put("connectionId", name("connection"));
        names.put("app", text(get("/provider-apps").path(0), "id"));
        names.put("key", text(post("/api-keys", "{\"label\":\"spare\"}"), "key"));
        names.put("jwtKey", new TokenSigner(product).kid());
        String person = "{\"email\":\"%s@example.com\"}".formatted(UUID.randomUUID());
        names.put("person", text(product.json("POST", "/v1/people", person), "id"));
        String hook = "{\"name\":\"hook\",\"metadata\":{\"url\":\"" + sandbox + "/hook\"}}";
        names.put("destination", text(post("/destinations", hook), "name"));
        names.put("topic", text(post("/topics", "{\"name\":\"ops\"}"), "id"));
        String route = "{\"eventType\":\"schema.changed\",\"topicId\":\"ops\"}";
        names.put("route", text(post("/notification-event-topic-routes", route), "id"));
        names.put("upload", text(product.json("GET", "/v1/generate-upload-url", ""), "path"));
        names.put("record", product.store("acme", "company").keySet().iterator().next());
        String record =
                "{\"groupRef\":\"acme\",\"type\":\"create\",\"record\":{\"title\":\"New\"}}";
        String writes = "/write" + product.path("/integrations/crm/objects/Account");
        names.put("write", text(product.json("POST", writes, record), "operationId"));
        String operations =
                "/integrations/crm/installations/" + name("installation") + "/operations";
        names.put("operation", text(get(operations).path("results").path(0), "id"));
    }

    private JsonNode get(String rest) {
        return product.json("GET", product.path(rest), "");
    }

    private JsonNode post(String rest, String body) {
        return product.json("POST", product.path(rest), body);
    }

    private static String text(JsonNode json, String member) {
        return json.path(member).asString("");
    }

    Product product() {
        return product;
    }

    /// A token for a customer.
    ///
    /// @param consumer null for nobody in particular
    String token(String group, @Nullable String consumer) {
        return tokens.token(group, consumer);
    }

    /// The id of the key that signs them.
    String kid() {
        return tokens.kid();
    }

    /// A full key of the project.
    String key() {
        return key;
    }

    /// Another key of the project, with one scope.
    String key(String scope) {
        String body = "{\"label\":\"%s\",\"scopes\":[\"%s\"]}".formatted(scope, scope);
        return text(post("/api-keys", body), "secret");
    }

    /// The name or id of the one thing there is of a kind.
    String name(String kind) {
        String name = names.get(kind);
        if (name == null || name.isEmpty()) throw new AssertionError("the team has no " + kind);
        return name;
    }

    /// An operation's path and required parameters, with what there is but for `other`.
    String target(Operation operation, Map<String, String> other) {
        String path = operation.path();
        for (String kind : operation.pathNames()) {
            String name = other.getOrDefault(kind, name(kind));
            path = path.replace("{" + kind + "}", World.escape(name));
        }
        String query =
                operation.parameters().stream()
                        .filter(parameter -> parameter.getIn().equals("query"))
                        .filter(parameter -> Boolean.TRUE.equals(parameter.getRequired()))
                        .map(Parameter::getName)
                        .map(name -> name + "=" + name(name))
                        .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    /// The example of an operation's body, kept to the sandbox.
    ObjectNode example(Operation operation) {
        String text = operation.json().orElseThrow().getExample().toString();
        String local = text.replace("https://hooks.example.com", sandbox.toString());
        ObjectNode example = (ObjectNode) Product.JSON.readTree(local);
        if (example.has("projectIdOrName")) example.put("projectIdOrName", name("project"));
        keepHere(operation, example);
        return example;
    }

    /// Sees to it that a provider app, if it is taken, neither replaces the one in use nor leads to
    /// the provider itself.
    void keepHere(Operation operation, ObjectNode body) {
        if (operation.id().equals("changeProviderApp")) {
            if (body.get("providerApp") instanceof ObjectNode app
                    && app.get("metadata") instanceof ObjectNode metadata) {
                metadata.putObject("hosts").put("*", sandbox.toString());
            }
            return;
        }
        if (!operation.id().equals("createProviderApp")) return;
        body.put("externalRef", "another");
        if (body.get("metadata") instanceof ObjectNode metadata) {
            metadata.putObject("hosts").put("*", sandbox.toString());
        } else if (!body.has("metadata")) {
            body.putObject("metadata").putObject("hosts").put("*", sandbox.toString());
        }
    }
}
