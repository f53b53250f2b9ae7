package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException.Garbled;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.ProviderException.Unreachable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Fields of which what is sent hangs on what the provider has when the call is due.
@ExtendWith(TestDatabase.class)
final class LastLookTest {
    private static final Said SAID = new Said("503", "Down", "r1");
    private static final String UPDATE =
            """
            {"type": "update", "record": {"id": "C7", "FirstName": "Kim", "Email": "new@x.example"}}\
            """;

    private final Customer customer;
    private final FakeCrm crm;

    LastLookTest(Db db) {
        String settings =
                """
                "Contact": {"objectName": "Contact", "selectedFieldSettings": {
                  "Email": {"writeOnUpdate": "ifEmpty"},
                  "Count__c": {"default": {"integerValue": 3}, "writeOnUpdate": "ifEmpty"},
                  "Born__c": {"writeOnUpdate": "never"},
                  "Amount__c": {"writeOnCreate": "never"},
                  "Active__c": {"writeOnCreate": "never", "writeOnUpdate": "never"}},\
                """;
        String config =
                Customer.CONFIG.replace(
                        "\"Contact\": {\"objectName\": \"Contact\", \"del", settings + " \"del");
        customer = Customer.of(db, Customer.MANIFEST, config);
        crm = customer.crm;
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void a_field_that_the_provider_has_is_left_out_of_an_update_and_told_of() {
        crm.put("C7", Map.of("Email", "old@x.example", "Count__c", 9));

        WriteResult result = customer.write("Contact", UPDATE);

        assertThat(crm.fieldsSent().getFirst()).containsExactly(Map.of("FirstName", "Kim"));
        assertThat(crm.records().get("C7")).containsEntry("Email", "old@x.example");
        assertThat(result.records().getFirst().warnings())
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.diagnostic().code()).isEqualTo("write.field-left-out");
                    assertThat(warning.diagnostic().what())
                            .isEqualTo(
                                    "Left out by the installation's settings: Email, Count__c (the"
                                            + " provider has a value there).");
                });
    }

    @Test
    void an_empty_field_is_filled_by_what_was_sent_or_by_its_default() {
        crm.put("C7", Map.of("Email", ""));

        WriteResult result = customer.write("Contact", UPDATE);

        assertThat(crm.fieldsSent().getFirst())
                .containsExactly(
                        Map.of("FirstName", "Kim", "Email", "new@x.example", "Count__c", 3));
        assertThat(result.records().getFirst().warnings()).isEmpty();
    }

    @Test
    void a_value_that_is_there_already_is_not_sent_and_not_told_of() {
        crm.put("C7", Map.of("Email", "new@x.example", "Count__c", 3.0));

        WriteResult result = customer.write("Contact", UPDATE);

        assertThat(crm.fieldsSent().getFirst()).containsExactly(Map.of("FirstName", "Kim"));
        assertThat(result.records().getFirst().warnings()).isEmpty();
    }

    @Test
    void what_has_nothing_left_to_be_sent_has_succeeded_without_a_call() {
        crm.put("C7", Map.of("Email", "old@x.example", "Count__c", 9));

        WriteResult result =
                customer.write(
                        "Contact",
                        """
                        {"type": "update", "record": {"id": "C7", "Email": "new@x.example"}}\
                        """);

        assertThat(crm.sent).isEmpty();
        assertThat(result.records().getFirst().isWritten()).isTrue();
        assertThat(result.records().getFirst().recordId()).isEqualTo("C7");
        assertThat(result.records().getFirst().created()).isFalse();
        assertThat(result.records().getFirst().warnings()).hasSize(1);
    }

    @Test
    void a_batch_is_looked_at_in_one_call_and_each_record_keeps_its_own() {
        for (int i = 0; i < 150; i++) {
            crm.put("C" + i, i % 2 == 0 ? Map.of() : Map.of("Email", "old", "Count__c", 1));
        }
        String records =
                IntStream.range(0, 150)
                        .mapToObj(i ->
                                "{\"record\": {\"id\": \"C%d\", \"Email\": \"e%d@x.example\"}}"
                                        .formatted(i, i))
                        .collect(Collectors.joining(","));

        WriteResult result =
                customer.write("Contact", "{\"type\": \"update\", \"batch\": [" + records + "]}");

        assertThat(result.successes()).isEqualTo(150);
        assertThat(crm.sent)
                .singleElement()
                .satisfies(call -> assertThat(call.items()).hasSize(75));
        assertThat(crm.readById.getFirst()).hasSize(150);
        assertThat(crm.readById.stream().filter(ids -> ids.contains("C1"))).hasSizeLessThan(3);
        assertThat(crm.records().get("C148")).containsEntry("Email", "e148@x.example");
        assertThat(crm.records().get("C149")).containsEntry("Email", "old");
    }

    @Test
    void an_upsert_goes_by_the_rules_of_new_records_or_of_old_ones() {
        crm.put("C7", Map.of("Code__c", "old", "Email", "old@x.example", "Count__c", 1));

        WriteResult result =
                customer.write(
                        "Contact",
                        """
                        {"type": "upsert", "batch": [
                          {"record": {"Code__c": "old", "LastName": "A", "Email": "n@x.example",
                            "Born__c": "2000-01-01", "Amount__c": 5, "Active__c": true}},
                          {"record": {"Code__c": "new", "LastName": "B", "Email": "n@x.example",
                            "Born__c": "2000-01-01", "Amount__c": 5}}]}\
                        """);

        assertThat(crm.lookedUp).containsExactly(List.of("old", "new"));
        assertThat(crm.fieldsSent())
                .containsExactly(
                        List.of(
                                Map.of("Code__c", "old", "LastName", "A", "Amount__c", 5),
                                Map.of(
                                        "Code__c",
                                        "new",
                                        "LastName",
                                        "B",
                                        "Email",
                                        "n@x.example",
                                        "Born__c",
                                        "2000-01-01",
                                        "Count__c",
                                        3)));
        assertThat(warnings(result, 0))
                .containsExactly(
                        "The field Active__c is left out: it is written never.",
                        "Left out by the installation's settings: Born__c (the record is there"
                                + " already); Email, Count__c (the provider has a value there).");
        assertThat(warnings(result, 1))
                .containsExactly(
                        "Left out by the installation's settings: Amount__c (the record is new).");
    }

    @Test
    void an_upsert_of_nothing_but_what_is_left_out_needs_no_call() {
        crm.put("C7", Map.of("Code__c", "old", "Count__c", 1));

        WriteResult result =
                customer.write(
                        "Contact",
                        """
                        {"type": "upsert", "record": {"Code__c": "old", "Born__c": "2000-01-01"}}\
                        """);

        assertThat(crm.sent).isEmpty();
        assertThat(result.records().getFirst().recordId()).isEqualTo("C7");
    }

    @Test
    void writes_that_hang_on_nothing_cost_no_look() {
        customer.write("Note", "{\"type\": \"create\", \"record\": {\"Title\": \"a\"}}");
        customer.write(
                "Contact",
                "{\"type\": \"create\", \"record\": {\"LastName\": \"M\", \"Email\": \"m@x.example\"}}");

        assertThat(crm.lookedUp).isEmpty();
        assertThat(crm.readById.stream().filter(ids -> !ids.equals(List.of("C2")))).isEmpty();
    }

    @Test
    void when_the_provider_does_not_tell_nothing_is_sent_and_it_is_tried_again() {
        crm.put("C7", Map.of("Email", "old@x.example", "Count__c", 9));
        crm.failReading(new Unreachable(SAID, true, new IOException("cut")));
        crm.failReading(new Garbled(SAID));
        UUID operation = customer.accept("Contact", UPDATE);

        assertThat(customer.work("Contact")).isEqualTo(new Next.At(TestClock.START.plusSeconds(2)));
        assertThat(customer.workAfter(Duration.ofSeconds(2), "Contact"))
                .isEqualTo(new Next.At(TestClock.START.plusSeconds(6)));
        assertThat(crm.sent).isEmpty();
        customer.workAfter(Duration.ofSeconds(4), "Contact");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(crm.fieldsSent()).containsExactly(List.of(Map.of("FirstName", "Kim")));
    }

    @Test
    void a_server_that_dies_while_it_looks_leaves_nothing_undecided() {
        crm.put("C7", Map.of("Email", "old@x.example", "Count__c", 9));
        UUID operation = customer.accept("Contact", UPDATE);
        crm.dieReading();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> customer.work("Contact")))
                .isInstanceOf(FakeCrm.Killed.class);
        crm.put("C7", Map.of("Count__c", ""));
        customer.restart();
        customer.workAfter(Duration.ofSeconds(10), "Contact");
        customer.workAfter(Duration.ofSeconds(10), "Contact");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(crm.fieldsSent())
                .containsExactly(List.of(Map.of("FirstName", "Kim", "Count__c", 3)));
    }

    @Test
    void a_call_whose_answer_was_lost_is_looked_at_anew_and_finds_its_own_values() {
        crm.put("C7", Map.of());
        crm.loseAnswer(new Unreachable(SAID, true, new IOException("cut")));
        UUID operation = customer.accept("Contact", UPDATE);
        customer.work("Contact");
        customer.workAfter(Duration.ofSeconds(10), "Contact");

        WriteResult result = customer.result(operation).orElseThrow();
        assertThat(result.successes()).isEqualTo(1);
        assertThat(result.records().getFirst().warnings()).isEmpty();
        assertThat(crm.fieldsSent().getLast()).containsExactly(Map.of("FirstName", "Kim"));
    }

    @Test
    void a_record_that_is_gone_is_left_to_the_provider_to_refuse() {
        WriteResult result = customer.write("Contact", UPDATE);

        assertThat(crm.sent).hasSize(1);
        assertThat(result.records().getFirst().problems().getFirst().providerCode())
                .isEqualTo("GONE");
    }

    @Test
    void a_record_that_the_provider_does_not_show_keeps_what_it_may_have() {
        crm.put("C7", Map.of());
        crm.hide("C7");

        WriteResult result = customer.write("Contact", UPDATE);

        assertThat(crm.fieldsSent().getFirst()).containsExactly(Map.of("FirstName", "Kim"));
        assertThat(warnings(result, 0))
                .containsExactly(
                        "Left out by the installation's settings: Email, Count__c (the provider"
                                + " does not show the record).");
    }

    @Test
    void all_or_none_counts_records_that_need_no_call_as_written() {
        crm.put("C7", Map.of("Email", "old@x.example", "Count__c", 9));
        crm.put("C8", Map.of());

        WriteResult result =
                customer.write(
                        "Contact",
                        """
                        {"type": "update", "batchPolicy": {"allOrNone": true}, "batch": [
                          {"record": {"id": "C7", "Email": "a@x.example"}},
                          {"record": {"id": "C8", "Email": "b@x.example"}}]}\
                        """);

        assertThat(result.successes()).isEqualTo(2);
        assertThat(crm.sent)
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.allOrNone()).isTrue();
                    assertThat(call.items()).hasSize(1);
                });
    }

    private static List<String> warnings(WriteResult result, int record) {
        return result.records().get(record).warnings().stream()
                .map(warning -> warning.diagnostic().what())
                .toList();
    }
}
