package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Operation;
import dev.tenon.server.api.Endpoint;
import dev.tenon.server.tenant.Scope;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The routes of the server and the operations of the description are the same.
@ExtendWith(World.Shared.class)
class RoutesTest {
    private final World world;
    private final Map<String, Endpoint> endpoints;
    private final Map<String, Operation> operations;

    RoutesTest(World world) {
        this.world = world;
        this.endpoints =
                world.server().endpoints().stream()
                        .collect(
                                Collectors.toMap(
                                        e -> e.method() + " " + e.path(), Function.identity()));
        this.operations =
                world.contract().operations().stream()
                        .collect(Collectors.toMap(Operation::toString, Function.identity()));
    }

    @Test
    void every_route_is_described_and_every_operation_is_a_route() {
        assertThat(operations.keySet()).isEqualTo(endpoints.keySet());
    }

    @Test
    void the_description_says_who_may_call_a_route() {
        endpoints.forEach((name, endpoint) -> {
            Operation operation = Objects.requireNonNull(operations.get(name), name);
            assertThat(operation.access())
                    .as(name)
                    .isEqualTo(endpoint.access().name().toLowerCase(Locale.ROOT));
            Set<String> scopes = new TreeSet<>();
            for (Scope scope : endpoint.scopes()) scopes.add(scope.wireName());
            assertThat(operation.scopes()).as(name).isEqualTo(scopes);
            String customers = endpoint.customers().name().toLowerCase(Locale.ROOT);
            assertThat(operation.customers())
                    .as(name)
                    .isEqualTo(customers.equals("refused") ? "" : customers);
        });
    }

    /// A route for browsers that says nothing of tokens was forgotten: add ALIKE or OWN to it in
    /// Routes, and x-tenon-customers to its description.
    @Test
    void whatever_a_browser_may_call_says_what_a_customers_token_may_do_there() {
        endpoints.forEach((name, endpoint) ->
                assertThat(endpoint.customers() != Endpoint.Customers.REFUSED)
                        .as(name)
                        .isEqualTo(endpoint.scopes().contains(Scope.FRONTEND)));
    }

    @Test
    void the_description_is_served_as_it_is_packed() {
        var reply = world.client().send("GET", "/openapi.yaml", "", Map.of());
        assertThat(reply.reply().body()).isEqualTo(world.contract().text());
    }
}
