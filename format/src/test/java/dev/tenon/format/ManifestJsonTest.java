package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ManifestJsonTest {
    @Test
    void the_json_of_an_integration_has_the_keys_of_its_manifest() {
        JsonNode written = ManifestJson.write(integration(Manifests.everyKey()));

        assertThat(written).isEqualTo(Manifests.json(Manifests.everyKey()).at("/integrations/0"));
    }

    @Test
    void every_sample_survives_the_way_to_json_and_back() {
        Manifests.samples()
                .forEach((file, source) -> {
                    Integration integration = integration(source);
                    ObjectNode written = ManifestJson.write(integration);
                    assertThat(ManifestJson.read(written)).as(file).isEqualTo(integration);
                    JsonNode sample = Manifests.json(source).at("/integrations/0");
                    assertThat(written).as(file).isEqualTo(sample);
                });
    }

    @Test
    void a_null_is_as_good_as_absent_and_what_is_wrong_is_told_by_path() {
        JsonNode json =
                new JsonMapper()
                        .readTree(
                                """
                                {"name": "crm", "provider": "x", "displayName": null,
                                 "read": {"objects": [{"objectName": 7}]}}
                                """);

        assertThatThrownBy(() -> ManifestJson.read(json))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.diagnostics())
                                        .hasSize(1)
                                        .allMatch(each ->
                                                each.where().equals("read.objects[0].objectName")));
    }

    private static Integration integration(String source) {
        return Manifests.read(source).integrations().getFirst();
    }
}
