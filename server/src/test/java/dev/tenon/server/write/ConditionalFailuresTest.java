package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException.Garbled;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.ProviderException.Unreachable;
import dev.tenon.spi.Writer.Condition.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What becomes of writes on a condition whose answer is lost: done again they would fail on their
/// own condition, so the record itself is looked at.
@ExtendWith(TestDatabase.class)
final class ConditionalFailuresTest {
    private static final Instant SEEN = TestClock.START.minusSeconds(60);
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final Said SAID = new Said("cut", "Cut off", "");

    private final Customer customer;
    private final FakeCrm crm;

    ConditionalFailuresTest(Db db) {
        customer = Customer.of(db);
        crm = customer.crm;
        crm.put("A", Map.of("LastName", "Old", "Amount__c", 1));
        crm.conditions.tellsTimes(customer.clock).changedAt("A", SEEN);
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void a_record_with_the_values_that_were_sent_counts_as_written() {
        crm.conditions.honours(Kind.IF_UNMODIFIED_SINCE);
        crm.loseAnswer(cut());
        UUID write = customer.accept("Contact", update());
        customer.work("Contact");

        customer.workAfter(SETTLED, "Contact");

        assertThat(result(write).state()).isEqualTo(WriteState.SUCCEEDED);
        assertThat(result(write).warnings())
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.diagnostic().code()).isEqualTo("write.found-by-values"));
        assertThat(crm.sent).hasSize(1);
    }

    @Test
    void values_that_mean_the_same_are_the_same() {
        crm.conditions.honours(Kind.IF_UNMODIFIED_SINCE);
        crm.next(_ -> {
            crm.put("A", Map.of("LastName", "Moss", "Amount__c", "2.00", "Email", ""));
            throw cut();
        });
        UUID write =
                customer.accept(
                        "Contact",
                        update().replace(
                                        "\"Moss\"",
                                        "\" Moss \", \"Amount__c\": 2, \"Email\": null"));
        customer.work("Contact");

        customer.workAfter(SETTLED, "Contact");

        assertThat(result(write).state()).isEqualTo(WriteState.SUCCEEDED);
        assertThat(crm.sent).hasSize(1);
    }

    @Test
    void a_record_that_somebody_else_has_changed_since_is_told_as_it_is() {
        crm.conditions.honours(Kind.IF_UNMODIFIED_SINCE);
        crm.loseAnswer(cut());
        UUID write = customer.accept("Contact", update());
        customer.work("Contact");
        crm.put("A", Map.of("LastName", "Theirs"));

        customer.workAfter(SETTLED, "Contact");

        WriteResult.RecordResult record = result(write);
        assertThat(record.state()).isEqualTo(WriteState.FAILED);
        assertThat(record.isChanged()).isTrue();
        assertThat(record.problems().getFirst().diagnostic().what()).contains("was lost");
        assertThat(String.valueOf(record.current())).contains("\"LastName\":\"Theirs\"");
        assertThat(crm.records().get("A")).containsEntry("LastName", "Theirs");
    }

    @Test
    void a_call_that_never_came_through_is_made_again_on_the_same_condition() {
        crm.conditions.honours(Kind.IF_UNMODIFIED_SINCE);
        crm.die();
        UUID write = customer.accept("Contact", update());
        assertThatThrownBy(() -> customer.work("Contact")).isInstanceOf(FakeCrm.Killed.class);
        customer.restart();
        customer.work("Contact");

        customer.workAfter(SETTLED, "Contact");

        assertThat(result(write).state()).isEqualTo(WriteState.SUCCEEDED);
        assertThat(result(write).warnings()).isEmpty();
        assertThat(crm.sent).hasSize(2);
        assertThat(crm.sent.get(1).items().getFirst().condition())
                .isEqualTo(crm.sent.get(0).items().getFirst().condition());
    }

    @Test
    void a_compared_write_whose_answer_is_lost_is_compared_again_before_it_goes_again() {
        crm.fail(new Unreachable(SAID, true, new IOException("cut")));
        UUID write = customer.accept("Contact", update());
        customer.work("Contact");
        crm.put("A", Map.of("LastName", "Theirs"));

        customer.workAfter(SETTLED, "Contact");

        assertThat(result(write).isChanged()).isTrue();
        assertThat(crm.sent).hasSize(1);
    }

    @Test
    void when_a_record_cannot_be_read_for_comparing_nothing_is_sent_and_it_is_tried_again() {
        crm.failReading(cut()).failReading(new Garbled(SAID));
        UUID write = customer.accept("Contact", update());

        customer.work("Contact");
        assertThat(customer.result(write)).isEmpty();
        customer.workAfter(Duration.ofSeconds(2), "Contact");
        assertThat(customer.result(write)).isEmpty();
        assertThat(crm.sent).isEmpty();
        customer.workAfter(Duration.ofSeconds(4), "Contact");

        assertThat(result(write).state()).isEqualTo(WriteState.SUCCEEDED);
        assertThat(crm.sent).hasSize(1);
    }

    @Test
    void a_lost_race_is_told_without_the_record_when_that_cannot_be_read() {
        crm.conditions.honours(Kind.IF_UNMODIFIED_SINCE);
        crm.put("A", Map.of("LastName", "Theirs"));
        crm.failReading(cut());
        UUID write = customer.accept("Contact", update());

        customer.work("Contact");

        assertThat(result(write).isChanged()).isTrue();
        assertThat(result(write).current()).isNull();
    }

    private static Unreachable cut() {
        return new Unreachable(SAID, true, new IOException("cut"));
    }

    private static String update() {
        return """
        {"type": "update", "record": {"id": "A", "LastName": "Moss"},
         "ifUnmodifiedSince": "%s"}\
        """
                .formatted(SEEN);
    }

    private WriteResult.RecordResult result(UUID write) {
        return customer.result(write).orElseThrow().records().getFirst();
    }
}
