package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.format.WriteField;
import dev.tenon.format.WriteField.OnCreate;
import dev.tenon.format.WriteField.OnUpdate;
import dev.tenon.server.json.Json;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.Writer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;

/// What of a record is refused, left out or put right before a call is spent on it.
final class RecordCheckTest {
    private static final ObjectSchema CONTACT = CrmSchema.contact();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"Emial\": \"a\"}'          | write.unknown-field     | Emial            | Email",
                "'{\"LastModifiedDate\": \"\"}'| write.read-only-field   | LastModifiedDate | Leave it out",
                "'{\"Origin__c\": \"web\"}'    | write.create-only-field | Origin__c        | Leave it out of updates",
                "'{\"FirstName\": 5}'          | write.wrong-type        | FirstName        | Send a text",
                "'{\"Count__c\": 1.5}'         | write.wrong-type        | Count__c         | Send a whole number",
                "'{\"Amount__c\": \"much\"}'   | write.wrong-type        | Amount__c        | Send a number",
                "'{\"Active__c\": \"maybe\"}'  | write.wrong-type        | Active__c        | Send true or false",
                "'{\"Born__c\": \"31.3.2026\"}'| write.wrong-type        | Born__c          | Send a date",
                "'{\"Born__c\": \"2026-02-30\"}'| write.wrong-type       | Born__c          | Send a date",
                "'{\"Wakes__c\": \"25:00\"}'   | write.wrong-type        | Wakes__c         | Send a time",
                "'{\"Met__c\": \"2026-03-31T16:20:00\"}' | write.wrong-type | Met__c        | with an offset",
                "'{\"Topics__c\": [1]}'        | write.wrong-type        | Topics__c        | array of texts",
                "'{\"Home\": 5}'               | write.wrong-type        | Home             | Send an object",
                "'{\"FirstName\": \"elevenchars\"}' | write.too-long     | FirstName        | Shorten it to 10",
                "'{\"Level__c\": \"Glod\"}'    | write.unknown-choice    | Level__c         | Gold",
                "'{\"Topics__c\": [\"Art\", \"Musik\"]}' | write.unknown-choice | Topics__c | Music",
                "'{\"Topics__c\": \"Art;Mathematics\"}' | write.unknown-choice | Topics__c  | Art, Music",
                "'{\"LastName\": null}'        | write.required-field    | LastName         | Give it a value",
            })
    void a_value_that_cannot_be_written_is_refused_with_what_to_do(
            String record, String code, String field, String fix) {
        PreparedRecord prepared = update(record);

        assertThat(prepared.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.diagnostic().code()).isEqualTo(code);
                    assertThat(problem.diagnostic().where()).isEqualTo("body.record." + field);
                    assertThat(problem.diagnostic().fix()).contains(fix);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"FirstName\": null}'                       | '{\"FirstName\":null}'",
                "'{\"firstname\": \"Kim\"}'                    | '{\"FirstName\":\"Kim\"}'",
                "'{\"Count__c\": \"12\"}'                      | '{\"Count__c\":12}'",
                "'{\"Count__c\": 12.0}'                        | '{\"Count__c\":12.0}'",
                "'{\"Amount__c\": 0.1}'                        | '{\"Amount__c\":0.1}'",
                "'{\"Active__c\": \"TRUE\"}'                   | '{\"Active__c\":true}'",
                "'{\"Born__c\": \"2024-02-29\"}'               | '{\"Born__c\":\"2024-02-29\"}'",
                "'{\"Wakes__c\": \"06:30:00Z\"}'               | '{\"Wakes__c\":\"06:30:00Z\"}'",
                "'{\"Met__c\": \"2026-03-31T16:20:00.000+0000\"}' | '{\"Met__c\":\"2026-03-31T16:20:00.000+0000\"}'",
                "'{\"Met__c\": \"2026-03-31T16:20:00Z\"}'      | '{\"Met__c\":\"2026-03-31T16:20:00Z\"}'",
                "'{\"Met__c\": \"2026-03-31T16:20+05:30\"}'    | '{\"Met__c\":\"2026-03-31T16:20+05:30\"}'",
                "'{\"Topics__c\": [\"Art\"]}'                  | '{\"Topics__c\":[\"Art\"]}'",
                "'{\"Topics__c\": \"Art;Music\"}'              | '{\"Topics__c\":\"Art;Music\"}'",
                "'{\"Home\": {\"city\": \"Bern\"}}'            | '{\"Home\":{\"city\":\"Bern\"}}'",
                "'{\"Extra__c\": [1, {}]}'                     | '{\"Extra__c\":[1,{}]}'",
            })
    void a_value_of_the_right_form_is_sent(String record, String sent) {
        PreparedRecord prepared = update(record);

        assertThat(prepared.problems()).isEmpty();
        assertThat(prepared.fields()).hasToString(sent);
    }

    @Test
    void all_that_is_wrong_with_a_record_is_told_at_once() {
        PreparedRecord prepared =
                update("{\"Emial\": 1, \"Count__c\": \"x\", \"Level__c\": \"Tin\"}");

        assertThat(prepared.problems()).hasSize(3);
    }

    @Test
    void a_new_record_needs_its_required_fields() {
        PreparedRecord prepared = check(Writer.Operation.CREATE, Map.of(), null, "{}");

        assertThat(prepared.problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.diagnostic())
                                .hasToString(
                                        """
                                        write.required-field: A new Contact needs the field LastName.
                                          at  body.record.LastName
                                          fix Give it a value.\
                                        """));
    }

    @Test
    void an_upsert_needs_a_value_for_its_key() {
        PreparedRecord prepared =
                check(Writer.Operation.UPSERT, Map.of(), "Code__c", "{\"LastName\": \"Moss\"}");

        assertThat(prepared.problems().getFirst().diagnostic().code())
                .isEqualTo("write.missing-key");
    }

    @Test
    void a_field_under_two_spellings_is_refused() {
        PreparedRecord prepared = update("{\"FirstName\": \"a\", \"FIRSTNAME\": \"b\"}");

        assertThat(prepared.problems().getFirst().diagnostic().code())
                .isEqualTo("write.field-twice");
    }

    @Test
    void a_default_fills_what_is_left_out() {
        var settings =
                Map.of(
                        "FirstName",
                        new WriteField(StringNode.valueOf("Kim"), OnCreate.ALWAYS, OnUpdate.ALWAYS),
                        "Count__c",
                        new WriteField(IntNode.valueOf(3), OnCreate.ALWAYS, OnUpdate.NEVER));

        assertThat(
                        check(
                                        Writer.Operation.CREATE,
                                        settings,
                                        null,
                                        "{\"LastName\": \"Moss\", \"Count__c\": 5}")
                                .fields())
                .isEqualTo("{\"LastName\":\"Moss\",\"Count__c\":5,\"FirstName\":\"Kim\"}");
        assertThat(check(Writer.Operation.UPDATE, settings, null, "{}").fields())
                .isEqualTo("{\"FirstName\":\"Kim\"}");
    }

    @Test
    void a_field_that_is_not_to_be_written_is_left_out_with_a_warning() {
        var settings =
                Map.of(
                        "FirstName", new WriteField(null, OnCreate.NEVER, OnUpdate.ALWAYS),
                        "Email", new WriteField(null, OnCreate.ALWAYS, OnUpdate.IF_EMPTY));
        String record =
                "{\"LastName\": \"M\", \"FirstName\": \"K\", \"Email\": \"k@acme.example\"}";

        PreparedRecord created = check(Writer.Operation.CREATE, settings, null, record);
        assertThat(Json.parse(created.fields()).propertyNames())
                .containsExactly("LastName", "Email");
        assertThat(created.warnings())
                .extracting(RecordCheckTest::code)
                .containsExactly("write.field-left-out");

        PreparedRecord updated = check(Writer.Operation.UPDATE, settings, null, record);
        assertThat(Json.parse(updated.fields()).propertyNames())
                .containsExactly("LastName", "FirstName", "Email");
        assertThat(updated.extras().ifEmpty()).containsExactly("Email");
        assertThat(updated.warnings()).isEmpty();
    }

    @Test
    void writes_to_one_record_have_one_order_key() {
        assertThat(update("{}").orderKey()).isEqualTo("id=C1");
        assertThat(
                        check(Writer.Operation.UPSERT, Map.of(), "Code__c", "{\"Code__c\": \"k\"}")
                                .orderKey())
                .isEqualTo("Code__c=k");
        assertThat(
                        check(
                                        Writer.Operation.CREATE,
                                        Map.of(),
                                        "Code__c",
                                        "{\"LastName\": \"M\", \"code__C\": \"K\"}")
                                .orderKey())
                .isEqualTo("Code__c=k");
        assertThat(
                        check(Writer.Operation.CREATE, Map.of(), "Code__c", "{\"LastName\": \"M\"}")
                                .orderKey())
                .isNull();
    }

    private static String code(WriteProblem problem) {
        return problem.diagnostic().code();
    }

    private static PreparedRecord update(String record) {
        return check(Writer.Operation.UPDATE, Map.of(), null, record);
    }

    private static PreparedRecord check(
            Writer.Operation kind,
            Map<String, WriteField> settings,
            @org.jspecify.annotations.Nullable String keyField,
            String record) {
        boolean hasId = List.of(Writer.Operation.UPDATE, Writer.Operation.DELETE).contains(kind);
        var entry = new WriteBody.Entry(hasId ? "C1" : null, Json.parseObject(record), List.of());
        return new RecordCheck(
                        CONTACT,
                        ReverseMapping.none(CONTACT),
                        settings,
                        new ReferenceCheck(_ -> Map.of()),
                        new Way(kind, keyField, Way.Associations.NONE, 1_000_000))
                .prepare(entry, "body.record");
    }
}
