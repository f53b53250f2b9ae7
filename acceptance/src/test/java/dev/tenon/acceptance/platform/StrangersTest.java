package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a caller gets who has no key, a wrong one, another project's, or a malformed request.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangersTest {
    private static final List<String> READS =
            List.of(
                    "",
                    "/api-keys",
                    "/audit",
                    "/integrations",
                    "/integrations/crm",
                    "/provider-apps",
                    "/connections",
                    "/connections/00000000-0000-7000-8000-000000000000",
                    "/installations",
                    "/integrations/crm/installations",
                    "/integrations/crm/objects/Account/records?groupRef=acme",
                    "/integrations/crm/objects/Account/changes?groupRef=acme",
                    "/operations/00000000-0000-7000-8000-000000000000",
                    "/writes",
                    "/destinations",
                    "/status");

    private final TenonProcess tenon;
    private final Product product;
    private final String strangersKey;

    StrangersTest(@TempDir Path data) {
        tenon = TenonProcess.start(data);
        product = new Product(tenon);
        product.json("POST", "/v1/projects", "{\"name\":\"stranger\"}");
        JsonNode key =
                product.json(
                        "POST",
                        "/v1/projects/stranger/api-keys",
                        "{\"label\":\"test\",\"scopes\":[\"full\"]}");
        strangersKey = key.path("secret").asString("");
    }

    @AfterAll
    void stop() {
        tenon.close();
    }

    @Test
    void another_projects_key_finds_nothing_on_any_route() {
        for (String path : READS) {
            assertThat(get("/v1/projects/default" + path, strangersKey).status())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    @Test
    void the_key_works_in_its_own_project() {
        assertThat(get("/v1/projects/stranger", strangersKey).status()).isEqualTo(200);
    }

    @Test
    void a_wrong_or_missing_key_gets_401_with_what_to_do() {
        for (String key : List.of("", "nonsense", "tnn_0000000000000000_wrong")) {
            Exchange reply = get("/v1/projects/default/integrations", key);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.reply().header("content-type")).isEqualTo("application/problem+json");
            JsonNode problem = Product.JSON.readTree(reply.reply().body());
            assertThat(problem.path("code").asString("")).startsWith("key.");
            assertThat(problem.path("fix").asString("")).isNotEmpty();
        }
    }

    @Test
    void invalid_json_is_refused_with_line_and_column() {
        Exchange reply = product.call("POST", "/v1/projects", "{\"name\": \n nonsense}", Map.of());
        assertThat(reply.status()).isEqualTo(400);
        assertThat(Product.JSON.readTree(reply.reply().body()).path("where").asString(""))
                .contains("line 2");
    }

    @Test
    void a_manifest_with_an_error_is_refused_with_all_findings_and_nothing_is_deployed() {
        String manifest =
                """
                specVersion: 1.0.0
                integrations:
                  - name: crm
                    provider: salesfroce
                    read:
                      objects:
                        - objectName: Account
                          schedule: "often"
                """;
        String body = Product.JSON.createObjectNode().put("sourceYaml", manifest).toString();
        Exchange reply =
                product.call("PUT", "/v1/projects/default/integrations:batch", body, Map.of());
        assertThat(reply.status()).isEqualTo(400);
        JsonNode problem = Product.JSON.readTree(reply.reply().body());
        assertThat(problem.path("issues").size()).isGreaterThanOrEqualTo(2);
        assertThat(reply.reply().body()).contains("salesforce").contains("tenon.yaml:4");
        assertThat(product.json("GET", "/v1/projects/default/integrations", "").size()).isZero();
    }

    @Test
    void an_unknown_path_names_what_there_is() {
        Exchange reply = get("/v1/projects/default/nothing", tenon.adminKey());
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.reply().body()).contains("request.no-route");
    }

    private Exchange get(String path, String key) {
        return product.call("GET", path, "", Map.of("X-Api-Key", key));
    }
}
