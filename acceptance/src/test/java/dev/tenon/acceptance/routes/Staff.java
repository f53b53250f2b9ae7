package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The walk through the operations on people who sign in to the console.
record Staff(World world) {
    void walk() {
        JsonNode added =
                ask(
                        "POST",
                        "/v1/people",
                        "{\"email\":\"walker@example.com\",\"projects\":[\"walk\"]}");
        assertThat(added.path("link").asString("")).contains("/console/welcome?link=");
        assertThat(ask("GET", "/v1/people", "").findValuesAsString("email"))
                .contains("walker@example.com");
        String one = "/v1/people/" + added.path("id").asString("");
        JsonNode changed = ask("PATCH", one, "{\"name\":\"Walker\",\"mayDecide\":true}");
        assertThat(changed.path("mayDecide").asBoolean(false)).isTrue();
        assertThat(changed.path("projects").toString()).isEqualTo("[\"walk\"]");
        ask("POST", "/v1/people/walker%40example.com:reset", "");
        ask("DELETE", one, "");
    }

    private JsonNode ask(String method, String target, String body) {
        Exchange exchange = world.team().product().call(method, target, body, Map.of());
        assertThat(exchange.status()).as("%s", exchange).isLessThan(300);
        return exchange.status() == 204
                ? Product.JSON.createObjectNode()
                : Product.JSON.readTree(exchange.reply().body());
    }
}
