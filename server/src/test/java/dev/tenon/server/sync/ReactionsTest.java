package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a run does about each kind of answer that is no page; the answer comes instead of the
/// second page of a backfill of three.
@ExtendWith(TestDatabase.class)
class ReactionsTest {
    private static final Said SAID = new Said("CODE", "the provider's words", "id");

    private final Readership ours;

    ReactionsTest(Db db, @TempDir Path keys) {
        this.ours = new Readership(db, keys);
        ours.crm.fill(7);
    }

    @AfterEach
    void close() {
        ours.close();
    }

    private Instant now() {
        return ours.customer.clock.instant();
    }

    private Next fail(ProviderException refusal) {
        ours.crm.failOnCall(2, refusal);
        return ours.run();
    }

    private void finishes(String... pages) {
        ours.runAfter(Duration.ofMinutes(1));
        assertThat(ours.crm.askedInShort()).startsWith("all", "after r002").endsWith(pages);
        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
        assertThat(ours.state().worst().problem()).isEmpty();
    }

    @Test
    void who_is_busy_is_asked_for_the_same_page_when_it_said() {
        assertThat(fail(new ProviderException.Busy(SAID, Duration.ofSeconds(30))))
                .isEqualTo(new Next.At(now().plusSeconds(30)));

        assertThat(ours.state().worst().failures()).isEqualTo(1);
        assertThat(ours.state().worst().problem()).contains("the provider's words", "CODE");
        finishes("after r002", "after r005");
        assertThat(ours.operations()).containsExactly("backfill success");
    }

    @Test
    void a_spent_quota_is_waited_for_and_is_no_failure() {
        Instant midnight = Instant.parse("2026-03-03T00:00:00Z");

        assertThat(fail(new ProviderException.QuotaSpent(SAID, midnight)))
                .isEqualTo(new Next.At(midnight));

        assertThat(ours.state().worst().failures()).isZero();
        finishes("after r002", "after r005");
    }

    static Stream<ProviderException> passing() {
        return Stream.of(
                new ProviderException.Expired(SAID),
                new ProviderException.Unreachable(SAID, true, new IllegalStateException()),
                new ProviderException.Garbled(SAID));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void what_may_pass_is_tried_again_after_two_seconds(ProviderException refusal) {
        assertThat(fail(refusal)).isEqualTo(new Next.At(now().plusSeconds(2)));
        finishes("after r002", "after r005");
    }

    @Test
    void each_failure_in_a_row_doubles_the_wait_and_the_eighth_ends_the_operation() {
        ours.crm.failOnCall(2, new ProviderException.Garbled(SAID));
        for (int failure = 1; failure <= 8; failure++) {
            assertThat(ours.operations()).doesNotContain("backfill failure");
            assertThat(ours.run()).isEqualTo(new Next.At(now().plusSeconds(1L << failure)));
            ours.crm.failNext(new ProviderException.Garbled(SAID));
        }
        assertThat(ours.operations()).containsExactly("backfill failure");
        ours.crm.failNext(new ProviderException.Garbled(SAID));
        ours.run();

        assertThat(ours.operations()).containsExactly("backfill failure", "backfill in_progress");
        for (int failure = 10; failure <= 15; failure++) {
            ours.crm.failNext(new ProviderException.Garbled(SAID));
            ours.run();
        }
        ours.crm.failNext(new ProviderException.Garbled(SAID));
        assertThat(ours.run())
                .as("never longer than ten minutes")
                .isEqualTo(new Next.At(now().plus(Duration.ofMinutes(10))));
    }

    @Test
    void a_page_that_is_kept_ends_the_row_of_failures() {
        ours.crm.failOnCall(2, new ProviderException.Garbled(SAID));
        ours.crm.failOnCall(4, new ProviderException.Garbled(SAID));
        ours.run();
        ours.run();

        assertThat(ours.state().worst().failures()).isEqualTo(1);
    }

    @Test
    void a_dead_cursor_starts_the_run_over_from_where_it_began() {
        assertThat(fail(new ProviderException.CursorExpired(SAID))).isEqualTo(new Next.At(now()));
        finishes("all", "after r002", "after r005");
        assertThat(ours.operations()).containsExactly("backfill success");
        assertThat(ours.dataset().seq()).as("pages that come twice change nothing").isEqualTo(7);

        ours.crm.put("r000", "{\"Name\":\"x\"}").put("r001", "{\"Name\":\"x\"}");
        ours.crm.pagesOf(1);
        ours.crm.failOnCall(ours.crm.asked.size() + 2, new ProviderException.CursorExpired(SAID));
        ours.run();
        ours.run();
        assertThat(ours.crm.askedInShort())
                .endsWith("since 8", "after r000", "since 8", "after r000");
    }

    @Test
    void a_dead_checkpoint_means_reading_everything_again() {
        ours.run();
        ours.crm.failNext(new ProviderException.CheckpointExpired(SAID));

        assertThat(ours.runAfter(Duration.ofMinutes(10)))
                .isEqualTo(new Next.At(now().plusSeconds(2)));
        ours.run();

        assertThat(ours.operations())
                .containsExactly("backfill success", "scheduled failure", "backfill success");
        assertThat(ours.crm.askedInShort())
                .contains("since 8")
                .endsWith("all", "after r002", "after r005");
    }

    @Test
    void a_changed_schema_is_discovered_and_the_run_goes_on() {
        int before = ours.crm.timesDescribed();

        assertThat(fail(new ProviderException.SchemaChanged(SAID, Set.of("Level"))))
                .isEqualTo(new Next.At(now().plusSeconds(2)));

        assertThat(ours.crm.timesDescribed()).isGreaterThanOrEqualTo(before + 2);
        finishes("after r002", "after r005");
    }

    static Stream<ProviderException> lasting() {
        return Stream.of(
                new ProviderException.Revoked(SAID),
                new ProviderException.Forbidden(SAID),
                new ProviderException.Invalid(SAID, List.of()),
                new ProviderException.NotFound(SAID),
                new ProviderException.Duplicate(SAID, ""));
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void what_needs_a_person_ends_the_operation_and_is_looked_at_again_later(
            ProviderException refusal) {
        ours.crm.failOnCall(2, refusal);

        assertThat(ours.run()).isEqualTo(new Next.At(now().plus(Duration.ofMinutes(10))));

        assertThat(ours.operations()).containsExactly("backfill failure");
        Operation asked = ours.trigger(null, null);
        ours.crm.failNext(refusal);
        assertThat(ours.run(Track.ASKED)).isEqualTo(new Next.WhenWoken());
        assertThat(ours.operation(asked).status()).isEqualTo(Operation.Status.FAILURE);
        assertThat(ours.operation(asked).result()).contains("the provider's words");
        ours.customer.clock.advance(Duration.ofMinutes(10));
        ours.run(Track.BACKFILL);
        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }
}
