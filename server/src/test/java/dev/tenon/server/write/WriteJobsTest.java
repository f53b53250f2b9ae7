package dev.tenon.server.write;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.ProviderException.Invalid;
import dev.tenon.spi.ProviderException.Said;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many writes go by one job at the provider, and whatever becomes of the job or of the server,
/// each record is written once and has an answer of its own.
@ExtendWith(TestDatabase.class)
final class WriteJobsTest {
    private static final int PER_CALL = 5;
    private static final int MANY = 40;
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private final Customer customer;
    private final FakeCrm crm;
    private final FakeIngest ingest;

    WriteJobsTest(Db db) {
        customer = Customer.of(db);
        crm = customer.crm.takesAtOnce(PER_CALL);
        ingest = crm.ingest.open();
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void many_writes_go_by_one_job() {
        UUID operation = customer.accept("Note", notes(MANY));
        customer.work("Note");
        assertThat(customer.result(operation)).isEmpty();
        customer.workAfter(A_WHILE, "Note");

        assertAllWritten(operation);
        assertThat(ingest.made()).isEqualTo(1);
        assertThat(ingest.left()).isZero();
        assertThat(crm.sent).isEmpty();
    }

    @Test
    void what_as_few_calls_write_goes_by_calls() {
        customer.accept("Note", notes(PER_CALL * FakeIngest.CALLS));
        customer.work("Note");

        assertThat(ingest.made()).isZero();
        assertThat(crm.sent).hasSize(FakeIngest.CALLS);
    }

    @Test
    void who_waits_is_not_kept_waiting_by_a_job() {
        customer.accept("Note", notes(MANY).replace("asynchronous", "synchronous"));
        customer.work("Note");

        assertThat(ingest.made()).isZero();
        assertThat(crm.sent).hasSize(MANY / PER_CALL);
    }

    @Test
    void each_record_of_a_job_gets_its_own_answer() {
        String body = batch("update", n -> "{\"id\":\"C%d\",\"Title\":\"new\"}".formatted(n));
        for (int n = 0; n < MANY; n += 2) crm.put("C" + n, java.util.Map.of("Title", "old"));
        UUID operation = customer.accept("Note", body);
        customer.work("Note");
        customer.workAfter(A_WHILE, "Note");

        List<WriteResult.RecordResult> records = customer.result(operation).orElseThrow().records();
        for (int n = 0; n < MANY; n++) {
            assertThat(records.get(n).isWritten()).as("record %s", n).isEqualTo(n % 2 == 0);
        }
        assertThat(crm.records().values()).allMatch(record -> "new".equals(record.get("Title")));
    }

    @ParameterizedTest
    @EnumSource(FakeIngest.Step.class)
    void a_server_killed_at_any_step_writes_each_record_once(FakeIngest.Step step) {
        ingest.killAt(step);
        UUID operation = customer.accept("Note", notes(MANY));
        assertThatThrownBy(this::workToTheEnd).isInstanceOf(FakeCrm.Killed.class);
        customer.restart();
        workToTheEnd();

        assertAllWritten(operation);
    }

    @ParameterizedTest
    @EnumSource(
            value = FakeIngest.Step.class,
            names = {"DISCARDED"},
            mode = EnumSource.Mode.EXCLUDE)
    void a_lost_answer_at_any_step_writes_each_record_once(FakeIngest.Step step) {
        ingest.loseAnswerAt(step);
        UUID operation = customer.accept("Note", notes(MANY));
        workToTheEnd();

        assertAllWritten(operation);
    }

    @Test
    void a_job_that_breaks_keeps_what_it_wrote_and_the_rest_goes_by_calls() {
        ingest.go(FakeIngest.Course.BREAK);
        UUID operation = customer.accept("Note", notes(MANY));
        workToTheEnd();

        assertAllWritten(operation);
        assertThat(ingest.made()).isEqualTo(1);
        assertThat(crm.sent).hasSize(MANY / 2 / PER_CALL);
        assertThat(customer.log(operation)).anyMatch(line -> line.contains("not written yet"));
    }

    @Test
    void a_batch_that_no_job_can_carry_goes_by_calls() {
        ingest.refuse(new Invalid(new Said("PARTS", "Has parts", ""), List.of()));
        UUID operation = customer.accept("Note", notes(MANY));
        workToTheEnd();

        assertAllWritten(operation);
        assertThat(crm.sent).hasSize(MANY / PER_CALL);
    }

    @Test
    void a_job_that_hangs_is_stopped_at_the_deadline_and_tells_what_it_wrote() {
        ingest.go(FakeIngest.Course.HANG);
        UUID operation = customer.accept("Note", notes(MANY));
        customer.work("Note");
        customer.workAfter(A_WHILE, "Note");
        customer.workAfter(Duration.ofMinutes(30), "Note");
        assertThat(customer.result(operation)).isEmpty();
        customer.workAfter(Duration.ofMinutes(31), "Note");
        workToTheEnd();

        List<WriteResult.RecordResult> records = customer.result(operation).orElseThrow().records();
        assertThat(records.stream().filter(WriteResult.RecordResult::isWritten)).hasSize(MANY / 2);
        assertThat(records).noneMatch(record -> record.state() == WriteState.UNKNOWN);
        assertThat(crm.records()).hasSize(MANY / 2);
    }

    @Test
    void what_a_vanished_job_did_to_records_without_a_key_stays_unknown() {
        ingest.go(FakeIngest.Course.VANISH);
        UUID operation = customer.accept("Note", notes(MANY));
        workToTheEnd();

        WriteResult result = customer.result(operation).orElseThrow();
        assertThat(result.records()).allMatch(record -> record.state() == WriteState.UNKNOWN);
        assertThat(crm.records()).hasSize(MANY);
        assertThat(crm.sent).isEmpty();
    }

    @Test
    void what_a_vanished_job_did_to_records_with_a_key_is_looked_up() {
        ingest.go(FakeIngest.Course.VANISH);
        UUID operation =
                customer.accept(
                        "Contact",
                        batch(
                                "create",
                                n -> "{\"LastName\":\"L\",\"Code__c\":\"%d\"}".formatted(n)));
        customer.work("Contact");
        customer.workAfter(A_WHILE, "Contact");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(MANY);
        assertThat(crm.records()).hasSize(MANY);
        assertThat(crm.lookedUp).isNotEmpty();
    }

    @Test
    void other_writes_go_on_beside_a_job_but_not_of_its_records() {
        ingest.go(FakeIngest.Course.HANG);
        for (int n = 0; n < MANY; n++) crm.put("C" + n, java.util.Map.of("Title", "old"));
        customer.accept(
                "Note", batch("update", n -> "{\"id\":\"C%d\",\"Title\":\"1\"}".formatted(n)));
        customer.work("Note");
        UUID same = customer.accept("Note", update("C3"));
        UUID other = customer.accept("Note", "{\"type\":\"create\",\"record\":{\"Title\":\"b\"}}");
        customer.workAfter(A_WHILE, "Note");

        assertThat(customer.result(other)).isPresent();
        assertThat(customer.result(same)).isEmpty();
        ingest.go(FakeIngest.Course.USUAL);
        customer.workAfter(Duration.ofMinutes(1), "Note");
        assertThat(customer.result(same)).isPresent();
        assertThat(crm.records().get("C3")).containsEntry("Title", "2");
    }

    @Test
    void a_job_is_asked_again_after_the_customer_signed_in_again() {
        UUID operation = customer.accept("Note", notes(MANY));
        customer.work("Note");
        customer.mark(Connection.Status.BAD_CREDENTIALS);
        customer.workAfter(A_WHILE, "Note");
        assertThat(customer.result(operation)).isEmpty();
        customer.signIn();
        customer.work("Note");

        assertAllWritten(operation);
    }

    private void assertAllWritten(UUID operation) {
        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(MANY);
        assertThat(crm.records().values().stream().map(record -> record.get("Title")))
                .containsExactlyInAnyOrderElementsOf(titles());
    }

    private static List<String> titles() {
        return IntStream.range(0, MANY).mapToObj(n -> "note " + n).toList();
    }

    private void workToTheEnd() {
        Next next = customer.work("Note");
        for (int round = 0; round < 20 && next instanceof Next.At(java.time.Instant at); round++) {
            Duration wait = Duration.between(customer.clock.instant(), at);
            next = customer.workAfter(wait.isNegative() ? Duration.ZERO : wait, "Note");
        }
        assertThat(customer.clock.instant()).isAfterOrEqualTo(TestClock.START);
        assertThat(next).isEqualTo(new Next.WhenWoken());
    }

    private static String notes(int many) {
        return batch("create", many, n -> "{\"Title\":\"note " + n + "\"}");
    }

    private static String batch(String type, IntFunction<String> record) {
        return batch(type, MANY, record);
    }

    private static String batch(String type, int many, IntFunction<String> record) {
        return "{\"type\":\"%s\",\"mode\":\"asynchronous\",\"batch\":[%s]}"
                .formatted(
                        type,
                        IntStream.range(0, many)
                                .mapToObj(n -> "{\"record\":" + record.apply(n) + "}")
                                .collect(joining(",")));
    }

    private static String update(String id) {
        return "{\"type\":\"update\",\"record\":{\"id\":\"" + id + "\",\"Title\":\"2\"}}";
    }
}
