package dev.tenon.server.write;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Writes that are done and that the store does not show yet. Showing them together saves calls;
/// but soon, for a read that comes first takes them for somebody else's. For use by one thread.
final class Unseen {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final InstantSource clock;
    private int count;
    private @Nullable Instant since;

    Unseen(InstantSource clock) {
        this.clock = clock;
    }

    void add(int writes) {
        if (since == null) since = clock.instant();
        count += writes;
    }

    /// Whether it is time to show them.
    boolean areDue(int enough) {
        return count >= enough || (since != null && !clock.instant().isBefore(since.plus(LONGEST)));
    }

    void clear() {
        count = 0;
        since = null;
    }
}
