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
        var page = Map.of("Origin", "https://app.pages.example.com");
        JsonNode step =
                ask(
                        "POST",
                        "/v1/custom-auth/connect",
                        """
                        {"projectIdOrName": "default", "provider": "salesforce", "groupRef": "known",
                         "customAuth": {"clientId": "theirs", "clientSecret": "of-theirs"}}\
                        """,
                        page);
        assertThat(step.path("redirect").path("url").asString("")).contains("client_id=theirs");
        String session = step.at("/redirect/sessionId").asString("");
        String callback = "/callbacks/v1/custom-auth/default";
        assertThat(posted(callback, session)).isEqualTo(callback + "?code=b&state=" + session);
        Exchange handed =
                world.team()
                        .product()
                        .call("GET", callback + "?code=b&state=" + session, "", Map.of());
        assertThat(handed.reply().body()).contains("ampersand-custom-auth");
        assertThat(posted("/callbacks/v1/oauth", session)).contains("?code=b&state=");
    }

    /// Where a browser is sent on to that comes back with a form.
    private String posted(String callback, String state) {
        var headers = Map.of("Content-Type", "application/x-www-form-urlencoded");
        Exchange sent = world.client().send("POST", callback, "code=b&state=" + state, headers);
        assertThat(sent.status()).isEqualTo(303);
        return sent.reply().header("location");
    }

    private JsonNode ask(String method, String target, String body) {
        return ask(method, target, body, Map.of());
    }

    private JsonNode ask(String method, String target, String body, Map<String, String> headers) {
        Exchange exchange = world.team().product().call(method, target, body, headers);
        assertThat(exchange.status()).as("%s", exchange).isLessThan(300);
        return exchange.reply().body().isEmpty()
                ? Product.JSON.createObjectNode()
                : Product.JSON.readTree(exchange.reply().body());
    }
}
