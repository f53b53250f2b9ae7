package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.Writer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
final class WritesTest {
    private final Customer customer;
    private final FakeCrm crm;

    WritesTest(Db db) {
        customer = Customer.of(db);
        crm = customer.crm;
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void a_single_record_is_written_by_the_way_for_single_records() {
        WriteResult result =
                customer.write(
                        "Note", "{\"type\": \"create\", \"record\": {\"Title\": \"Hello\"}}");

        assertThat(result.records())
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.recordId()).isEqualTo("C1");
                    assertThat(record.created()).isTrue();
                    assertThat(record.isWritten()).isTrue();
                });
        assertThat(crm.sent)
                .singleElement()
                .satisfies(batch -> assertThat(batch.path()).isEqualTo("one"));
        Operation operation = customer.operation(result.operation());
        assertThat(operation.status()).isEqualTo(Operation.Status.SUCCESS);
        assertThat(operation.metadata().get("successfulRecordIds").toString())
                .isEqualTo("[\"C1\"]");
    }

    @Test
    void each_record_of_a_batch_gets_its_own_answer() {
        crm.next(batch ->
                List.of(
                        crm.obey(batch, batch.items().get(0)),
                        FakeCrm.refused("BAD_TITLE", "No such title", "Title"),
                        crm.obey(batch, batch.items().get(2))));

        WriteResult result = customer.write("Note", batch("create", 3, "Title"));

        assertThat(result.successes()).isEqualTo(2);
        WriteResult.RecordResult refused = result.records().get(1);
        assertThat(refused.state()).isEqualTo(WriteState.FAILED);
        assertThat(refused.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.providerCode()).isEqualTo("BAD_TITLE");
                    assertThat(problem.diagnostic().code()).isEqualTo("write.provider-refused");
                    assertThat(problem.diagnostic().where()).isEqualTo("record 1: Title");
                });
        Operation operation = customer.operation(result.operation());
        assertThat(operation.status()).isEqualTo(Operation.Status.FAILURE);
        assertThat(operation.result())
                .isEqualTo("2 of 3 records of Note written, 1 refused, 0 with an unknown outcome");
    }

    @Test
    void many_records_go_in_as_few_calls_as_the_provider_allows() {
        customer.write("Note", batch("create", 450, "Title"));

        assertThat(crm.sent)
                .extracting(batch -> batch.items().size())
                .containsExactly(200, 200, 50);
    }

    @Test
    void writes_of_several_requests_share_a_call() {
        customer.accept("Note", "{\"type\": \"create\", \"record\": {\"Title\": \"a\"}}");
        customer.accept("Note", "{\"type\": \"create\", \"record\": {\"Title\": \"b\"}}");
        customer.work("Note");

        assertThat(crm.sent)
                .singleElement()
                .satisfies(batch -> {
                    assertThat(batch.path()).isEqualTo("many");
                    assertThat(batch.items()).hasSize(2);
                });
    }

    @Test
    void writes_with_other_headers_go_in_calls_of_their_own() {
        customer.accept("Note", "{\"type\": \"create\", \"record\": {\"Title\": \"a\"}}");
        customer.accept(
                "Note",
                """
                {"type": "create", "record": {"Title": "b"},
                 "headers": [{"key": "Duplicates", "value": "allow"}]}\
                """);
        customer.work("Note");

        assertThat(crm.sent).hasSize(2);
        assertThat(crm.sent.getLast().headers()).containsEntry("Duplicates", "allow");
    }

    @Test
    void with_all_or_none_a_record_that_fails_the_check_keeps_its_neighbours_back() {
        WriteResult result =
                customer.write(
                        "Note",
                        """
                        {"type": "create", "batchPolicy": {"allOrNone": true},
                         "batch": [{"record": {"Title": "a"}}, {"record": {"Titel": "b"}}]}\
                        """);

        assertThat(crm.sent).isEmpty();
        assertThat(result.records().get(0).problems().getFirst().diagnostic().code())
                .isEqualTo("write.held-back");
        assertThat(result.records().get(1).problems().getFirst().diagnostic().code())
                .isEqualTo("write.unknown-field");
    }

    @Test
    void a_request_for_all_or_none_goes_in_one_call_of_its_own() {
        customer.accept("Note", "{\"type\": \"create\", \"record\": {\"Title\": \"alone\"}}");
        customer.accept(
                "Note",
                """
                {"type": "create", "batchPolicy": {"allOrNone": true},
                 "batch": [{"record": {"Title": "a"}}, {"record": {"Title": "b"}}]}\
                """);
        customer.work("Note");

        assertThat(crm.sent).extracting(Writer.Batch::allOrNone).containsExactly(false, true);
        assertThat(crm.sent.getLast().items()).hasSize(2);
    }

    @Test
    void more_than_fits_into_one_call_cannot_be_written_all_or_none() {
        crm.takesAtOnce(2);
        String body =
                """
                {"type": "create", "batchPolicy": {"allOrNone": true}, "batch":
                 [{"record": {"Title": "a"}}, {"record": {"Title": "b"}}, {"record": {"Title": "c"}}]}\
                """;

        assertRefused("Note", body, "write.too-many-for-all-or-none");
    }

    @Test
    void names_and_values_are_mapped_backwards() {
        customer.write(
                "person",
                """
                {"type": "create", "record":
                 {"surname": "Moss", "level": "top", "nickname": "Mo", "firstname": "Kim"}}\
                """);

        assertThat(crm.fieldsSent().getFirst().getFirst())
                .containsEntry("LastName", "Moss")
                .containsEntry("Level__c", "Gold")
                .containsEntry("FirstName", "Kim")
                .hasSize(3);
    }

    @Test
    void a_second_write_to_a_record_waits_for_the_first() {
        crm.put("C7", java.util.Map.of("Title", "old"));
        crm.next(_ -> List.of(FakeCrm.notNow("LOCKED")));
        customer.accept(
                "Note", "{\"type\": \"update\", \"record\": {\"id\": \"C7\", \"Title\": \"1\"}}");
        customer.accept(
                "Note", "{\"type\": \"update\", \"record\": {\"id\": \"C7\", \"Title\": \"2\"}}");
        customer.accept("Note", "{\"type\": \"create\", \"record\": {\"Title\": \"other\"}}");

        customer.work("Note");
        assertThat(crm.sent).hasSize(2);

        customer.workAfter(Duration.ofSeconds(5), "Note");
        assertThat(
                        crm.fieldsSent().stream()
                                .flatMap(List::stream)
                                .map(fields -> fields.get("Title")))
                .containsExactly("1", "other", "1", "2");
        assertThat(crm.records().get("C7")).containsEntry("Title", "2");
    }

    @Test
    void writes_by_one_key_keep_their_order_too() {
        String body =
                "{\"type\": \"upsert\", \"record\": {\"Code__c\": \"k1\", \"LastName\": \"%s\"}}";
        customer.accept("Contact", body.formatted("First"));
        customer.accept("Contact", body.formatted("Second"));
        customer.work("Contact");

        assertThat(crm.sent).hasSize(2);
        assertThat(crm.records()).hasSize(1);
        assertThat(crm.records().get("C1")).containsEntry("LastName", "Second");
    }

    @Test
    void an_update_names_the_record_by_its_id_alone() {
        crm.put("C7", java.util.Map.of("Title", "old"));
        customer.write(
                "Note", "{\"type\": \"update\", \"record\": {\"id\": \"C7\", \"Title\": \"new\"}}");

        Writer.Item item = crm.sent.getFirst().items().getFirst();
        assertThat(item.recordId()).isEqualTo("C7");
        assertThat(item.fields()).containsOnlyKeys("Title");
    }

    @Test
    void gathered_records_wait_for_company_or_for_their_time() {
        String body =
                """
                {"type": "create", "mode": "asynchronous", "autoBatchPolicy": {"maxDelayMinutes": 5},
                 "record": {"Title": "x"}}\
                """;
        customer.accept("Note", body);
        customer.accept("Note", body);

        assertThat(customer.work("Note"))
                .isEqualTo(new Next.At(TestClock.START.plus(Duration.ofMinutes(5))));
        assertThat(crm.sent).isEmpty();

        customer.workAfter(Duration.ofMinutes(5), "Note");
        assertThat(crm.sent)
                .singleElement()
                .satisfies(batch -> assertThat(batch.items()).hasSize(2));
    }

    @Test
    void a_hundred_gathered_records_go_before_their_time() {
        String body =
                """
                {"type": "create", "mode": "asynchronous", "autoBatchPolicy": {"maxDelayMinutes": 5},
                 "record": {"Title": "x"}}\
                """;
        for (int i = 0; i < 100; i++) customer.accept("Note", body);
        customer.work("Note");

        assertThat(crm.sent)
                .singleElement()
                .satisfies(batch -> assertThat(batch.items()).hasSize(100));
    }

    @Test
    void what_a_request_asks_for_must_be_possible_at_all() {
        assertRefused("Nota", create("{}"), "write.unknown-object");
        assertRefused("Frozen", create("{\"Title\": \"a\"}"), "write.object-not-creatable");
        assertRefused(
                "Note",
                "{\"type\": \"upsert\", \"record\": {\"Title\": \"a\"}}",
                "write.missing-key-field");
        assertRefused(
                "Note",
                "{\"type\": \"upsert\", \"externalIdField\": \"Title\", \"record\": {\"Title\": \"a\"}}",
                "write.not-a-key");
        assertRefused(
                "Contact",
                "{\"type\": \"upsert\", \"externalIdField\": \"Kode\", \"record\": {\"LastName\": \"a\"}}",
                "write.not-a-key");
        assertThat(crm.sent).isEmpty();
    }

    @Test
    void deleting_must_be_switched_on(Db db) {
        String config =
                """
                {"provider": "fake", "write": {"objects": {"Note": {"objectName": "Note"}}}}\
                """;
        try (Customer careful = Customer.of(db, Customer.MANIFEST, config)) {
            var request =
                    careful.request(
                            "Note", "{\"type\": \"delete\", \"record\": {\"id\": \"C1\"}}", null);
            assertThatThrownBy(() -> careful.writes.accept(request))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> {
                                assertThat(refusal.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
                                assertThat(refusal.diagnostics().getFirst().code())
                                        .isEqualTo("write.deletions-off");
                            });
        }
    }

    @Test
    void writes_of_a_deleted_installation_end_with_the_reason() {
        UUID operation = customer.accept("Note", create("{\"Title\": \"a\"}"));
        customer.uninstall();
        customer.work("Note");

        WriteResult result = customer.result(operation).orElseThrow();
        assertThat(result.records().getFirst().problems().getFirst().diagnostic().code())
                .isEqualTo("write.no-way");
        assertThat(crm.sent).isEmpty();
    }

    private void assertRefused(String object, String body, String code) {
        WriteRequest request = customer.request(object, body, null);
        assertThatThrownBy(() -> customer.writes.accept(request))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.diagnostics().getFirst().code())
                                        .isEqualTo(code));
    }

    private static String create(String record) {
        return "{\"type\": \"create\", \"record\": " + record + "}";
    }

    private static String batch(String type, int count, String field) {
        String records =
                IntStream.range(0, count)
                        .mapToObj(i -> "{\"record\": {\"" + field + "\": \"t" + i + "\"}}")
                        .collect(Collectors.joining(","));
        return "{\"type\": \"" + type + "\", \"batch\": [" + records + "]}";
    }
}
