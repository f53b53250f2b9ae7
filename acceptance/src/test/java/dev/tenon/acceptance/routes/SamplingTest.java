package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// A config is tried on the customer's account before it is installed.
@ExtendWith(World.Shared.class)
class SamplingTest {
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: sampled
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      schedule: "*/10 * * * *"
                      requiredFields: [{ fieldName: Name }]
                      optionalFieldsAuto: all
            """;

    private final World world;

    SamplingTest(World world) {
        this.world = world;
    }

    @Test
    void what_the_provider_would_refuse_is_refused_and_nothing_is_stored() {
        Product product = world.team().product();
        String installations = deploy(product, "sampler");

        Exchange refused = product.call("POST", installations, config("Indstry"), Map.of());

        assertThat(refused.status()).isEqualTo(422);
        JsonNode problem = Product.JSON.readTree(refused.reply().body());
        assertThat(problem.path("code").asString("")).isEqualTo("installation.no-filter-field");
        assertThat(problem.path("fix").asString("")).contains("Industry");
        assertThat(product.json("GET", installations + "?groupRef=sampler", "")).isEmpty();
        assertThat(
                        product.call(
                                        "POST",
                                        installations + "?skipSampling=true",
                                        config("Indstry"),
                                        Map.of())
                                .status())
                .isEqualTo(201);
    }

    @Test
    void a_changed_config_is_compared_with_the_account_and_stays_as_it_was() {
        Product product = world.team().product();
        String installations = deploy(product, "changer");
        String good = config("Industry").replace("sampler", "changer");
        String one =
                installations
                        + "/"
                        + product.json("POST", installations, good).path("id").asString("");

        Exchange masked = product.call("PATCH", one, change("Indstry", "auto"), Map.of());
        Exchange swept = product.call("PATCH", one, change("Industry", "feed"), Map.of());
        Exchange patched =
                product.call(
                        "PATCH",
                        product.path("/integrations/sampled/objects/Account/config-content"),
                        """
                        {"groupRef": "changer", "action": "read", "changes": [{"op": "replace",
                          "path": "/fieldFilters", "value":
                          [{"fieldName": "Indstry", "operator": "eq", "value": "Energy"}]}]}\
                        """,
                        Map.of());

        for (Exchange refused : List.of(masked, patched)) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(Product.JSON.readTree(refused.reply().body()).path("code").asString(""))
                    .isEqualTo("installation.no-filter-field");
        }
        assertThat(swept.status()).as("accounts have a feed").isEqualTo(200);
        assertThat(product.json("GET", one, "").toString()).doesNotContain("Indstry");
        assertThat(
                        product.call(
                                        "PATCH",
                                        one + "?skipSampling=true",
                                        change("Indstry", "auto"),
                                        Map.of())
                                .status())
                .isEqualTo(200);
    }

    /// Signs a group in, too.
    private static String deploy(Product product, String group) {
        String body = Product.JSON.createObjectNode().put("sourceYaml", MANIFEST).toString();
        product.json("PUT", product.path("/integrations:batch"), body);
        product.connect(group, "acme");
        return product.path("/integrations/sampled/installations");
    }

    private static String change(String field, String deletions) {
        return """
        {"updateMask": ["config.content.read.objects.Account"], "installation": {"config":
          {"content": {"provider": "salesforce", "read": {"objects": {"Account":
            {"objectName": "Account", "deletions": {"mode": "%s"}, "fieldFilters":
              [{"fieldName": "%s", "operator": "eq", "value": "Energy"}]}}}}}}}\
        """
                .formatted(deletions, field);
    }

    private static String config(String field) {
        return """
        {"groupRef": "sampler", "config": {"content": {"provider": "salesforce", "read": {"objects":
          {"Account": {"objectName": "Account", "fieldFilters":
            [{"fieldName": "%s", "operator": "eq", "value": "Energy"}]}}}}}}\
        """
                .formatted(field);
    }
}
