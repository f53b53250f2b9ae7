package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.contract.Operation;
import dev.tenon.acceptance.platform.Product;
import dev.tenon.server.tenant.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What every operation answers to whom it should not, and to what it cannot be asked. The cases
/// are made from the description, so that an operation that is added there is in them.
@ExtendWith(World.Shared.class)
class RefusalsTest {
    private static final Exchange.Part NOTHING = new Exchange.Part(Map.of(), "");

    private final World world;
    private final List<String> failures = new ArrayList<>();

    RefusalsTest(World world) {
        this.world = world;
    }

    @Test
    void without_a_key_or_with_a_wrong_one_there_is_401() {
        guarded()
                .forEach(operation -> {
                    String target = world.team().target(operation, Map.of());
                    for (String key : List.of("", "nonsense", "tnn_0000000000000000_wrong")) {
                        refused(send(operation, target, body(operation), key), 401, "key.");
                    }
                });
        assertThat(failures).isEmpty();
    }

    @Test
    void a_key_without_the_scope_gets_403() {
        Map<Scope, String> keys =
                Stream.of(Scope.values())
                        .collect(
                                Collectors.toMap(
                                        scope -> scope,
                                        scope -> world.team().key(scope.wireName())));
        guarded()
                .forEach(operation -> {
                    String target = world.team().target(operation, Map.of());
                    for (var entry : keys.entrySet()) {
                        Scope scope = entry.getKey();
                        boolean may =
                                scope == Scope.FULL
                                        || operation.scopes().contains(scope.wireName());
                        if (may && !operation.access().equals("admin")) continue;
                        refused(
                                send(operation, target, body(operation), entry.getValue()),
                                403,
                                "key.not-allowed");
                    }
                });
        assertThat(failures).isEmpty();
    }

    @Test
    void a_key_of_another_project_gets_404() {
        String key = world.strangersKey("stranger");
        operations("project")
                .forEach(operation -> {
                    String target = world.team().target(operation, Map.of());
                    refused(send(operation, target, body(operation), key), 404, "project.unknown");
                });
        assertThat(failures).isEmpty();
    }

    @Test
    void what_does_not_exist_gets_404() {
        all().forEach(operation -> {
            for (String kind : operation.pathNames()) {
                if (isMadeByItsName(operation, kind)) continue;
                for (String name : List.of("nowhere", UUID.randomUUID().toString())) {
                    String target = world.team().target(operation, Map.of(kind, name));
                    refused(send(operation, target, body(operation), world.adminKey()), 404, "");
                }
            }
        });
        assertThat(failures).isEmpty();
    }

    /// The config of an object that has none yet begins with its first change.
    private static boolean isMadeByItsName(Operation operation, String kind) {
        return kind.equals("object") && operation.id().equals("patchObjectConfigContent");
    }

    @Test
    void a_body_that_is_no_json_object_gets_400() {
        withBody(operation -> {
            String target = world.team().target(operation, Map.of());
            for (String body :
                    List.of("{\"a\":", "nonsense", "[]", "\"text\"", "7", "null", "{} {}")) {
                refused(send(operation, target, body, world.adminKey()), 400, "request.");
            }
        });
        assertThat(failures).isEmpty();
    }

    @Test
    void a_body_over_the_limit_gets_413_with_the_id_of_the_request() {
        Operation deploy = operation("batchUpsertIntegrations");
        String body = "{\"sourceYaml\": \"" + "a".repeat(33 << 20) + "\"}";

        Exchange exchange =
                send(deploy, world.team().target(deploy, Map.of()), body, world.adminKey());

        assertThat(exchange.status()).isEqualTo(413);
        JsonNode problem = Product.JSON.readTree(exchange.reply().body());
        assertThat(problem.path("code").asString("")).isEqualTo("request.too-large");
        assertThat(problem.path("fix").asString("")).isNotBlank();
        assertThat(problem.path("requestId").asString("")).hasSize(36);
    }

    @Test
    void an_unknown_provider_gets_400_with_the_nearest_names() {
        for (String id : List.of("oauthConnect", "createProviderApp")) {
            Operation operation = operation(id);
            ObjectNode wrong = example(operation).put("provider", "salesfroce");

            Exchange exchange =
                    send(
                            operation,
                            world.team().target(operation, Map.of()),
                            wrong.toString(),
                            world.adminKey());

            refused(exchange, 400, "provider.unknown");
            assertThat(exchange.reply().body()).contains("Did you mean \\\"salesforce\\\"");
        }
        assertThat(failures).isEmpty();
    }

