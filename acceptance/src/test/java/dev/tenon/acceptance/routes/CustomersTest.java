package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.contract.Operation;
import dev.tenon.acceptance.platform.Product;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a customer's token reaches: its own customer, by those operations that say so, and nothing
/// else. The cases are made from the description, so that an operation that is added there is in
/// them.
@ExtendWith(World.Shared.class)
class CustomersTest {
    private static final Set<String> NAMES = Set.of("groupRef", "connectionId", "installationId");

    private final World world;
    private final List<String> failures = new ArrayList<>();

    CustomersTest(World world) {
        this.world = world;
    }

    @Test
    void a_token_of_another_customer_sees_and_changes_nothing_of_this_one() {
        String token = world.team().token("bolt", null);
        Map<String, String> before = world.tables().digests();

        for (Operation operation : guarded()) {
            for (String target : targets(operation)) {
                Exchange exchange = world.sendAsCustomer(operation, target, body(operation), token);
                if (!isHarmless(operation, exchange)) failures.add(exchange.toString());
            }
        }

        assertThat(failures).isEmpty();
        assertThat(world.tables().digests()).isEqualTo(before);
    }

    private boolean isHarmless(Operation operation, Exchange exchange) {
        int status = exchange.status();
        return switch (operation.customers()) {
            case "alike" -> status == 200 && !exchange.reply().body().contains("acme-");
            case "own" -> status == 403 || status == 404 || (status == 200 && isNothing(exchange));
            default -> status == 403 && exchange.reply().body().contains("jwt.not-allowed");
        };
    }

    private static boolean isNothing(Exchange exchange) {
        JsonNode json = Product.JSON.readTree(exchange.reply().body());
        return (json.isArray() ? json : json.path("results")).isEmpty();
    }

    /// With the names that a request must have, and with every name of a customer that it may have.
    private List<String> targets(Operation operation) {
        String least = world.team().target(operation, Map.of());
        var query = new StringBuilder();
        for (Parameter parameter : operation.parameters()) {
            boolean isSent =
                    parameter.getIn().equals("query")
                            && NAMES.contains(parameter.getName())
                            && !Boolean.TRUE.equals(parameter.getRequired());
            String kind = parameter.getName().replace("Id", "");
            if (isSent) {
                query.append(query.isEmpty() && !least.contains("?") ? "?" : "&")
                        .append(parameter.getName())
                        .append('=')
                        .append(world.team().name(kind));
            }
        }
        return query.isEmpty() ? List.of(least) : List.of(least, least + query);
    }

    @Test
    void a_token_of_the_customer_may_do_what_a_browser_needs() {
        String token = world.team().token("acme", null);
        var works = new TreeSet<String>();

        for (Operation operation : guarded()) {
            if (operation.customers().isEmpty() || operation.method().equals("DELETE")) continue;
            String target = world.team().target(operation, Map.of());
            Exchange exchange = world.sendAsCustomer(operation, target, body(operation), token);
            if (exchange.status() < 300 || exchange.status() == 409) works.add(operation.id());
            else failures.add(exchange.toString());
        }

        assertThat(failures).isEmpty();
        assertThat(works).hasSizeGreaterThan(18).contains("oauthConnect", "updateInstallation");
        JsonNode own = json(get("/connections", token));
        assertThat(own).isNotEmpty();
        assertThat(own).allMatch(each -> each.at("/group/groupRef").asString("").equals("acme"));
    }

    @Test
    void credentials_are_never_shown_to_a_customer() {
        String connection = "/connections/" + world.team().name("connection");
        Exchange exchange =
                get(connection + "?includeCreds=true", world.team().token("acme", null));

        assertThat(exchange.status()).isEqualTo(403);
        assertThat(exchange.reply().body()).contains("key.not-allowed");
    }

    @Test
    void a_token_of_one_person_reaches_the_groups_connections_and_that_persons() {
        String jane = connect("people", "jane");
        String john = connect("people", "john");
        String shared = connect("people", null);
        String janes = world.team().token("people", "jane");

        assertThat(json(get("/connections", janes)))
                .extracting(each -> each.path("id").asString(""))
                .containsExactlyInAnyOrder(jane, shared);
        assertThat(json(get("/connections", world.team().token("people", null)))).hasSize(3);
        assertThat(get("/connections/" + jane, janes).status()).isEqualTo(200);
        assertThat(get("/connections/" + john, janes).status()).isEqualTo(404);
        assertThat(get("/connections/" + john + "/objects", janes).status()).isEqualTo(404);
        assertThat(get("/connections?consumerRef=john", janes).status()).isEqualTo(403);
        assertThat(
                        get("/integrations/crm/revisions/1:hydrate?connectionId=" + john, janes)
                                .status())
                .isEqualTo(404);
        assertThat(call("DELETE", "/connections/" + john, "", janes).status()).isEqualTo(404);
        assertThat(
                        call(
                                        "POST",
                                        "/integrations/crm/installations",
                                        "{\"groupRef\":\"people\",\"connectionId\":\"%s\"}"
                                                .formatted(john),
                                        janes)
                                .status())
                .isEqualTo(404);
        assertThat(signIn("people", "john", janes).status()).isEqualTo(403);
        assertThat(signIn("people", "jane", janes).status()).isEqualTo(200);
    }

