package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Who is told of the end of a write: whoever has not been answered with it, and everybody when
/// nobody knows what was written.
final class WriteNewsTest {
    private static final Instant ACCEPTED = Instant.parse("2026-03-02T09:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void who_did_not_wait_is_told() {
        assertThat(isNews(true, WriteState.SUCCEEDED, Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void who_was_answered_is_not_told_again() {
        assertThat(isNews(false, WriteState.SUCCEEDED, Duration.ofSeconds(1))).isFalse();
        assertThat(isNews(false, WriteState.FAILED, PATIENCE)).isFalse();
    }

    @Test
    void who_was_not_kept_waiting_to_the_end_is_told() {
        assertThat(isNews(false, WriteState.SUCCEEDED, PATIENCE.plusSeconds(1))).isTrue();
    }

    @Test
    void an_unknown_outcome_is_told_to_everybody() {
        assertThat(isNews(false, WriteState.UNKNOWN, Duration.ofSeconds(1))).isTrue();
    }

    private static boolean isNews(boolean isAsynchronous, WriteState state, Duration after) {
        var record = new WriteResult.RecordResult(state, null, null, List.of(), List.of(), null);
        var result = new WriteResult(UUID.randomUUID(), List.of(record));
        return new WriteOutcomes.Done(result, isAsynchronous, ACCEPTED)
                .isNews(ACCEPTED.plus(after), PATIENCE);
    }
}
