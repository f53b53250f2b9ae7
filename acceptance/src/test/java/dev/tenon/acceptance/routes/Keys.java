package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.platform.Product;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The life of a project and its keys: made, changed, deleted, and noted.
final class Keys {
    private final Product product;

    Keys(World world) {
        this.product = world.team().product();
    }

    void walk() {
        ask("POST", "/v1/projects", "{\"name\":\"walk\",\"appName\":\"Walk\"}");
        assertThat(ask("GET", "/v1/projects", "").size()).isGreaterThanOrEqualTo(2);
        ask("GET", "/v1/projects/walk?includeEntitlements=true", "");
        JsonNode renamed =
                ask(
                        "PATCH",
                        "/v1/projects/walk",
                        "{\"updateMask\":[\"appName\"],\"project\":{\"appName\":\"Walks\"}}");
        assertThat(renamed.path("appName").asString("")).isEqualTo("Walks");
        String key =
                ask(
                                "POST",
                                "/v1/projects/walk/api-keys",
                                "{\"label\":\"one\",\"scopes\":[\"read\"]}")
                        .path("key")
                        .asString("");
        ask("GET", "/v1/projects/walk/api-keys", "");
        ask("PATCH", "/v1/projects/walk/api-keys/" + key, "{\"apiKey\":{\"active\":false}}");
        ask("DELETE", "/v1/projects/walk/api-keys/" + key, "");
        jwtKeys();
        JsonNode page = ask("GET", "/v1/projects/walk/audit?limit=2", "");
        assertThat(page.path("results").size()).isEqualTo(2);
        JsonNode more =
                ask(
                        "GET",
                        "/v1/projects/walk/audit?action=key.&subject="
                                + key
                                + "&before="
                                + page.path("next").asString(""),
                        "");
        assertThat(more.path("results"))
                .isNotEmpty()
                .allMatch(each -> each.path("subject").asString("").equals(key));
    }

    private void jwtKeys() {
        ObjectNode body = Product.JSON.createObjectNode().put("label", "web");
        body.put("algorithm", "EdDSA").put("publicKeyPem", TokenSigner.pem(TokenSigner.pair()));
        String all = "/v1/projects/walk/jwt-keys";
        String kid = ask("POST", all, body.toString()).path("kid").asString("");
        assertThat(ask("GET", all, "").size()).isEqualTo(1);
        JsonNode changed =
                ask(
                        "PATCH",
                        all + "/" + kid,
                        "{\"updateMask\":[\"label\"],\"jwtKey\":{\"label\":\"app\",\"active\":false}}");
        assertThat(changed.path("label").asString("")).isEqualTo("app");
        assertThat(changed.path("active").asBoolean(false)).as("not in the mask").isTrue();
        ask("GET", all + "/" + kid, "");
        ask("DELETE", all + "/" + kid, "");
    }

    private JsonNode ask(String method, String path, String body) {
        return product.json(method, path, body);
    }
}
