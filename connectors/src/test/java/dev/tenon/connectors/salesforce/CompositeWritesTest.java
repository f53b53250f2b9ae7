package dev.tenon.connectors.salesforce;

import static dev.tenon.connectors.salesforce.Org.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Condition;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Reference;
import dev.tenon.spi.Writer.Result;
import dev.tenon.testkit.Answer;
import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Several updates on conditions in one call, in Salesforce's own forms.
class CompositeWritesTest {
    private static final Condition SINCE =
            new Condition.IfUnmodifiedSince(Instant.parse("2026-03-02T09:00:05Z"));
    private static final Item PLAIN = item(1, Map.of("Name", "a"), SINCE);
    private static final String EXPIRED = error("INVALID_SESSION_ID", "m");

    @Test
    void each_record_is_a_request_of_its_own_with_its_condition_and_the_headers_of_all() {
        var fields = new HashMap<String, @Nullable Object>();
        fields.put("Phone", null);
        fields.put("ParentId", new Reference("Parent", null, "Ext__c", "p-1"));
        fields.put("Colours__c", List.of("red", "blue"));
        Script script =
                Org.script()
                        .on("POST", Org.API + "/composite")
                        .withBody(
                                """
                                {"allOrNone":false,"compositeRequest":[
                                 {"method":"PATCH","url":"/services/data/v62.0/sobjects/Account/%s",
                                  "referenceId":"r0","httpHeaders":{
                                   "Sforce-Duplicate-Rule-Header":"allowSave=true",
                                   "If-Unmodified-Since":"Mon, 02 Mar 2026 09:00:05 GMT"},
                                  "body":{"Name":"a"}},
                                 {"method":"PATCH","url":"/services/data/v62.0/sobjects/Account/%s",
                                  "referenceId":"r1","httpHeaders":{
                                   "Sforce-Duplicate-Rule-Header":"allowSave=true",
                                   "If-Match":"\\"tag\\""},
                                  "body":{"Phone":null,"Parent":{"Ext__c":"p-1"},
                                   "Colours__c":"red;blue"}}]}
                                """
                                        .formatted(id(1), id(2)))
                        .reply(200, answers(part("r0", 204, ""), part("r1", 204, "")));
        var batch =
                new Batch(
                        "composite",
                        "Account",
                        Operation.UPDATE,
                        null,
                        false,
                        Map.of("Sforce-Duplicate-Rule-Header", "allowSave=true"),
                        List.of(PLAIN, item(2, fields, new Condition.IfMatch("tag"))));

        assertThat(send(script, batch)).containsExactly(succeeded(1), succeeded(2));
    }

    @Test
    void each_record_has_its_own_answer_whatever_their_order() {
        List<Result> results =
                send(
                        replying(
                                part("r4", 500, error("UNKNOWN_EXCEPTION", "m")),
                                part("r3", 400, error("UNABLE_TO_LOCK_ROW", "m")),
                                part("r2", 400, error("STRING_TOO_LONG", "too long")),
                                part("r1", 412, ""),
                                part("r0", 204, ""),
                                part("r5", 502, ""),
                                part("r6", 404, error("ENTITY_IS_DELETED", "m"))),
                        batch(7));

        assertThat(results.get(0)).isEqualTo(succeeded(1));
        assertThat(results.get(1)).isEqualTo(new Result.Changed());
        assertThat(results.subList(2, 7).stream().map(CompositeWritesTest::told))
                .containsExactly(
                        "STRING_TOO_LONG for good",
                        "UNABLE_TO_LOCK_ROW for now",
                        "UNKNOWN_EXCEPTION for now",
                        "HTTP 502 for now",
                        "ENTITY_IS_DELETED for good");
    }

    @Test
    void a_412_to_a_record_without_a_condition_is_no_lost_race() {
        var batch = batch(List.of(item(1, Map.of("Name", "a"), null)));

        assertThat(told(send(replying(part("r0", 412, "")), batch).getFirst()))
                .isEqualTo("HTTP 412 for good");
    }

    @Test
    void records_that_cannot_be_named_are_answered_without_a_call_of_their_own() {
        var nameless = new Item("x", Map.of("Name", "a"), SINCE);

        List<Result> results = send(replying(part("r0", 204, "")), batch(List.of(nameless, PLAIN)));
        assertThat(told(results.get(0))).isEqualTo("MALFORMED_ID for good");
        assertThat(results.get(1)).isEqualTo(succeeded(1));
        assertThat(send(Org.script(), batch(List.of(nameless)))).hasSize(1);
    }

    @Test
    void answers_that_do_not_fit_the_records_leave_the_outcome_unknown() {
        for (String odd :
                List.of(
                        "",
                        "{}",
                        "<html/>",
                        "[]",
                        answers(),
                        answers(part("r0", 204, "")),
                        answers(part("r0", 204, ""), part("r0", 204, "")),
                        answers(part("r0", 204, ""), part("r7", 204, "")),
                        answers(part("r0", 204, ""), "{\"httpStatusCode\":204}"),
                        answers(part("r0", 204, ""), part("r1", 0, "")),
                        answers(part("r0", 204, ""), part("r1", 302, "")),
                        answers(part("r0", 204, ""), part("r1", 200, "{}")),
                        answers(part("r0", 204, ""), part("r1", 204, ""), part("r2", 204, "")))) {
            Script script = Org.script().on("POST", Org.API + "/composite").reply(200, odd);

            assertThatThrownBy(() -> send(script, batch(2)))
                    .as(odd)
                    .isInstanceOf(ProviderException.Garbled.class);
        }
    }

