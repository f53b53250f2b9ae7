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
        audit();
    }

    /// What was done to somebody, newest first, page by page.
    private void audit() {
        String all = "/v1/audit?action=person.&subject=walker%40example.com&limit=1";
        JsonNode last = ask("GET", all, "");
        assertThat(last.at("/results/0/action").asString("")).isEqualTo("person.removed");
        assertThat(last.at("/results/0/actor").asString("")).isEqualTo("admin");
        JsonNode before = ask("GET", all + "&before=" + last.path("next").asString(""), "");
        assertThat(before.at("/results/0/action").asString("")).isEqualTo("person.reset");
    }

    private JsonNode ask(String method, String target, String body) {
        Exchange exchange = world.team().product().call(method, target, body, Map.of());
        assertThat(exchange.status()).as("%s", exchange).isLessThan(300);
        return exchange.status() == 204
                ? Product.JSON.createObjectNode()
                : Product.JSON.readTree(exchange.reply().body());
    }
}
