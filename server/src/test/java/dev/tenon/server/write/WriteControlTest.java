package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException.Invalid;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.ProviderException.Unreachable;
import dev.tenon.spi.Writer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Writes are cancelled, and failed ones sent again.
@ExtendWith(TestDatabase.class)
final class WriteControlTest {
    private static final String NOTE =
            "{\"type\": \"create\", \"mode\": \"asynchronous\", \"record\": {\"Title\": \"a\"}}";
    private static final String WRONG = NOTE.replace("Title", "Titel");

    private final Db db;
    private final Customer customer;

    WriteControlTest(Db db) {
        this.db = db;
        this.customer = Customer.of(db);
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void what_was_not_sent_is_cancelled_and_what_was_stays() {
        UUID sent = customer.write("Note", NOTE).operation();
        UUID waiting = customer.accept("Note", NOTE);

        cancel(sent);
        cancel(waiting);
        cancel(waiting);
        customer.work("Note");

        assertThat(customer.crm.sent).hasSize(1);
        assertThat(result(sent).state()).isEqualTo(WriteState.SUCCEEDED);
        assertThat(result(waiting).state()).isEqualTo(WriteState.FAILED);
        assertThat(result(waiting).problems())
                .singleElement()
                .extracting(problem -> problem.diagnostic().code())
                .isEqualTo("write.cancelled");
        assertThat(customer.log(waiting)).contains("info: Records: 1 cancelled by somebody");
    }

    @Test
    void the_next_write_to_a_record_goes_when_the_one_before_is_cancelled() {
        customer.write("Note", NOTE);
        customer.crm.fail(
                new Unreachable(
                        new Said("away", "Nobody answers", ""),
                        false,
                        new java.io.IOException("away")));
        UUID first = customer.accept("Note", update("first"));
        UUID second = customer.accept("Note", update("second"));
        customer.work("Note");
        assertThat(customer.result(second)).isEmpty();

        cancel(first);
        customer.workAfter(Duration.ofSeconds(5), "Note");

        assertThat(result(second).state()).isEqualTo(WriteState.SUCCEEDED);
        assertThat(customer.crm.records().get("C1")).containsEntry("Title", "second");
    }

    @Test
    void failed_records_are_sent_again_once() {
        UUID failed = fails();

        UUID again = retry(failed, false);
        assertThat(retry(failed, false)).isEqualTo(again);
        customer.work("Note");

        assertThat(result(again).state()).isEqualTo(WriteState.SUCCEEDED);
        assertThat(customer.crm.records()).hasSize(1);
        assertThat(retry(failed, false)).isEqualTo(again);
        assertThatThrownBy(() -> retry(again, true))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no failed record");
    }

    @Test
    void only_who_has_looked_sends_again_what_may_be_written() {
        customer.crm.loseAnswer(
                new Unreachable(
                        new Said("cut", "Cut off", ""), true, new java.io.IOException("cut")));
        UUID unknown = customer.accept("Note", NOTE);
        customer.workAfter(Duration.ofSeconds(1), "Note");
        assertThat(result(unknown).state()).isEqualTo(WriteState.UNKNOWN);

        assertThatThrownBy(() -> retry(unknown, false)).isInstanceOf(Refusal.class);
        customer.work("Note");
        assertThat(customer.crm.sent).hasSize(1);

        UUID again = retry(unknown, true);
        customer.work("Note");
        assertThat(result(again).state()).isEqualTo(WriteState.SUCCEEDED);
    }

    @Test
    void what_is_under_way_or_was_never_taken_is_not_sent_again() {
        UUID waiting = customer.accept("Note", NOTE);
        UUID wrong = customer.accept("Note", WRONG);

        assertThatThrownBy(() -> retry(waiting, false))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("not done");
        customer.clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(() -> retry(wrong, true))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no failed record");
    }

    @Test
    void however_cancels_retries_and_sends_meet_a_record_is_written_at_most_once() {
        Dice.play(
                12,
                dice -> {
                    try (Customer other = Customer.of(db)) {
                        var seen = new HashSet<UUID>();
                        UUID newest = other.accept("Note", NOTE);
                        for (int step = 0; step < 8; step++) {
                            seen.add(newest);
                            if (dice.oneIn(3)) {
                                other.crm.fail(
                                        new Invalid(new Said("NO", "Not now", ""), List.of()));
                            }
                            other.clock.advance(Duration.ofSeconds(1));
                            if (dice.oneIn(2)) other.work("Note");
                            if (dice.oneIn(3)) cancel(other, newest);
                            if (dice.oneIn(2) && failed(other, newest)) {
                                newest = retry(other, newest, false);
                            }
                            other.clock.advance(Duration.ofSeconds(1));
                        }
                        other.work("Note");
                        long written =
                                seen.stream()
                                        .flatMap(id -> other.result(id).stream())
                                        .filter(result -> result.successes() == 1)
                                        .count();
                        assertThat(other.crm.records().size()).isLessThanOrEqualTo(1);
                        assertThat(written).isLessThanOrEqualTo(other.crm.records().size());
                    }
                });
    }

    private static boolean failed(Customer customer, UUID id) {
        return customer.result(id).filter(result -> result.failures() == 1).isPresent();
    }

    private UUID fails() {
        customer.crm.next(_ ->
                List.of(
                        new Writer.Result.Failed(
                                List.of(new Writer.Problem("NO", "Not now", List.of())), false)));
        UUID failed = customer.accept("Note", NOTE);
        customer.clock.advance(Duration.ofSeconds(1));
        customer.work("Note");
        assertThat(result(failed).state()).isEqualTo(WriteState.FAILED);
        return failed;
    }

    private static String update(String title) {
        return "{\"type\": \"update\", \"mode\": \"asynchronous\", \"record\": {\"id\": \"C1\", \"Title\": \""
                + title
                + "\"}}";
    }

    private WriteResult.RecordResult result(UUID id) {
        return customer.result(id).orElseThrow().records().getFirst();
    }

    private void cancel(UUID id) {
        cancel(customer, id);
    }

    private UUID retry(UUID id, boolean withUnknown) {
        return retry(customer, id, withUnknown);
    }

    private static void cancel(Customer customer, UUID id) {
        customer.get(tx ->
                customer.writes
                        .control()
                        .cancel(tx, customer.group().project(), id, "somebody")
                        .orElseThrow());
    }

    private static UUID retry(Customer customer, UUID id, boolean withUnknown) {
        return customer.get(tx ->
                customer.writes
                        .control()
                        .retry(tx, customer.group().project(), id, withUnknown, "somebody")
                        .orElseThrow());
    }
}
