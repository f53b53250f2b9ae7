package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server where the company's identity provider alone signs people in, here one that is away.
class PasswordlessTest {
    @TempDir private Path data;

    @Test
    void who_is_added_or_reset_gets_no_link_to_choose_a_password() {
        Map<String, String> settings =
                Map.of(
                        "TENON_OIDC_ISSUER", "http://127.0.0.1:1",
                        "TENON_OIDC_CLIENT_ID", "tenon",
                        "TENON_OIDC_ONLY", "true");
        try (TenonProcess tenon = TenonProcess.start(data, _ -> settings)) {
            var product = new Product(tenon);

            JsonNode added = product.json("POST", "/v1/people", "{\"email\":\"ann@example.com\"}");
            JsonNode reset = product.json("POST", "/v1/people/ann%40example.com:reset", "");

            for (JsonNode person : new JsonNode[] {added, reset}) {
                assertThat(person.path("email").asString("")).isEqualTo("ann@example.com");
                assertThat(person.has("link")).isFalse();
                assertThat(person.has("linkExpireTime")).isFalse();
            }
        }
    }
}