    @Test
    void a_refusal_of_the_whole_call_is_thrown() {
        assertThatThrownBy(() -> send(refusing(401, EXPIRED), batch(2)))
                .isInstanceOf(ProviderException.Expired.class);
        assertThatThrownBy(() -> send(refusing(400, error("JSON_PARSER_ERROR", "m")), batch(2)))
                .isInstanceOf(ProviderException.Invalid.class);
        assertThatThrownBy(() -> send(refusing(503, ""), batch(2)))
                .isInstanceOf(ProviderException.Busy.class);
        assertThatThrownBy(() -> send(refusing(502, "<html/>"), batch(2)))
                .isInstanceOf(ProviderException.Unreachable.class);
    }

    @Test
    void a_credential_or_a_quota_that_lets_no_record_in_is_thrown_but_never_beside_a_success() {
        String spent = error("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");

        assertThatThrownBy(() ->
                        send(
                                replying(part("r0", 401, EXPIRED), part("r1", 401, EXPIRED)),
                                batch(2)))
                .isInstanceOf(ProviderException.Expired.class);
        assertThatThrownBy(() ->
                        send(replying(part("r0", 403, spent), part("r1", 403, spent)), batch(2)))
                .isInstanceOf(ProviderException.QuotaSpent.class);
        List<Result> results =
                send(replying(part("r0", 204, ""), part("r1", 403, spent)), batch(2));
        assertThat(results.getFirst()).isEqualTo(succeeded(1));
        assertThat(told(results.getLast())).isEqualTo("REQUEST_LIMIT_EXCEEDED for now");
    }

    @Test
    void a_text_that_would_be_taken_for_a_reference_is_not_sent_so_and_goes_when_it_is_alone() {
        String text = "see @{r0.id}";
        var inText = item(2, Map.of("Name", text), SINCE);
        var inKey =
                item(2, Map.of("ParentId", new Reference("Parent", null, "Ext__c", text)), SINCE);
        for (Item odd : List.of(inText, inKey)) {
            assertThatThrownBy(() -> send(Org.script(), batch(List.of(PLAIN, odd))))
                    .isInstanceOf(ProviderException.Invalid.class);
        }
        Script script =
                Org.script()
                        .on("PATCH", Org.API + "/sobjects/Account/" + id(2))
                        .withBody("{\"Name\":\"see @{r0.id}\"}")
                        .reply(204, "");

        var alone =
                new Batch(
                        "single",
                        "Account",
                        Operation.UPDATE,
                        null,
                        false,
                        Map.of(),
                        List.of(inText));
        assertThat(send(script, alone)).containsExactly(succeeded(2));
    }

    @Test
    void it_is_offered_for_updates_alone_after_the_way_that_takes_more() {
        Writer writer = Org.CONNECTOR.writer(ReplayAccess.of(Org.script())).orElseThrow();

        assertThat(writer.offers("Account", Operation.UPDATE))
                .extracting(Writer.Offer::path)
                .containsExactly("collection", "composite", "single");
        Writer.Offer offer = writer.offers("Contact", Operation.UPDATE).get(1);
        assertThat(offer.maxRecords()).isEqualTo(25);
        assertThat(offer.conditions()).containsExactly(Condition.Kind.IF_UNMODIFIED_SINCE);
        assertThat(offer.allOrNone()).isFalse();
        for (Operation other : List.of(Operation.CREATE, Operation.UPSERT, Operation.DELETE)) {
            assertThat(writer.offers("Account", other))
                    .extracting(Writer.Offer::path)
                    .containsExactly("collection", "single");
        }
        assertThatThrownBy(() -> writer.send(batch(26)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String told(Result result) {
        Result.Failed failed = (Result.Failed) result;
        return failed.problems().getFirst().code()
                + (failed.retryable() ? " for now" : " for good");
    }

    private static Result succeeded(int number) {
        return new Result.Succeeded(id(number), false);
    }

    private static String error(String code, String message) {
        return "[{\"errorCode\":\"%s\",\"message\":\"%s\"}]".formatted(code, message);
    }

    private static String part(String name, int status, String body) {
        return "{\"body\":%s,\"httpHeaders\":{},\"httpStatusCode\":%d,\"referenceId\":\"%s\"}"
                .formatted(body.isEmpty() ? "null" : body, status, name);
    }

    private static String answers(String... parts) {
        return Arrays.stream(parts)
                .collect(Collectors.joining(",", "{\"compositeResponse\":[", "]}"));
    }

    private static Script replying(String... parts) {
        return Org.script().on("POST", Org.API + "/composite").reply(200, answers(parts));
    }

    private static Script refusing(int status, String body) {
        return Org.script().on("POST", Org.API + "/composite").reply(Answer.json(status, body));
    }

    private static Item item(
            int number, Map<String, @Nullable Object> fields, @Nullable Condition condition) {
        return new Item(id(number), fields, condition);
    }

    private static Batch batch(int records) {
        return batch(
                IntStream.rangeClosed(1, records)
                        .mapToObj(number -> item(number, Map.of("Name", "a"), SINCE))
                        .toList());
    }

    private static Batch batch(List<Item> items) {
        return new Batch("composite", "Account", Operation.UPDATE, null, false, Map.of(), items);
    }

    private static List<Result> send(Script script, Batch batch) {
        ReplayAccess access = ReplayAccess.of(script);
        List<Result> results = Org.CONNECTOR.writer(access).orElseThrow().send(batch);
        access.verify();
        return results;
    }
}
