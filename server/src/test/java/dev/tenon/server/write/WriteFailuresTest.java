package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.ProviderException.Busy;
import dev.tenon.spi.ProviderException.Garbled;
import dev.tenon.spi.ProviderException.QuotaSpent;
import dev.tenon.spi.ProviderException.Revoked;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.ProviderException.Unreachable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What becomes of writes when the provider, the network or the server fails.
@ExtendWith(TestDatabase.class)
final class WriteFailuresTest {
    private static final Said SAID = new Said("503", "Down", "r1");
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private final Customer customer;
    private final FakeCrm crm;

    WriteFailuresTest(Db db) {
        customer = Customer.of(db);
        crm = customer.crm;
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void what_may_pass_is_tried_again_and_succeeds() {
        crm.next(_ -> List.of(FakeCrm.notNow("LOCKED")));
        UUID operation = customer.accept("Note", createNote("a"));

        assertThat(customer.work("Note")).isEqualTo(new Next.At(TestClock.START.plusSeconds(2)));
        assertThat(customer.result(operation)).isEmpty();
        customer.workAfter(Duration.ofSeconds(2), "Note");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(customer.log(operation))
                .contains("warning: 1 record not written yet; sent again at 2026-03-02T09:00:02Z");
    }

    @Test
    void a_busy_provider_is_left_alone_for_as_long_as_it_asks() {
        crm.takesAtOnce(1).fail(new Busy(SAID, Duration.ofSeconds(30)));
        UUID first = customer.accept("Note", createNote("a"));
        UUID second = customer.accept("Note", createNote("b"));

        assertThat(customer.work("Note")).isEqualTo(new Next.At(TestClock.START.plusSeconds(30)));
        assertThat(crm.sent).hasSize(1);
        customer.workAfter(Duration.ofSeconds(30), "Note");

        assertThat(customer.result(first)).isPresent();
        assertThat(customer.result(second)).isPresent();
        assertThat(crm.sent).hasSize(3);
    }

    @Test
    void a_spent_quota_is_waited_for() {
        Instant until = TestClock.START.plus(Duration.ofMinutes(20));
        crm.fail(new QuotaSpent(SAID, until));
        UUID operation = customer.accept("Note", createNote("a"));

        assertThat(customer.work("Note")).isEqualTo(new Next.At(until));
        customer.workAfter(Duration.ofMinutes(20), "Note");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
    }

    @Test
    void what_never_left_is_sent_again() {
        crm.fail(new Unreachable(SAID, false, new IOException("refused")));
        UUID operation = customer.accept("Note", createNote("a"));
        customer.work("Note");
        customer.workAfter(Duration.ofSeconds(2), "Note");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(crm.records()).hasSize(1);
    }

    @Test
    void at_its_deadline_a_write_fails_with_all_that_kept_it() {
        crm.next(_ -> List.of(FakeCrm.notNow("LOCKED")));
        UUID operation = customer.accept("Note", createNote("a"));
        customer.work("Note");
        customer.workAfter(Duration.ofHours(1), "Note");

        WriteResult.RecordResult record =
                customer.result(operation).orElseThrow().records().getFirst();
        assertThat(record.state()).isEqualTo(WriteState.FAILED);
        assertThat(record.problems())
                .extracting(problem -> problem.diagnostic().code())
                .containsExactly("write.provider-refused", "write.deadline");
        assertThat(crm.sent).hasSize(1);
    }

    @Test
    void a_dead_credential_waits_for_the_customer_and_goes_on_by_itself() {
        crm.fail(new Revoked(SAID));
        UUID operation = customer.accept("Note", createNote("a"));
        customer.work("Note");
        customer.mark(Connection.Status.BAD_CREDENTIALS);
        customer.workAfter(Duration.ofMinutes(30), "Note");
        assertThat(crm.sent).hasSize(1);

        customer.signIn();
        customer.work("Note");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
    }

    @Test
    void a_new_record_whose_answer_was_lost_is_found_by_its_key() {
        crm.loseAnswer(new Unreachable(SAID, true, new IOException("reset")));
        UUID operation = customer.accept("Contact", createContact("k1"));

        assertThat(customer.work("Contact")).isEqualTo(new Next.At(TestClock.START.plus(SETTLED)));
        customer.workAfter(SETTLED, "Contact");

        WriteResult.RecordResult record =
                customer.result(operation).orElseThrow().records().getFirst();
        assertThat(record.state()).isEqualTo(WriteState.SUCCEEDED);
        assertThat(record.recordId()).isEqualTo("C1");
        assertThat(record.warnings().getFirst().diagnostic().code())
                .isEqualTo("write.found-by-key");
        assertThat(crm.lookedUp).containsExactly(List.of("k1"));
        assertThat(crm.sent).hasSize(1);
    }

    @Test
    void a_new_record_that_is_not_found_by_its_key_is_sent_again() {
        crm.fail(new Garbled(SAID));
        UUID operation = customer.accept("Contact", createContact("k1"));
        customer.work("Contact");
        customer.workAfter(SETTLED, "Contact");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(crm.sent).hasSize(2);
        assertThat(crm.records()).hasSize(1);
    }

    @Test
    void a_new_record_without_a_key_stays_unknown_and_is_never_sent_again() {
        crm.loseAnswer(new Unreachable(SAID, true, new IOException("reset")));
        UUID operation = customer.accept("Note", createNote("a"));
        customer.work("Note");
        customer.workAfter(Duration.ofHours(2), "Note");

        WriteResult.RecordResult record =
                customer.result(operation).orElseThrow().records().getFirst();
        assertThat(record.state()).isEqualTo(WriteState.UNKNOWN);
        assertThat(record.problems().getFirst().diagnostic().code())
                .isEqualTo("write.outcome-unknown");
        assertThat(crm.sent).hasSize(1);
        assertThat(customer.operation(operation).result())
                .isEqualTo("0 of 1 records of Note written, 0 refused, 1 with an unknown outcome");
    }

    @Test
    void an_update_whose_answer_was_lost_is_done_again() {
        crm.put("C7", Map.of("Title", "old"));
        crm.loseAnswer(new Unreachable(SAID, true, new IOException("reset")));
        UUID operation =
                customer.accept(
                        "Note",
                        "{\"type\": \"update\", \"record\": {\"id\": \"C7\", \"Title\": \"new\"}}");
        customer.work("Note");
        customer.workAfter(SETTLED, "Note");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(crm.sent).hasSize(2);
    }

    @Test
    void a_deletion_whose_answer_was_lost_is_known_by_the_record_being_gone() {
        crm.put("C7", Map.of("Title", "old"));
        crm.loseAnswer(new Unreachable(SAID, true, new IOException("reset")));
        UUID operation =
                customer.accept("Note", "{\"type\": \"delete\", \"record\": {\"id\": \"C7\"}}");
        customer.work("Note");
        customer.workAfter(SETTLED, "Note");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(crm.sent).hasSize(1);
    }

    @Test
    void a_write_that_was_being_sent_when_the_server_died_is_looked_up_first() {
        crm.loseAnswer(new FakeCrm.Killed());
        UUID operation = customer.accept("Contact", createContact("k1"));
        assertThatThrownBy(() -> customer.work("Contact")).isInstanceOf(FakeCrm.Killed.class);

        customer.restart();
        customer.work("Contact");
        assertThat(crm.sent).hasSize(1);
        customer.workAfter(SETTLED, "Contact");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(crm.records()).hasSize(1);
        assertThat(crm.sent).hasSize(1);
    }

    @Test
    void a_server_that_died_before_the_call_leaves_the_write_to_the_next() {
        crm.die();
        UUID operation = customer.accept("Contact", createContact("k1"));
        assertThatThrownBy(() -> customer.work("Contact")).isInstanceOf(FakeCrm.Killed.class);

        customer.restart();
        customer.work("Contact");
        customer.workAfter(SETTLED, "Contact");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(crm.records()).hasSize(1);
    }

    @Test
    void a_look_up_that_fails_is_tried_again_to_the_deadline() {
        crm.loseAnswer(new Garbled(SAID)).failFinding(new Busy(SAID, Duration.ofSeconds(5)));
        UUID operation = customer.accept("Contact", createContact("k1"));
        customer.work("Contact");
        customer.workAfter(SETTLED, "Contact");
        assertThat(customer.result(operation)).isEmpty();

        customer.workAfter(Duration.ofSeconds(30), "Contact");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(crm.sent).hasSize(1);
    }

    @Test
    void a_call_refused_as_a_whole_is_halved_until_the_record_at_fault_stands_alone() {
        crm.refuseCallsWith("Title", "bad");
        WriteResult result =
                customer.write(
                        "Note",
                        """
                        {"type": "create", "batch": [{"record": {"Title": "a"}},
                          {"record": {"Title": "bad"}}, {"record": {"Title": "c"}},
                          {"record": {"Title": "d"}}]}\
                        """);

        assertThat(result.successes()).isEqualTo(3);
        assertThat(result.records().get(1).state()).isEqualTo(WriteState.FAILED);
        assertThat(crm.records()).hasSize(3);
    }

    @Test
    void a_connector_that_breaks_leaves_the_outcome_unknown_and_the_queue_going() {
        crm.takesAtOnce(1).fail(new IllegalStateException("a bug"));
        UUID broken = customer.accept("Note", createNote("a"));
        UUID other = customer.accept("Note", createNote("b"));
        customer.work("Note");

        assertThat(customer.result(broken).orElseThrow().records().getFirst().state())
                .isEqualTo(WriteState.UNKNOWN);
        assertThat(customer.result(other).orElseThrow().successes()).isEqualTo(1);
        assertThat(customer.operation(broken).status()).isEqualTo(Operation.Status.FAILURE);
    }

    private static String createNote(String title) {
        return "{\"type\": \"create\", \"record\": {\"Title\": \"" + title + "\"}}";
    }

    private static String createContact(String code) {
        return "{\"type\": \"create\", \"record\": {\"LastName\": \"Moss\", \"Code__c\": \""
                + code
                + "\"}}";
    }
}
