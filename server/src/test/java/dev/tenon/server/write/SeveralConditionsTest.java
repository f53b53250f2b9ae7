package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException.Garbled;
import dev.tenon.spi.ProviderException.Invalid;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Condition.Kind;
import dev.tenon.spi.Writer.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Providers that check conditions of several records in one call: who shares such a call, and what
/// it costs.
@ExtendWith(TestDatabase.class)
final class SeveralConditionsTest {
    private static final Instant SEEN = TestClock.START.minusSeconds(60);
    private static final String SINCE = ", \"ifUnmodifiedSince\": \"" + SEEN + "\"";
    private static final Said SAID = new Said("said", "Said", "");

    private final Customer customer;
    private final FakeCrm crm;

    SeveralConditionsTest(Db db) {
        customer = Customer.of(db);
        crm = customer.crm;
        crm.conditions.honours(Kind.IF_UNMODIFIED_SINCE, Kind.IF_MATCH).takesSeveral(25);
        crm.conditions.tellsTimes(customer.clock);
        for (int number = 0; number < 100; number++) put(number);
    }

    private void put(int number) {
        crm.put("R" + number, Map.of("LastName", "Old"));
        crm.conditions.changedAt("R" + number, SEEN);
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void a_hundred_requests_on_a_condition_each_go_by_four_calls() {
        List<UUID> writes = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            writes.add(customer.accept("Contact", single(number, SINCE)));
        }

        customer.work("Contact");

        assertThat(writes).allSatisfy(write -> assertThat(result(write).isWritten()).isTrue());
        assertThat(crm.sent).extracting(Batch::path).containsOnly("several");
        assertThat(sizes()).containsExactly(25, 25, 25, 25);
        assertThat(crm.sent)
                .flatExtracting(Batch::items)
                .extracting(Item::condition)
                .doesNotContainNull();
        assertThat(crm.conditions.glances()).isEmpty();
    }

    @Test
    void one_goes_alone_and_those_without_a_condition_go_by_the_way_that_takes_most() {
        customer.accept("Contact", single(0, SINCE));
        customer.work("Contact");
        for (int number = 1; number < 41; number++) customer.accept("Contact", single(number, ""));
        customer.accept("Contact", single(41, SINCE));
        customer.accept("Contact", single(42, SINCE));

        customer.work("Contact");

        assertThat(crm.sent).extracting(Batch::path).containsExactly("one", "many", "several");
        assertThat(sizes()).containsExactly(1, 40, 2);
    }

    @Test
    void conditions_of_both_kinds_share_a_call_that_honours_both_and_one_lost_race_stays_alone() {
        crm.conditions.changedAt("R1", SEEN.plusSeconds(1));
        UUID since = customer.accept("Contact", single(0, SINCE));
        UUID lost = customer.accept("Contact", single(1, SINCE));
        UUID match = customer.accept("Contact", single(2, ", \"ifMatch\": \"v1\""));

        customer.work("Contact");

        assertThat(sizes()).containsExactly(3);
        assertThat(result(since).isWritten()).isTrue();
        assertThat(result(match).isWritten()).isTrue();
        assertThat(result(lost).isChanged()).isTrue();
        assertThat(String.valueOf(result(lost).current())).contains("\"LastName\":\"Old\"");
    }

    @Test
    void two_writes_of_the_same_record_never_share_a_call() {
        UUID first = customer.accept("Contact", single(0, SINCE));
        UUID second = customer.accept("Contact", single(0, SINCE));
        UUID other = customer.accept("Contact", single(1, SINCE));

        customer.work("Contact");

        assertThat(crm.sent)
                .allSatisfy(call ->
                        assertThat(call.items())
                                .extracting(Item::recordId)
                                .doesNotHaveDuplicates());
        assertThat(result(first).isWritten()).isTrue();
        assertThat(result(other).isWritten()).isTrue();
        assertThat(result(second).isChanged()).isTrue();
    }

    @Test
    void a_record_that_may_pass_later_goes_again_on_its_condition_without_the_others() {
        crm.next(call ->
                call.items().stream()
                        .<Writer.Result>map(item ->
                                "R1".equals(item.recordId())
                                        ? FakeCrm.notNow("LOCKED")
                                        : crm.obey(call, item))
                        .toList());
        List<UUID> writes = threeWrites();
        customer.work("Contact");
        assertThat(customer.result(writes.get(1))).isEmpty();

        customer.workAfter(Duration.ofSeconds(3), "Contact");

        assertThat(writes).allSatisfy(write -> assertThat(result(write).isWritten()).isTrue());
        assertThat(sizes()).containsExactly(3, 1);
        assertThat(crm.sent.getLast().items().getFirst().condition())
                .isEqualTo(new Writer.Condition.IfUnmodifiedSince(SEEN));
    }

    @Test
    void a_call_that_is_refused_as_a_whole_is_split_until_the_one_to_blame_goes_alone() {
        crm.next(_ -> {
            throw new Invalid(SAID, List.of());
        });
        crm.next(_ -> {
            throw new Invalid(SAID, List.of());
        });
        List<UUID> writes = threeWrites();

        customer.work("Contact");

        assertThat(writes).allSatisfy(write -> assertThat(result(write).isWritten()).isTrue());
        assertThat(crm.sent)
                .extracting(Batch::path)
                .containsExactly("several", "several", "one", "one", "one");
    }

    @Test
    void after_an_answer_that_cannot_be_read_the_records_tell_which_were_written() {
        crm.next(call -> {
            crm.obey(call, call.items().getFirst());
            throw new Garbled(SAID);
        });
        List<UUID> writes = threeWrites();
        customer.work("Contact");

        customer.workAfter(Reactions.SETTLING, "Contact");

        assertThat(writes).allSatisfy(write -> assertThat(result(write).isWritten()).isTrue());
        assertThat(result(writes.getFirst()).warnings()).hasSize(1);
        assertThat(sizes()).containsExactly(3, 2);
    }

    private List<UUID> threeWrites() {
        var writes = new ArrayList<UUID>();
        for (int number = 0; number < 3; number++) {
            writes.add(customer.accept("Contact", single(number, SINCE)));
        }
        return writes;
    }

    private List<Integer> sizes() {
        return crm.sent.stream().map(call -> call.items().size()).toList();
    }

    private static String single(int number, String condition) {
        return "{\"type\": \"update\", \"record\": {\"id\": \"R%d\", \"LastName\": \"New %d\"}%s}"
                .formatted(number, number, condition);
    }

    private WriteResult.RecordResult result(UUID write) {
        return customer.result(write).orElseThrow().records().getFirst();
    }
}
