package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A topic's life: made, renamed, led to and from, and deleted.
final class Notices {
    private static final String PROJECT = "/v1/projects/default";

    private final World world;

    Notices(World world) {
        this.world = world;
    }

    void walk() {
        String topic =
                ask("POST", PROJECT + "/topics", "{\"name\":\"walk\"}").path("id").asString("");
        ask("PATCH", PROJECT + "/topics/" + topic, "{\"name\":\"walked\"}");
        assertThat(ask("GET", PROJECT + "/topics", "").size()).isPositive();
        String destination =
                ask(
                                "POST",
                                PROJECT + "/destinations",
                                "{\"name\":\"topic\",\"metadata\":{\"url\":\"%s/walk\"}}"
                                        .formatted(world.sandbox()))
                        .path("id")
                        .asString("");
        String events = PROJECT + "/notification-event-topic-routes";
        String event =
                ask("POST", events, "{\"eventType\":\"schema.changed\",\"topicId\":\"walked\"}")
                        .path("id")
                        .asString("");
        assertThat(ask("GET", events, "").size()).isPositive();
        String leads = PROJECT + "/topic-destination-routes";
        String body =
                Product.JSON
                        .createObjectNode()
                        .put("topicId", topic)
                        .put("destinationId", destination)
                        .toString();
        String lead = ask("POST", leads, body).path("id").asString("");
        assertThat(ask("POST", leads, body).path("id").asString("")).isEqualTo(lead);
        assertThat(ask("GET", leads, "").size()).isPositive();
        ask("DELETE", events + "/" + event, "");
        ask("DELETE", leads + "/" + lead, "");
        ask("DELETE", PROJECT + "/topics/" + topic, "");
        ask("DELETE", PROJECT + "/destinations/topic", "");
    }

    private JsonNode ask(String method, String target, String body) {
        Exchange exchange = world.team().product().call(method, target, body, Map.of());
        assertThat(exchange.status()).as("%s", exchange).isLessThan(300);
        return exchange.reply().body().isEmpty()
                ? Product.JSON.createObjectNode()
                : Product.JSON.readTree(exchange.reply().body());
    }
}
