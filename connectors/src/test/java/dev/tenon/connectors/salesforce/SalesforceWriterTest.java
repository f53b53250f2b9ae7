package dev.tenon.connectors.salesforce;

import static dev.tenon.connectors.salesforce.Org.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Problem;
import dev.tenon.spi.Writer.Result;
import dev.tenon.testkit.Answer;
import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SalesforceWriterTest {
    private static final String OK = "{\"id\":\"" + id(1) + "\",\"success\":true,\"errors\":[]}";

    @Test
    void a_collection_is_created_with_its_values_as_they_are() {
        Script script =
                Org.script()
                        .on("POST", Org.API + "/composite/sobjects")
                        .withHeader("Sforce-Duplicate-Rule-Header", "allowSave=true")
                        .withBody(
                                """
                                {"allOrNone":true,"records":[{"attributes":{"type":"Contact"},
                                 "Name":"Zoë \\"Q\\"","Gone":null,"Rank":12.50,"Live":true,
                                 "Kinds":"a;b","Account":{"Key__c":"k"}}]}
                                """)
                        .reply(200, "[" + OK + "]");
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("Name", "Zoë \"Q\"");
        fields.put("Gone", null);
        fields.put("Rank", new BigDecimal("12.50"));
        fields.put("Live", true);
        fields.put("Kinds", List.of("a", "b"));
        fields.put("Account", Map.of("Key__c", "k"));
        var batch =
                new Writer.Batch(
                        "collection",
                        "Contact",
                        Operation.CREATE,
                        null,
                        true,
                        Map.of("Sforce-Duplicate-Rule-Header", "allowSave=true"),
                        List.of(new Item(null, fields)));

        assertThat(send(script, batch)).containsExactly(new Result.Succeeded(id(1), true));
    }

    @Test
    void a_collection_is_updated_by_ids() {
        Script script =
                Org.script()
                        .on("PATCH", Org.API + "/composite/sobjects")
                        .withBody(
                                """
                                {"allOrNone":false,"records":[
                                 {"attributes":{"type":"Contact"},"id":"%s","Name":"a"}]}
                                """
                                        .formatted(id(1)))
                        .reply(200, "[" + OK + "]");

        assertThat(send(script, batch("collection", Operation.UPDATE, item(id(1), "a"))))
                .containsExactly(new Result.Succeeded(id(1), false));
    }

    @Test
    void a_collection_is_upserted_by_its_key_and_says_what_is_new() {
        Script script =
                Org.script()
                        .on("PATCH", Org.API + "/composite/sobjects/Contact/Name")
                        .withBody(
                                """
                                {"allOrNone":false,"records":[
                                 {"attributes":{"type":"Contact"},"Name":"a"},
                                 {"attributes":{"type":"Contact"},"Name":"b"}]}
                                """)
                        .reply(
                                200,
                                "["
                                        + OK.replace("}", ",\"created\":true}")
                                        + ","
                                        + OK.replace("}", ",\"created\":false}")
                                        + "]");

        assertThat(
                        send(
                                script,
                                batch(
                                        "collection",
                                        Operation.UPSERT,
                                        item(null, "a"),
                                        item(null, "b"),
                                        item(null, ""))))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(new Result.Succeeded(id(1), true)),
                        second -> assertThat(second).isEqualTo(new Result.Succeeded(id(1), false)),
                        third -> assertThat(code(third)).isEqualTo("MISSING_ARGUMENT"));
    }

    @Test
    void a_collection_is_deleted_without_the_ids_that_cannot_be_asked_for() {
        Script script =
                Org.script()
                        .on(
                                "DELETE",
                                Org.API
                                        + "/composite/sobjects?allOrNone=false&ids="
                                        + id(1)
                                        + ","
                                        + id(2))
                        .reply(
                                200,
                                "["
                                        + OK
                                        + ",{\"success\":false,\"errors\":[{\"statusCode\":\"ENTITY_IS_DELETED\",\"message\":\"entity is deleted\",\"fields\":[]}]}]");

        List<Result> results =
                send(
                        script,
                        batch(
                                "collection",
                                Operation.DELETE,
                                item("x&allOrNone=true", ""),
                                item(id(1), ""),
                                item(null, ""),
                                item(id(2), "")));

        assertThat(code(results.get(0))).isEqualTo("MALFORMED_ID");
        assertThat(results.get(1)).isEqualTo(new Result.Succeeded(id(1), false));
        assertThat(code(results.get(2))).isEqualTo("MISSING_ARGUMENT");
        assertThat(code(results.get(3))).isEqualTo("ENTITY_IS_DELETED");
    }

    @Test
    void nothing_of_all_or_none_is_sent_when_one_record_cannot_be() {
        var batch =
                new Writer.Batch(
                        "collection",
                        "Contact",
                        Operation.DELETE,
                        null,
                        true,
                        Map.of(),
                        List.of(item(id(1), ""), item("odd", "")));

        assertThat(send(Org.script(), batch).stream().map(SalesforceWriterTest::code))
                .containsExactly("ALL_OR_NONE_OPERATION_ROLLED_BACK", "MALFORMED_ID");
    }

    @Test
    void what_may_pass_is_retryable_and_what_is_rolled_back_follows_its_neighbours() {
        assertThat(retryable("UNABLE_TO_LOCK_ROW", "ALL_OR_NONE_OPERATION_ROLLED_BACK"))
                .containsExactly(true, true);
        assertThat(retryable("ALL_OR_NONE_OPERATION_ROLLED_BACK", "STRING_TOO_LONG"))
                .containsExactly(false, false);
        assertThat(retryable("DUPLICATE_VALUE", "SERVER_UNAVAILABLE")).containsExactly(false, true);
    }

    private static List<Boolean> retryable(String first, String second) {
        String failed =
                "{\"success\":false,\"errors\":[{\"statusCode\":\"%s\",\"message\":\"m\"}]}";
        Script script =
                Org.script()
                        .on("PATCH", Org.API + "/composite/sobjects")
                        .reply(
                                200,
                                "["
                                        + failed.formatted(first)
                                        + ","
                                        + failed.formatted(second)
                                        + "]");
        return send(script, batch("collection", Operation.UPDATE, item(id(1), ""), item(id(2), "")))
                .stream()
                .map(it -> it instanceof Result.Failed failure && failure.retryable())
                .toList();
    }

    @Test
    void single_records_are_created_updated_and_deleted() {
        assertThat(
                        send(
                                Org.script()
                                        .on("POST", Org.API + "/sobjects/Contact")
                                        .withBody("{\"Name\":\"a\"}")
                                        .reply(201, OK),
                                batch("single", Operation.CREATE, item(null, "a"))))
                .containsExactly(new Result.Succeeded(id(1), true));
        assertThat(
                        send(
                                Org.script()
                                        .on("PATCH", Org.API + "/sobjects/Contact/" + id(1))
                                        .withBody("{\"Name\":\"a\"}")
                                        .reply(204, ""),
                                batch("single", Operation.UPDATE, item(id(1), "a"))))
                .containsExactly(new Result.Succeeded(id(1), false));
        assertThat(
                        send(
                                Org.script()
                                        .on("DELETE", Org.API + "/sobjects/Contact/" + id(1))
                                        .reply(204, ""),
                                batch("single", Operation.DELETE, item(id(1), "a"))))
                .containsExactly(new Result.Succeeded(id(1), false));
    }

    @Test
    void a_single_upsert_names_its_key_in_the_address_alone() {
        var item = new Item(null, Map.of("name", "../a b/ü?", "Rank", 1));
        Script script =
                Org.script()
                        .on("PATCH", Org.API + "/sobjects/Contact/Name/..%2Fa%20b%2F%C3%BC%3F")
                        .withBody("{\"Rank\":1}")
                        .reply(201, OK);

        ReplayAccess access = ReplayAccess.of(script);
        assertThat(writer(access).send(batch("single", Operation.UPSERT, item)))
                .containsExactly(new Result.Succeeded(id(1), true));
        assertThat(access.sent().getFirst().path()).endsWith("/Name/..%2Fa%20b%2F%C3%BC%3F");
    }

    @Test
    void a_key_that_several_records_have_is_a_duplicate() {
        Script script =
                Org.script()
                        .on("PATCH", Org.API + "/sobjects/Contact/Name/a")
                        .reply(300, "[\"/services/data/v62.0/sobjects/Contact/" + id(1) + "\"]");

        Result result = send(script, batch("single", Operation.UPSERT, item(null, "a"))).getFirst();

        assertThat(code(result)).isEqualTo("DUPLICATE_EXTERNAL_ID");
    }

    @Test
    void what_is_wrong_with_a_single_record_is_its_answer_and_all_else_is_thrown() {
        assertThat(
                        code(
                                single(
                                        400,
                                        "[{\"errorCode\":\"STRING_TOO_LONG\",\"message\":\"m\",\"fields\":[\"Name\"]}]")))
                .isEqualTo("STRING_TOO_LONG");
        assertThatThrownBy(() ->
                        single(401, "[{\"errorCode\":\"INVALID_SESSION_ID\",\"message\":\"m\"}]"))
                .isInstanceOf(ProviderException.Expired.class);
        assertThatThrownBy(() ->
                        single(
                                403,
                                "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"TotalRequests\"}]"))
                .isInstanceOf(ProviderException.QuotaSpent.class);
        assertThatThrownBy(() ->
                        single(400, "[{\"errorCode\":\"UNABLE_TO_LOCK_ROW\",\"message\":\"m\"}]"))
                .isInstanceOf(ProviderException.Busy.class);
        assertThatThrownBy(() -> single(502, "<html/>"))
                .isInstanceOf(ProviderException.Unreachable.class);
    }

    private static Result single(int status, String body) {
        Script script =
                Org.script()
                        .on("POST", Org.API + "/sobjects/Contact")
                        .reply(Answer.json(status, body));
        return send(script, batch("single", Operation.CREATE, item(null, "a"))).getFirst();
    }

    @Test
    void answers_that_do_not_fit_the_records_leave_the_outcome_unknown() {
        for (String odd :
                List.of(
                        "",
                        "[]",
                        "[" + OK + "," + OK + "]",
                        "{}",
                        "<html/>",
                        "[{\"success\":true}]",
                        "[{\"success\":false,\"errors\":[]}]")) {
            Script script =
                    Org.script().on("POST", Org.API + "/composite/sobjects").reply(200, odd);
            assertThatThrownBy(() ->
                            send(script, batch("collection", Operation.CREATE, item(null, "a"))))
                    .isInstanceOf(ProviderException.Garbled.class);
        }
    }

    private static Writer.Batch batch(String path, Operation operation, Item... items) {
        String key = operation == Operation.UPSERT ? "Name" : null;
        return new Writer.Batch(path, "Contact", operation, key, false, Map.of(), List.of(items));
    }

    private static Item item(@Nullable String id, String name) {
        return new Item(id, Map.of("Name", name));
    }

    private static List<Result> send(Script script, Writer.Batch batch) {
        ReplayAccess access = ReplayAccess.of(script);
        List<Result> results = writer(access).send(batch);
        access.verify();
        return results;
    }

    private static Writer writer(ReplayAccess access) {
        return Org.CONNECTOR.writer(access).orElseThrow();
    }

    private static String code(Result result) {
        return result instanceof Result.Failed failed
                ? failed.problems().stream().map(Problem::code).findFirst().orElse("")
                : "succeeded";
    }
}
