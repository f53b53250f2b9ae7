package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.json.Json;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.Writer.Condition;
import dev.tenon.spi.Writer.Condition.Kind;
import dev.tenon.spi.Writer.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes on a condition: by the provider's own mechanism, by a look at the record, or not at all.
@ExtendWith(TestDatabase.class)
final class ConditionalWritesTest {
    private static final String MATCH = ", \"ifMatch\": \"x\"";
    private static final Instant SEEN = TestClock.START.minusSeconds(60);

    private final Customer customer;
    private final FakeCrm crm;

    ConditionalWritesTest(Db db) {
        customer = Customer.of(db);
        crm = customer.crm;
        for (String id : List.of("A", "B", "C")) {
            crm.put(id, Map.of("LastName", "Old " + id, "Level__c", "Gold", "Email", "a@b.c"));
            crm.conditions.changedAt(id, SEEN);
        }
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void of_two_with_the_same_condition_the_provider_lets_one_through() {
        crm.conditions.honours(Kind.IF_UNMODIFIED_SINCE).tellsTimes(customer.clock);
        UUID first = customer.accept("Contact", update("A", "first", since(SEEN)));
        UUID second = customer.accept("Contact", update("A", "second", since(SEEN)));

        customer.work("Contact");

        assertThat(result(first).state()).isEqualTo(WriteState.SUCCEEDED);
        assertThat(result(first).warnings()).isEmpty();
        assertThat(code(result(second))).isEqualTo("write.condition-failed");
        assertThat(result(second).state()).isEqualTo(WriteState.FAILED);
        assertThat(crm.records().get("A")).containsEntry("LastName", "first");
        assertThat(conditionsSent())
                .containsExactly(
                        List.of(new Condition.IfUnmodifiedSince(SEEN)),
                        List.of(new Condition.IfUnmodifiedSince(SEEN)));
        assertThat(crm.conditions.glances()).isEmpty();
        assertThat(customer.log(second))
                .contains("error: 1 record not written, for the condition does not hold");
    }

    @Test
    void what_the_provider_checks_for_single_records_goes_alone_and_all_else_together() {
        crm.conditions.honours(Kind.IF_MATCH);
        UUID batch =
                customer.accept(
                        "Contact",
                        batch(
                                element("A", "a", ", \"ifMatch\": \"v1\""),
                                element("B", "b", ""),
                                element("C", "c", "")));

        customer.work("Contact");

        assertThat(customer.result(batch).orElseThrow().successes()).isEqualTo(3);
        assertThat(crm.sent).extracting(call -> call.items().size()).containsExactly(1, 2);
        assertThat(crm.sent.getFirst().items().getFirst().condition())
                .isEqualTo(new Condition.IfMatch("v1"));
    }

    @Test
    void where_the_provider_checks_nothing_all_records_of_a_call_are_read_at_once_and_compared() {
        crm.conditions.tellsTimes(customer.clock);
        crm.conditions.changedAt("B", SEEN.plusSeconds(1));
        UUID batch =
                customer.accept(
                        "Contact",
                        batch(
                                element("A", "a", since(SEEN)),
                                element("B", "b", since(SEEN)),
                                element("C", "c", since(SEEN))));

        customer.work("Contact");

        List<WriteResult.RecordResult> records = customer.result(batch).orElseThrow().records();
        assertThat(records)
                .extracting(WriteResult.RecordResult::isWritten)
                .containsExactly(true, false, true);
        assertThat(code(records.get(1))).isEqualTo("write.condition-failed");
        assertThat(records.get(0).warnings())
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.diagnostic().code())
                                .isEqualTo("write.condition-compared"));
        assertThat(crm.conditions.glances()).containsExactly(List.of("A", "B", "C"));
        assertThat(crm.sent).hasSize(1);
        assertThat(crm.sent.getFirst().items())
                .extracting(Item::recordId)
                .containsExactly("A", "C");
        assertThat(crm.records().get("B")).containsEntry("LastName", "Old B");
    }

    @Test
    void versions_are_compared_where_records_have_one() {
        crm.conditions.tellsVersions();

        assertThat(write(update("A", "a", ", \"ifMatch\": \"v1\"")).isWritten()).isTrue();
        WriteResult.RecordResult lost = write(update("A", "b", ", \"ifMatch\": \"v1\""));

        assertThat(code(lost)).isEqualTo("write.condition-failed");
        assertThat(current(lost).path("version").asString()).isEqualTo("v2");
    }

    @Test
    void whole_seconds_let_pass_what_changed_in_the_same_second_and_parts_of_one_do_not() {
        crm.conditions.tellsTimes(customer.clock);
        Instant changed = SEEN.plusMillis(700);
        crm.conditions.changedAt("A", changed);
        crm.conditions.changedAt("B", changed);
        crm.conditions.changedAt("C", changed);

        assertThat(write(update("A", "a", since(SEEN))).isWritten()).isTrue();
        assertThat(write(update("B", "b", since(SEEN.plusMillis(699)))).isWritten()).isFalse();
        assertThat(write(update("C", "c", since(changed))).isWritten()).isTrue();
    }

    @Test
    void what_nobody_can_check_is_refused_before_anything_is_stored() {
        Refusal since = refusal(update("A", "a", since(SEEN)));
        crm.conditions.tellsTimes(customer.clock);
        Refusal match = refusal(batch(element("A", "a", ""), element("B", "b", MATCH)));

        assertThat(since.kind()).isEqualTo(Refusal.Kind.UNPROCESSABLE);
        assertThat(since.diagnostics().getFirst().code()).isEqualTo("write.no-condition");
        assertThat(since.diagnostics().getFirst().where()).isEqualTo("body.ifUnmodifiedSince");
        assertThat(match.diagnostics().getFirst().where()).isEqualTo("body.batch[1].ifMatch");
        assertThat(match.diagnostics().getFirst().fix()).contains("ifUnmodifiedSince");
        customer.work("Contact");
        assertThat(crm.sent).isEmpty();
    }

    @Test
    void who_waits_for_one_record_is_answered_412_with_the_record_as_the_store_would_show_it()
            throws Exception {
        crm.conditions.honours(Kind.IF_UNMODIFIED_SINCE).tellsTimes(customer.clock);
        crm.put("A", Map.of("LastName", "Theirs"));
        WriteRequest request =
                customer.request("Contact", update("A", "ours", since(SEEN)), "key-1");

        WriteReply reply = customer.reply(request);

        assertThat(reply.status()).isEqualTo(412);
        JsonNode json = Json.parseForeign(reply.body());
        assertThat(json.at("/result/success").asBoolean(true)).isFalse();
        assertThat(json.at("/errors/0/code").asString()).isEqualTo("write.condition-failed");
        JsonNode current = json.at("/result/current");
        assertThat(current.path("id").asString()).isEqualTo("A");
        assertThat(current.path("modifiedAt").asString()).isEqualTo("2026-03-02T09:00:00Z");
        assertThat(current.at("/fields/LastName").asString()).isEqualTo("Theirs");
        assertThat(current.at("/mappedFields/surname").asString()).isEqualTo("Theirs");
        assertThat(current.at("/mappedFields/level").asString()).isEqualTo("top");
        crm.put("A", Map.of("LastName", "Theirs again"));
        WriteReply again = customer.reply(request);
        assertThat(again.status()).isEqualTo(412);
        assertThat(again.body()).isEqualTo(reply.body());
    }

    @Test
    void in_a_batch_and_in_the_listing_each_record_has_its_own_answer() throws Exception {
        crm.conditions.tellsTimes(customer.clock);
        crm.put("B", Map.of("LastName", "Theirs"));
        String body = batch(element("A", "a", since(SEEN)), element("B", "b", since(SEEN)));

        WriteReply reply = customer.reply(customer.request("Contact", body, null));

        assertThat(reply.status()).isEqualTo(200);
        JsonNode json = Json.parseForeign(reply.body());
        assertThat(json.at("/results/0/success").asBoolean(false)).isTrue();
        assertThat(json.at("/results/0/current").isMissingNode()).isTrue();
        assertThat(json.at("/results/1/errors/0/code").asString())
                .isEqualTo("write.condition-failed");
        assertThat(json.at("/results/1/current/fields/LastName").asString()).isEqualTo("Theirs");
        JsonNode listed =
                listed(UUID.fromString(json.path("operationId").asString())).path("records");
        assertThat(listed.path(1).path("current")).isEqualTo(json.at("/results/1/current"));
        assertThat(listed.path(0).has("current")).isFalse();
    }

    @Test
    void objects_that_are_not_read_are_shown_with_all_their_fields() {
        crm.conditions.tellsTimes(customer.clock);
        crm.put("N", Map.of("Title", "theirs"));

        UUID write =
                customer.accept(
                        "Note",
                        """
                        {"type": "update", "mode": "asynchronous", "record": {"id": "N", "Title": "x"}%s}\
                        """
                                .formatted(since(SEEN)));
        customer.work("Note");

        JsonNode current = current(result(write));
        assertThat(current.path("fields").toString())
                .isEqualTo("{\"Id\":\"N\",\"Title\":\"theirs\"}");
    }

    @Test
    void what_lost_is_not_sent_again_by_itself_and_a_retry_keeps_the_condition() {
        crm.conditions.honours(Kind.IF_UNMODIFIED_SINCE).tellsTimes(customer.clock);
        crm.put("A", Map.of("LastName", "Theirs"));
        UUID lost = customer.accept("Contact", update("A", "ours", since(SEEN)));
        customer.workAfter(Duration.ofSeconds(1), "Contact");
        customer.workAfter(Duration.ofMinutes(30), "Contact");
        assertThat(crm.sent).hasSize(1);

        UUID again = retry(lost);
        customer.workAfter(Duration.ofSeconds(1), "Contact");
        assertThat(code(result(again))).isEqualTo("write.condition-failed");
        crm.conditions.changedAt("A", SEEN);
        UUID third = retry(again);
        customer.work("Contact");

        assertThat(result(third).isWritten()).isTrue();
        assertThat(conditionsSent())
                .hasSize(3)
                .containsOnly(List.of(new Condition.IfUnmodifiedSince(SEEN)));
    }

    @Test
    void a_record_is_deleted_on_a_condition_and_one_that_is_gone_has_changed() {
        crm.conditions.tellsTimes(customer.clock);
        crm.put("B", Map.of("LastName", "Theirs"));

        assertThat(write(delete("A")).isWritten()).isTrue();
        assertThat(code(write(delete("B")))).isEqualTo("write.condition-failed");
        WriteResult.RecordResult gone = write(delete("A"));

        assertThat(crm.records()).containsOnlyKeys("B", "C");
        assertThat(code(gone)).isEqualTo("write.condition-failed");
        assertThat(gone.problems().getFirst().diagnostic().what()).contains("not there any more");
        assertThat(gone.current()).isNull();
    }

    private static String delete(String id) {
        return "{\"type\": \"delete\", \"mode\": \"asynchronous\", \"record\": {\"id\": \""
                + id
                + "\"}"
                + since(SEEN)
                + "}";
    }

    private static String update(String id, String name, String condition) {
        return "{\"type\": \"update\", \"mode\": \"synchronous\", \"record\": "
                + "{\"id\": \"%s\", \"surname\": \"%s\"}%s}".formatted(id, name, condition);
    }

    private static String element(String id, String name, String condition) {
        return "{\"record\": {\"id\": \"%s\", \"surname\": \"%s\"}%s}"
                .formatted(id, name, condition);
    }

    private static String batch(String... elements) {
        return "{\"type\": \"update\", \"batch\": [" + String.join(", ", elements) + "]}";
    }

    private static String since(Instant moment) {
        return ", \"ifUnmodifiedSince\": \"" + moment + "\"";
    }

    private WriteResult.RecordResult write(String body) {
        return customer.write("Contact", body).records().getFirst();
    }

    private WriteResult.RecordResult result(UUID write) {
        return customer.result(write).orElseThrow().records().getFirst();
    }

    private static String code(WriteResult.RecordResult record) {
        return record.problems().getFirst().diagnostic().code();
    }

    private static ObjectNode current(WriteResult.RecordResult record) {
        return Objects.requireNonNull(record.current());
    }

    private Refusal refusal(String body) {
        return Objects.requireNonNull(
                catchThrowableOfType(Refusal.class, () -> customer.accept("Contact", body)));
    }

    private List<List<@Nullable Condition>> conditionsSent() {
        return crm.sent.stream()
                .map(call ->
                        call.items().stream().<@Nullable Condition>map(Item::condition).toList())
                .toList();
    }

    private UUID retry(UUID write) {
        return customer.get(tx ->
                        customer.writes
                                .control()
                                .retry(tx, customer.group().project(), write, false, "somebody"))
                .orElseThrow();
    }

    private ObjectNode listed(UUID write) {
        return customer.get(tx ->
                        customer.writes
                                .listing()
                                .one(
                                        tx,
                                        customer.group().project(),
                                        write,
                                        new WriteListing.Results(0, 10)))
                .orElseThrow();
    }
}
