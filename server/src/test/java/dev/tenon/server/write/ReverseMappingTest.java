package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.format.ConfigJson;
import dev.tenon.format.EffectiveConfig;
import dev.tenon.format.Integration;
import dev.tenon.format.ManifestJson;
import dev.tenon.server.json.Json;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The read object's mappings, backwards.
final class ReverseMappingTest {
    private static final String MANIFEST =
            """
            {"name": "crm", "provider": "fake",
             "read": {"objects": [{"objectName": "Contact",
               "requiredFields": [{"fieldName": "LastName", "mapToName": "$['name']['last']"},
                                  {"fieldName": "$['Home']['city']", "mapToName": "town"},
                                  {"fieldName": "$['Home']['geo']['lat']", "mapToName": "latitude"}],
               "optionalFields": [{"mapToName": "level"}, {"mapToName": "topics"},
                                  {"mapToName": "nickname"}]}]}}\
            """;
    private static final String CONFIG =
            """
            {"provider": "fake", "read": {"objects": {"Contact": {"objectName": "Contact",
              "selectedFieldMappings": {"level": "Level__c", "topics": "Topics__c"},
              "selectedValueMappings": {"level": {"top": "Gold"}, "topics": {"a": "Art", "m": "Music"}}}}}}\
            """;

    private final Findings found = new Findings("body.record");

    @Test
    void names_become_the_providers() {
        assertThat(apply("{\"level\": \"Silver\", \"FIRSTNAME\": \"Kim\"}"))
                .containsEntry("Level__c", Json.parse("\"Silver\""))
                .containsEntry("FirstName", Json.parse("\"Kim\""))
                .hasSize(2);
        assertThat(found.problems()).isEmpty();
    }

    @Test
    void values_become_the_providers_also_in_arrays() {
        assertThat(apply("{\"level\": \"top\", \"topics\": [\"m\", \"a\", \"x\"]}"))
                .containsEntry("Level__c", Json.parse("\"Gold\""))
                .containsEntry("Topics__c", Json.parse("[\"Music\", \"Art\", \"x\"]"));
    }

    @Test
    void the_providers_own_names_are_taken_too() {
        assertThat(apply("{\"Level__c\": \"top\"}"))
                .containsEntry("Level__c", Json.parse("\"Gold\""));
    }

    @Test
    void nested_names_are_taken_out_of_their_objects() {
        assertThat(apply("{\"name\": {\"last\": \"Moss\"}}"))
                .containsEntry("LastName", Json.parse("\"Moss\""))
                .hasSize(1);
    }

    @Test
    void paths_into_a_field_are_put_together() {
        assertThat(apply("{\"town\": \"Bern\", \"latitude\": 46.9}"))
                .containsEntry("Home", Json.parse("{\"city\": \"Bern\", \"geo\": {\"lat\": 46.9}}"))
                .hasSize(1);
    }

    @Test
    void a_name_for_which_the_customer_chose_no_field_is_left_out_with_a_warning() {
        assertThat(apply("{\"nickname\": \"Mo\"}")).isEmpty();
        assertThat(found.problems()).isEmpty();
        assertThat(found.warnings().getFirst().diagnostic().code())
                .isEqualTo("write.field-not-mapped");
    }

    @Test
    void an_unknown_name_is_told_with_the_nearest_of_both_worlds() {
        apply("{\"leval\": \"x\"}");
        assertThat(found.problems().getFirst().diagnostic().fix()).contains("\"level\"");
    }

    private Map<String, JsonNode> apply(String record) {
        Integration manifest = ManifestJson.read(Json.parse(MANIFEST));
        var config = Objects.requireNonNull(ConfigJson.read(Json.parse(CONFIG)).config());
        var read = Objects.requireNonNull(EffectiveConfig.merge(manifest, config).read("Contact"));
        return ReverseMapping.of(read, manifest, CrmSchema.contact())
                .apply(Json.parseObject(record), found);
    }
}