    @Test
    void an_installation_on_another_persons_connection_is_seen_and_not_touched() {
        String john = connect("office", "john");
        String janes = world.team().token("office", "jane");
        String johns = world.team().token("office", "john");
        String all = "/integrations/crm/installations";
        String body = "{\"groupRef\":\"office\"}";
        assertThat(call("POST", all, body, janes).reply().body())
                .contains("installation.no-connection");
        Exchange made = call("POST", all, body, johns);
        assertThat(made.status()).as("%s", made).isEqualTo(201);
        assertThat(json(made).at("/connection/id").asString("")).isEqualTo(john);
        String one = all + "/" + json(made).path("id").asString("");

        assertThat(json(get(one, janes)).has("connection")).isFalse();
        assertThat(json(get("/installations", janes)).path(0).has("connection")).isFalse();
        assertThat(json(get("/installations", johns)).path(0).has("connection")).isTrue();
        assertThat(
                        get("/integrations/crm/objects/company/metadata?groupRef=office", janes)
                                .status())
                .isEqualTo(404);
        String change =
                """
                {"groupRef": "office", "action": "read",
                 "changes": [{"op": "add", "path": "/selectedFields/Phone", "value": true}]}\
                """;
        String config = "/integrations/crm/objects/Account/config-content";
        assertThat(call("PATCH", config, change, janes).status()).isEqualTo(403);
        assertThat(call("DELETE", one, "", janes).status()).isEqualTo(403);
        assertThat(call("PATCH", config, change, johns).status()).isEqualTo(200);
        assertThat(call("DELETE", one, "", johns).status()).isEqualTo(204);
        assertThat(get("/connections/" + john, johns).status())
                .as("nothing used it")
                .isEqualTo(404);
    }

    @Test
    void the_audit_says_whose_token_it_was() {
        String token = world.team().token("acme", "jane & joe");
        String one = "/integrations/crm/installations/" + world.team().name("installation");
        String change =
                """
                {"updateMask": ["config.content.read.objects.Account"], "installation": {"config":
                  {"content": {"read": {"objects": {"Account": {"objectName": "Account"}}}}}}}\
                """;
        assertThat(call("PATCH", one, change, token).status()).isEqualTo(200);

        JsonNode entry =
                world.team()
                        .product()
                        .json(
                                "GET",
                                path("/audit?action=installation.&limit=1&subject=")
                                        + world.team().name("installation"),
                                "")
                        .at("/results/0");

        assertThat(entry.path("actor").asString("")).isEqualTo("jwt/" + world.team().kid());
        assertThat(entry.path("groupRef").asString("")).isEqualTo("acme");
        assertThat(entry.path("consumerRef").asString("")).isEqualTo("jane & joe");
    }

    private List<Operation> guarded() {
        return world.contract().operations().stream()
                .filter(operation -> !operation.access().equals("public"))
                .toList();
    }

    /// The example of the operation, about the customer.
    private String body(Operation operation) {
        if (operation.json().isEmpty()) return "";
        ObjectNode body = world.team().example(operation);
        if (body.has("groupRef")) body.put("groupRef", "acme");
        if (body.has("connectionId")) body.put("connectionId", world.team().name("connection"));
        body.remove("consumerRef");
        return body.toString();
    }

    private String connect(String group, @Nullable String person) {
        ObjectNode ask = ask(group, person);
        Exchange link =
                world.team().product().call("POST", "/v1/oauth-connect", ask.toString(), Map.of());
        world.team().product().follow(link.reply().body(), "acme");
        String whose = person == null ? "" : "&consumerRef=" + person;
        JsonNode all =
                world.team()
                        .product()
                        .json("GET", path("/connections?groupRef=" + group + whose), "");
        for (JsonNode each : all) {
            String found = each.at("/consumer/consumerRef").asString("");
            if (found.equals(Objects.requireNonNullElse(person, ""))) {
                return each.path("id").asString("");
            }
        }
        throw new AssertionError(all.toString());
    }

    private ObjectNode ask(String group, @Nullable String person) {
        ObjectNode ask = Product.JSON.createObjectNode();
        ask.put("projectIdOrName", world.team().name("project")).put("provider", "salesforce");
        ask.put("groupRef", group);
        if (person != null) ask.put("consumerRef", person);
        return ask;
    }

    private Exchange signIn(String group, String person, String token) {
        return world.client()
                .send("POST", "/v1/oauth-connect", ask(group, person).toString(), bearer(token));
    }

    private Exchange get(String rest, String token) {
        return call("GET", rest, "", token);
    }

    private Exchange call(String method, String rest, String body, String token) {
        return world.client().send(method, path(rest), body, bearer(token));
    }

    private String path(String rest) {
        return world.team().product().path(rest);
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private static JsonNode json(Exchange exchange) {
        return Product.JSON.readTree(exchange.reply().body());
    }
}
