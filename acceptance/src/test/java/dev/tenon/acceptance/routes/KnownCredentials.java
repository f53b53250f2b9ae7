package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A key's life: a connection is made of it, gets another one, shows it, and is deleted. Then the
/// first step of a sign-in with a client of the customer's own.
final class KnownCredentials {
    private static final String PROJECT = "/v1/projects/default";

    private final World world;

    KnownCredentials(World world) {
        this.world = world;
    }

    void walk() {
        JsonNode made =
                ask(
                        "POST",
                        PROJECT + "/connections:generate",
                        """
                        {"provider": "rippling", "groupRef": "known", "apiKey": "a-key"}\
                        """);
        assertThat(made.path("authScheme").asString("")).isEqualTo("apiKey");
        String one = PROJECT + "/connections/" + made.path("id").asString("");
        ask(
                "PATCH",
                one,
                """
                {"updateMask": ["providerWorkspaceRef", "apiKey"],
                 "connection": {"providerWorkspaceRef": "eu", "apiKey": "another"}}\
                """);
        JsonNode shown = ask("GET", one + "?includeCreds=true", "");
        assertThat(shown.path("apiKey").asString("")).isEqualTo("another");
        assertThat(shown.path("providerWorkspaceRef").asString("")).isEqualTo("eu");
        ask("DELETE", one, "");
        JsonNode step =
                ask(
                        "POST",
                        "/v1/custom-auth/connect",
                        """
                        {"projectIdOrName": "default", "provider": "salesforce", "groupRef": "known",
                         "customAuth": {"clientId": "theirs", "clientSecret": "of-theirs"}}\
                        """);
        assertThat(step.path("redirect").path("url").asString("")).contains("client_id=theirs");
        Exchange page =
                world.team()
                        .product()
                        .call(
                                "GET",
                                "/callbacks/v1/custom-auth/default?code=b&state="
                                        + step.at("/redirect/sessionId").asString(""),
                                "",
                                Map.of());
        assertThat(page.reply().body()).contains("ampersand-custom-auth");
    }

    private JsonNode ask(String method, String target, String body) {
        Exchange exchange = world.team().product().call(method, target, body, Map.of());
        assertThat(exchange.status()).as("%s", exchange).isLessThan(300);
        return exchange.reply().body().isEmpty()
                ? Product.JSON.createObjectNode()
                : Product.JSON.readTree(exchange.reply().body());
    }
}
