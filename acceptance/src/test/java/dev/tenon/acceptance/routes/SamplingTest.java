package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
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
        String body = Product.JSON.createObjectNode().put("sourceYaml", MANIFEST).toString();
        product.json("PUT", product.path("/integrations:batch"), body);
        product.connect("sampler", "acme");
        String installations = product.path("/integrations/sampled/installations");

        Exchange refused = product.call("POST", installations, config("Indstry"), Map.of());

        assertThat(refused.status()).isEqualTo(422);
        JsonNode problem = Product.JSON.readTree(refused.reply().body());
        assertThat(problem.path("code").asString("")).isEqualTo("installation.no-filter-field");
        assertThat(problem.path("fix").asString("")).contains("Industry");
        assertThat(product.json("GET", installations, "")).isEmpty();
        assertThat(
                        product.call(
                                        "POST",
                                        installations + "?skipSampling=true",
                                        config("Indstry"),
                                        Map.of())
                                .status())
                .isEqualTo(201);
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
