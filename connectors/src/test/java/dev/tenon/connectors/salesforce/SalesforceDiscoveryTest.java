package dev.tenon.connectors.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Choice;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.ObjectInfo.Ability;
import dev.tenon.spi.ObjectInfo.Deletes;
import dev.tenon.spi.ProviderException;
import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SalesforceDiscoveryTest {
    @Test
    void the_list_says_what_may_be_done_and_leaves_out_what_is_hidden_or_good_for_nothing() {
        Script script =
                Org.script()
                        .on("GET", Org.API + "/sobjects")
                        .reply(
                                200,
                                """
                                {"sobjects":[
                                 {"name":"Thing__c","label":"Thing","custom":true,"queryable":true,"createable":true,
                                  "updateable":true,"deletable":true,"replicateable":true},
                                 {"name":"View","label":"View","queryable":true},
                                 {"name":"Nothing","label":"Nothing"},
                                 {"name":"Old","queryable":true,"deprecatedAndHidden":true}]}
                                """);

        assertThat(Org.CONNECTOR.discovery(ReplayAccess.of(script)).objects())
                .containsExactly(
                        new ObjectInfo(
                                "Thing__c",
                                "Thing",
                                true,
                                Set.of(Ability.values()),
                                Set.of(),
                                Deletes.FEED),
                        new ObjectInfo(
                                "View",
                                "View",
                                false,
                                Set.of(Ability.READ),
                                Set.of(),
                                Deletes.SWEEP));
    }

    @ParameterizedTest
    @CsvSource({
        "id, TEXT",
        "string, TEXT",
        "textarea, TEXT",
        "email, EMAIL",
        "phone, PHONE",
        "url, URL",
        "boolean, BOOLEAN",
        "int, INTEGER",
        "long, INTEGER",
        "double, DECIMAL",
        "percent, DECIMAL",
        "currency, MONEY",
        "date, DATE",
        "datetime, DATE_TIME",
        "time, TIME",
        "picklist, CHOICE",
        "combobox, CHOICE",
        "multipicklist, CHOICES",
        "reference, REFERENCE",
        "base64, BINARY",
        "address, ADDRESS",
        "location, JSON",
        "complexvalue, JSON",
        "encryptedstring, TEXT",
        "anyType, TEXT",
        "newInSpring, TEXT"
    })
    void every_type_of_salesforce_has_one_of_ours(String providerType, FieldType type) {
        FieldInfo field =
                field("{\"name\":\"F\",\"label\":\"F\",\"type\":\"" + providerType + "\"}");

        assertThat(field.type()).isEqualTo(type);
        assertThat(field.providerType()).isEqualTo(providerType);
    }

    @Test
    void flags_become_traits() {
        String plain =
                "{\"name\":\"F\",\"label\":\"F\",\"type\":\"string\",\"length\":80,\"createable\":true,\"updateable\":true";

        assertThat(field(plain + "}").traits()).containsExactly(Trait.REQUIRED);
        assertThat(field(plain + "}").maxLength()).isEqualTo(80);
        assertThat(field(plain + ",\"nillable\":true}").traits()).containsExactly(Trait.NULLABLE);
        assertThat(field(plain + ",\"defaultedOnCreate\":true}").traits()).isEmpty();
        assertThat(field(plain.replace("\"updateable\":true", "\"nillable\":true") + "}").traits())
                .containsExactlyInAnyOrder(Trait.CREATE_ONLY, Trait.NULLABLE);
        assertThat(
                        field(
                                        "{\"name\":\"F\",\"type\":\"double\",\"calculated\":true,\"nillable\":true,\"custom\":true,\"unique\":true,\"sortable\":true,\"filterable\":true}")
                                .traits())
                .containsExactlyInAnyOrder(
                        Trait.READ_ONLY,
                        Trait.NULLABLE,
                        Trait.CUSTOM,
                        Trait.UNIQUE,
                        Trait.SORTABLE,
                        Trait.FILTERABLE);
        assertThat(field("{\"name\":\"Id\",\"type\":\"id\"}").is(Trait.KEY)).isTrue();
        assertThat(field(plain.replace("string", "textarea").replace("80", "32000") + "}").type())
                .isEqualTo(FieldType.LONG_TEXT);
    }

    @Test
    void a_compound_field_is_read_and_never_written() {
        FieldInfo field =
                field(
                        "{\"name\":\"BillingAddress\",\"type\":\"address\",\"createable\":true,\"updateable\":true,\"nillable\":true}");

        assertThat(field.traits()).containsExactlyInAnyOrder(Trait.READ_ONLY, Trait.NULLABLE);
    }

    @Test
    void choices_that_are_switched_off_are_left_out() {
        FieldInfo field =
                field(
                        """
                        {"name":"F","type":"picklist","restrictedPicklist":true,"picklistValues":[
                         {"active":true,"value":"a","label":"A"},{"active":false,"value":"b","label":"B"},
                         {"active":true,"value":"c","label":null}],"referenceTo":[]}
                        """);

        assertThat(field.choices()).containsExactly(new Choice("a", "A"), new Choice("c", "c"));
        assertThat(field.is(Trait.RESTRICTED)).isTrue();
    }

    @Test
    void deletions_are_fed_only_where_they_can_be_asked_for_by_a_time_that_moves() {
        assertThat(deletes("SystemModstamp:datetime", "IsDeleted:boolean")).isEqualTo(Deletes.FEED);
        assertThat(deletes("LastModifiedDate:datetime", "IsDeleted:boolean"))
                .isEqualTo(Deletes.FEED);
        assertThat(deletes("CreatedDate:datetime", "IsDeleted:boolean")).isEqualTo(Deletes.SWEEP);
        assertThat(deletes("SystemModstamp:datetime")).isEqualTo(Deletes.SWEEP);
    }

    private static Deletes deletes(String... fields) {
        return schema(Org.answer("Account", fields)).object().deletes();
    }

    @Test
    void keys_for_upserts_are_external_ids_and_lookup_fields_but_not_the_id() {
        String answer =
                """
                {"httpStatusCode":200,"referenceId":"Account","body":{"name":"Account","fields":[
                 {"name":"Id","type":"id","idLookup":true},{"name":"Key__c","type":"string","externalId":true},
                 {"name":"Email","type":"email","idLookup":true},{"name":"Name","type":"string"},
                 {"name":"Old__c","type":"string","externalId":true,"deprecatedAndHidden":true}]}}
                """;

        assertThat(schema(answer).object().upsertKeys())
                .containsExactlyInAnyOrder("Key__c", "Email");
        assertThat(schema(answer).fields()).extracting(FieldInfo::name).doesNotContain("Old__c");
    }

    @Test
    void many_objects_are_described_25_at_a_time() {
        var names = new TreeSet<String>();
        for (int number = 10; number < 70; number++) names.add("Thing" + number + "__c");
        List<String> order = List.copyOf(names);
        Script script = Org.script();
        for (int from = 0; from < order.size(); from += 25) {
            String answers =
                    order.subList(from, Math.min(order.size(), from + 25)).reversed().stream()
                            .map(name -> Org.answer(name, "Id:id"))
                            .collect(Collectors.joining(","));
            script =
                    script.on("POST", Org.API + "/composite")
                            .reply(200, "{\"compositeResponse\":[" + answers + "]}");
        }
        ReplayAccess access = ReplayAccess.of(script);

        Map<String, ObjectSchema> found = Org.CONNECTOR.discovery(access).describe(names);

        access.verify();
        assertThat(found.keySet()).isEqualTo(names);
        assertThat(found)
                .allSatisfy((name, schema) -> assertThat(schema.object().name()).isEqualTo(name));
    }

    @Test
    void names_that_no_object_can_have_are_absent_without_a_call() {
        assertThat(
                        Org.CONNECTOR
                                .discovery(ReplayAccess.of(Org.script()))
                                .describe(Set.of("../x", "a b")))
                .isEmpty();
    }

    @Test
    void an_error_of_one_description_has_its_reaction() {
        String answer =
                "{\"httpStatusCode\":%d,\"referenceId\":\"Account\",\"body\":[{\"errorCode\":\"%s\",\"message\":\"m\"}]}";

        assertThatThrownBy(() -> schema(answer.formatted(503, "SERVER_UNAVAILABLE")))
                .isInstanceOf(ProviderException.Busy.class);
        assertThatThrownBy(() -> schema(answer.formatted(200, "odd")))
                .isInstanceOf(ProviderException.Garbled.class);
    }

    private static FieldInfo field(String json) {
        String answer =
                "{\"httpStatusCode\":200,\"referenceId\":\"Account\",\"body\":{\"name\":\"Account\",\"fields\":["
                        + json
                        + "]}}";
        return schema(answer).fields().getFirst();
    }

    private static ObjectSchema schema(String answer) {
        Script script =
                Org.script()
                        .on("POST", Org.API + "/composite")
                        .reply(200, "{\"compositeResponse\":[" + answer + "]}");
        ObjectSchema schema =
                Org.CONNECTOR
                        .discovery(ReplayAccess.of(script))
                        .describe(Set.of("Account"))
                        .get("Account");
        return java.util.Objects.requireNonNull(schema);
    }
}
