package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a product may do wrong: each mistake is told with its field, its reason and its fix, and
/// costs no call. A request that is wrong as a whole leaves nothing behind; a record that is wrong
/// is kept as refused, so that its write can be looked at, and its neighbour is written.
@ExtendWith(TestDatabase.class)
final class RefusedWritesTest {
    private final Customer customer;
    private final FakeCrm crm;

    RefusedWritesTest(Db db) {
        customer = Customer.of(db);
        crm = customer.crm;
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void a_batch_of_10001() {
        assertRequestRefused(
                "Note",
                "{\"type\": \"create\", \"batch\": [" + notes(10_001) + "]}",
                "write.batch-size",
                "body.batch",
                "Send 1 to 10000 records at once");
    }

    @Test
    void both_record_and_batch() {
        assertRequestRefused(
                "Note",
                "{\"type\": \"create\", \"record\": {\"Title\": \"a\"}, \"batch\": ["
                        + notes(1)
                        + "]}",
                "write.record-and-batch",
                "body.record",
                "Send one of the two");
    }

    @Test
    void an_update_without_id() {
        assertRequestRefused(
                "Note",
                "{\"type\": \"update\", \"record\": {\"Title\": \"a\"}}",
                "write.missing-id",
                "body.record.id",
                "as \"id\"");
    }

    @Test
    void an_upsert_without_a_key_field() {
        assertRequestRefused(
                "Note",
                "{\"type\": \"upsert\", \"record\": {\"Title\": \"a\"}}",
                "write.missing-key-field",
                "body.externalIdField",
                "Name it");
    }

    @Test
    void an_upsert_by_a_field_that_is_no_key() {
        assertRequestRefused(
                "Contact",
                "{\"type\": \"upsert\", \"externalIdField\": \"Email\", \"record\": {\"Email\": \"a\"}}",
                "write.not-a-key",
                "body.externalIdField",
                "Use one of Code__c");
    }

    @Test
    void a_header_that_is_not_allowed() {
        assertRequestRefused(
                "Note",
                """
                {"type": "create", "record": {"Title": "a"},
                 "headers": [{"key": "Authorization", "value": "Bearer x"}]}\
                """,
                "write.header-refused",
                "body.headers[0].key",
                "Leave it out");
    }

    @Test
    void an_unknown_field() {
        assertRecordRefused("\"Emial\": \"a@x.example\"", "write.unknown-field", "Emial", "Email");
    }

    @Test
    void a_read_only_field() {
        assertRecordRefused(
                "\"LastModifiedDate\": \"2026-01-01T00:00:00Z\"",
                "write.read-only-field",
                "LastModifiedDate",
                "Leave it out");
    }

    @Test
    void a_choice_that_does_not_exist() {
        assertRecordRefused("\"Level__c\": \"Glod\"", "write.unknown-choice", "Level__c", "Gold");
    }

    @Test
    void a_text_of_two_megabytes() {
        assertRecordRefused(
                "\"FirstName\": \"" + "x".repeat(2_000_000) + "\"",
                "write.too-long",
                "FirstName",
                "Shorten it to 10 characters");
    }

    @Test
    void a_record_that_no_call_can_carry() {
        assertRecordRefused(
                "\"Extra__c\": \"" + "x".repeat(2_000_000) + "\"",
                "write.record-too-large",
                "Extra__c",
                "Shorten");
    }

    @Test
    void a_wrong_type() {
        assertRecordRefused(
                "\"Count__c\": \"many\"", "write.wrong-type", "Count__c", "whole number");
    }

    private void assertRequestRefused(
            String object, String body, String code, String where, String fix) {
        Refusal refusal =
                Objects.requireNonNull(
                        catchThrowableOfType(Refusal.class, () -> customer.accept(object, body)));

        assertThat(refusal.diagnostics())
                .singleElement()
                .satisfies(problem -> assertTold(problem, code, where, fix));
        assertThat(rows("")).isZero();
        assertNoCall();
    }

    /// The record, and beside it one that is right.
    private void assertRecordRefused(String members, String code, String field, String fix) {
        WriteResult alone = customer.write("Contact", body(members));

        assertThat(alone.records().getFirst().state()).isEqualTo(WriteState.FAILED);
        assertThat(alone.records().getFirst().problems())
                .singleElement()
                .satisfies(problem ->
                        assertTold(
                                problem.diagnostic(), code, "body.batch[0].record." + field, fix));
        assertNoCall();
        assertThat(rows(" and ended_at is null")).isZero();
        assertThat(customer.stored("Contact")).isEmpty();

        String both = body(members + "}}, {\"record\": {\"LastName\": \"Right\"");
        WriteResult beside = customer.write("Contact", both);

        assertThat(beside.records())
                .extracting(WriteResult.RecordResult::isWritten)
                .containsExactly(false, true);
    }

    private static void assertTold(Diagnostic problem, String code, String where, String fix) {
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.where()).isEqualTo(where);
        assertThat(problem.what()).isNotBlank().hasSizeLessThan(300);
        assertThat(problem.fix()).contains(fix);
    }

    private void assertNoCall() {
        assertThat(List.of(crm.sent, crm.lookedUp, crm.readById)).containsOnly(List.of());
    }

    private int rows(String which) {
        return customer.get(tx ->
                tx.one(
                        "select count(*)::int as n from writes where project_id = ?" + which,
                        row -> row.integer("n"),
                        customer.group().projectNumber()));
    }

    private static String body(String members) {
        return "{\"type\": \"create\", \"batch\": [{\"record\": {\"LastName\": \"M\", "
                + members
                + "}}]}";
    }

    private static String notes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"record\": {\"Title\": \"" + i + "\"}}")
                .collect(Collectors.joining(","));
    }
}
