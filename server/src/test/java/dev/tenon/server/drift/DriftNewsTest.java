package dev.tenon.server.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.json.Json;
import dev.tenon.server.schema.ChangingCrm;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.FieldInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@ExtendWith(TestDatabase.class)
class DriftNewsTest {
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: fake
                read:
                  objects:
                    - objectName: Contact
                      mapToName: person
                      requiredFields: [{ fieldName: Name }, { fieldName: Stage, mapToName: stage }]
                write:
                  objects:
                    - objectName: Task
                watchSchema:
                  destination: changes
                  allObjects:
                    fieldCreated: { enabled: always }
                    fieldDeleted: { enabled: always }
                    fieldChanged: { enabled: always }
            """;
    private static final String CONFIG =
            """
            {"provider": "fake", "read": {"objects": {"Contact": {"objectName": "Contact",
             "selectedValueMappings": {"stage": {"won": "Closed Won", "lost": "Lost"}}}}},
             "write": {"objects": {"Task": {"objectName": "Task"}}}}\
            """;

    private final ChangingCrm crm = new ChangingCrm();
    private Watchtower tower;

    @BeforeEach
    void begin(Db db, @TempDir Path keys) {
        crm.with("Contact", ChangingCrm.text("Name"), stage("New", "Closed Won", "Lost"));
        crm.with("Task", ChangingCrm.text("Subject"));
        crm.with("Lead", ChangingCrm.text("Name"));
        tower = new Watchtower(db, keys, crm, MANIFEST, CONFIG);
        for (String object : List.of("Contact", "Task", "Lead")) tower.discover(object);
    }

    @AfterEach
    void end() {
        tower.close();
    }

    private static FieldInfo stage(String... values) {
        return ChangingCrm.choice("Stage", values);
    }

    private static List<String> names(JsonNode fields) {
        return fields.valueStream().map(each -> each.path("fieldName").asString("")).toList();
    }

    @Test
    void a_change_goes_to_the_destination_that_watch_schema_names_in_the_compatible_form() {
        crm.with("Contact", ChangingCrm.choice("Name", "a"), ChangingCrm.text("Phone"));

        tower.discover("Contact");

        assertThat(tower.told("schema.watch")).hasSize(1);
        JsonNode message = tower.told("schema.watch").getFirst();
        assertThat(message.path("action").asString()).isEqualTo("schema.watch");
        assertThat(message.path("objectName").asString()).isEqualTo("person");
        assertThat(message.path("rawObjectName").asString()).isEqualTo("Contact");
        assertThat(message.path("groupRef").asString()).isEqualTo("acme");
        JsonNode result = message.path("result");
        assertThat(names(result.path("createdFields"))).containsExactly("Phone");
        assertThat(names(result.path("deletedFields"))).containsExactly("Stage");
        JsonNode changed = result.path("changedFields").path(0);
        assertThat(changed.path("oldSchema").path("valueType").asString()).isEqualTo("string");
        assertThat(changed.path("newSchema").path("valueType").asString())
                .isEqualTo("singleSelect");
    }

    @Test
    void an_object_that_is_only_written_is_watched_too_and_one_that_is_not_used_is_not() {
        crm.with("Task", ChangingCrm.text("Subject"), ChangingCrm.text("Due"));
        crm.with("Lead", ChangingCrm.text("Name"), ChangingCrm.text("Due"));

        tower.discover("Task");
        tower.discover("Lead");

        assertThat(tower.told("schema.watch"))
                .extracting(each -> each.path("objectName").asString())
                .containsExactly("Task");
        assertThat(tower.told("schema.changed")).hasSize(1);
    }

    @Test
    void an_object_that_vanishes_has_all_its_fields_deleted_and_one_that_is_back_created() {
        crm.drop("Contact");
        tower.discover("Contact");
        crm.with("Contact", ChangingCrm.text("Name"), ChangingCrm.text("Phone"));
        tower.discover("Contact");

        List<JsonNode> told = tower.told("schema.watch");
        assertThat(names(told.get(0).path("result").path("deletedFields")))
                .containsExactlyInAnyOrder("Name", "Stage");
        assertThat(names(told.get(1).path("result").path("createdFields")))
                .containsExactlyInAnyOrder("Name", "Phone");
        assertThat(tower.told("schema.changed"))
                .extracting(each -> each.path("data").path("objectChange").asString())
                .containsExactly("vanished", "appeared");
    }

    @Test
    void a_change_that_does_not_fit_one_message_comes_in_several_under_300_kb() {
        FieldInfo[] many =
                IntStream.range(0, 2_500)
                        .mapToObj(i -> ChangingCrm.text("Field_" + i + "__c"))
                        .toArray(FieldInfo[]::new);
        crm.with("Contact", many);

        tower.discover("Contact");

        List<JsonNode> told = tower.told("schema.watch");
        assertThat(told).hasSizeGreaterThan(1);
        assertThat(told).allMatch(each -> Json.bytes(each).length < 300 * 1024);
        assertThat(told.stream().mapToInt(each -> each.path("result").path("createdFields").size()))
                .satisfies(sizes ->
                        assertThat(sizes.stream().mapToInt(each -> each).sum()).isEqualTo(2_500));
    }

    @Test
    void a_choice_of_thousands_of_values_is_told_without_them() {
        String[] values =
                IntStream.range(0, 20_000)
                        .mapToObj(i -> "value number " + i)
                        .toArray(String[]::new);
        crm.with("Contact", ChangingCrm.text("Name"), stage(values));

        tower.discover("Contact");

        JsonNode changed =
                tower.told("schema.watch").getFirst().path("result").path("changedFields").path(0);
        assertThat(changed.path("newSchema").path("valuesOmitted").asBoolean()).isTrue();
        assertThat(changed.path("oldSchema").path("values").size()).isEqualTo(3);
    }

    @Test
    void the_notification_names_object_and_fields() {
        crm.with("Contact", ChangingCrm.text("Phone"), stage("New", "Closed Won", "Lost"));

        tower.discover("Contact");

        JsonNode data = tower.told("schema.changed").getFirst().path("data");
        assertThat(data.path("objectName").asString()).isEqualTo("Contact");
        assertThat(data.path("createdFields").path(0).asString()).isEqualTo("Phone");
        assertThat(data.path("deletedFields").path(0).asString()).isEqualTo("Name");
        assertThat(data.path("installationIds").size()).isEqualTo(1);
        assertThat(data.path("warnings").isEmpty()).isTrue();
    }

    @Test
    void a_value_mapping_whose_value_was_renamed_is_warned_of_with_the_new_name() {
        crm.with("Contact", ChangingCrm.text("Name"), stage("New", "Won", "Lost"));

        tower.discover("Contact");

        JsonNode data = tower.told("schema.changed").getFirst().path("data");
        JsonNode warning = data.path("warnings").path(0);
        assertThat(data.path("warnings").size()).isEqualTo(1);
        assertThat(warning.path("mappedValue").asString()).isEqualTo("won");
        assertThat(warning.path("providerValue").asString()).isEqualTo("Closed Won");
        assertThat(warning.path("renamedTo").asString()).isEqualTo("Won");
        assertThat(data.path("changedFields").path(0).path("renamedValues").size()).isEqualTo(1);
    }

    @Test
    void a_value_mapping_whose_value_or_field_is_gone_is_warned_of() {
        crm.with("Contact", ChangingCrm.text("Name"), stage("New", "Closed Won"));
        tower.discover("Contact");
        crm.with("Contact", ChangingCrm.text("Name"));
        tower.discover("Contact");

        List<JsonNode> told = tower.told("schema.changed");
        assertThat(told.get(0).path("data").path("warnings").size()).isEqualTo(1);
        assertThat(told.get(0).path("data").path("warnings").path(0).path("mappedValue").asString())
                .isEqualTo("lost");
        assertThat(told.get(1).path("data").path("warnings").size()).isEqualTo(2);
    }
}