    private Operation operation(String id) {
        return all().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void a_member_of_the_wrong_type_gets_400() {
        withBody(operation -> {
            String target = world.team().target(operation, Map.of());
            for (ObjectNode wrong : new WrongTypes(operation).of(example(operation))) {
                refused(send(operation, target, wrong.toString(), world.adminKey()), 400, "");
            }
        });
        assertThat(failures).isEmpty();
    }

    @Test
    void a_member_that_is_missing_gets_400() {
        withBody(operation -> {
            String target = world.team().target(operation, Map.of());
            var required = operation.bodySchema().orElseThrow().getRequired();
            for (String name : required == null ? List.<String>of() : required) {
                ObjectNode without = example(operation);
                without.remove(name);
                refused(send(operation, target, without.toString(), world.adminKey()), 400, "");
            }
        });
        assertThat(failures).isEmpty();
    }

    @Test
    void a_member_that_is_not_known_is_passed_over_or_refused_as_described() {
        withBody(operation -> {
            ObjectNode more = example(operation).put("surprise", 1);
            Exchange exchange =
                    send(
                            operation,
                            world.team().target(operation, Map.of()),
                            more.toString(),
                            world.adminKey());
            boolean isRefused = exchange.reply().body().contains("request.unknown-member");
            Object open = operation.bodySchema().orElseThrow().getAdditionalProperties();
            boolean isOpen = Boolean.TRUE.equals(open);
            if (isRefused == isOpen) failures.add(exchange.toString());
        });
        assertThat(failures).isEmpty();
    }

    @Test
    void a_parameter_out_of_its_range_gets_400() {
        all().forEach(operation ->
                operation.parameters().stream()
                        .filter(parameter -> parameter.getIn().equals("query"))
                        .filter(parameter -> !"string".equals(parameter.getSchema().getType()))
                        .forEach(parameter -> {
                            String target = world.team().target(operation, Map.of());
                            for (String value : List.of("x", "-1", "99999999999", "1.5")) {
                                String query = target.contains("?") ? "&" : "?";
                                query += parameter.getName() + "=" + value;
                                refused(
                                        send(
                                                operation,
                                                target + query,
                                                body(operation),
                                                world.adminKey()),
                                        400,
                                        "request.bad-parameter");
                            }
                        }));
        assertThat(failures).isEmpty();
    }

    @Test
    void a_parameter_that_is_missing_gets_400() {
        all().forEach(operation ->
                operation.parameters().stream()
                        .filter(parameter -> parameter.getIn().equals("query"))
                        .filter(parameter -> Boolean.TRUE.equals(parameter.getRequired()))
                        .forEach(parameter -> {
                            String target = world.team().target(operation, Map.of());
                            String path = target.substring(0, target.indexOf('?'));
                            refused(
                                    send(operation, path, body(operation), world.adminKey()),
                                    400,
                                    "request.missing");
                        }));
        assertThat(failures).isEmpty();
    }

    private Stream<Operation> all() {
        return world.contract().operations().stream();
    }

    private Stream<Operation> operations(String access) {
        return all().filter(operation -> operation.access().equals(access));
    }

    private Stream<Operation> guarded() {
        return all().filter(operation -> !operation.access().equals("public"));
    }

    private void withBody(Consumer<Operation> each) {
        all().filter(operation -> operation.json().isPresent()).forEach(each);
    }

    private ObjectNode example(Operation operation) {
        return world.team().example(operation);
    }

    private String body(Operation operation) {
        return operation.json().isPresent() ? example(operation).toString() : "";
    }

    /// What is not as described is one failure among others.
    private Exchange send(Operation operation, String target, String body, String key) {
        try {
            return world.send(operation, target, body, key);
        } catch (AssertionError fault) {
            failures.add(String.valueOf(fault.getMessage()));
            return new Exchange(operation.method(), target, NOTHING, 0, NOTHING);
        }
    }

    /// A refusal has a status, a code and something to do about it; the client has checked the
    /// rest.
    private void refused(Exchange exchange, int status, String code) {
        if (exchange.status() == 0) return;
        JsonNode problem = problem(exchange);
        boolean isAsExpected =
                exchange.status() == status
                        && problem.path("code").asString("").startsWith(code)
                        && !problem.path("fix").asString("").isBlank();
        if (!isAsExpected) failures.add("not " + status + " " + code + ": " + exchange);
    }

    private static JsonNode problem(Exchange exchange) {
        boolean isProblem =
                exchange.reply().header("content-type").startsWith("application/problem+json");
        return isProblem
                ? Product.JSON.readTree(exchange.reply().body())
                : Product.JSON.createObjectNode();
    }
}
