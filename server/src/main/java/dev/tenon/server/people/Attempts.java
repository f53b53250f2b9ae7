package dev.tenon.server.people;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Slows guessing down. After a few failures of one sort each further try has to wait twice as long
/// as the one before it. Kept in the memory of this node, the oldest forgotten first. Safe for use
/// by many threads.
final class Attempts {
    private static final int MOST = 10_000;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final InstantSource clock;
    private final Map<String, Failures> known = new LinkedHashMap<>(64, 0.75f, true);

    Attempts(InstantSource clock) {
        this.clock = clock;
    }

    /// Takes a try, which counts as failed until [#succeeded] says otherwise, so that many at once
    /// gain nothing.
    ///
    /// @param whose the address of e-mail or of the network, told apart by what it begins with
    /// @param free how many may fail before the first wait
    /// @return how long to wait; zero when the try may be made
    synchronized Duration take(String whose, int free) {
        Instant now = clock.instant();
        Failures before = known.getOrDefault(whose, Failures.NONE);
        if (before.last().plus(REMEMBERED).isBefore(now)) before = Failures.NONE;
        if (before.until().isAfter(now)) return Duration.between(now, before.until());
        int count = before.count() + 1;
        known.put(whose, new Failures(count, now, now.plus(wait(count - free))));
        forgetTheOldest();
        return Duration.ZERO;
    }

    /// Forgets the failures of one who has shown that it is them.
    synchronized void succeeded(String whose) {
        known.remove(whose);
    }

    /// Takes one try back.
    synchronized void spared(String whose) {
        known.computeIfPresent(
                whose,
                (_, failures) ->
                        new Failures(failures.count() - 1, failures.last(), Instant.EPOCH));
    }

    /// How many are remembered.
    synchronized int size() {
        return known.size();
    }

    private static Duration wait(int beyond) {
        if (beyond < 0) return Duration.ZERO;
        Duration wait = Duration.ofSeconds(1L << Math.min(beyond, 20));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    private void forgetTheOldest() {
        var oldest = known.keySet().iterator();
        while (known.size() > MOST) {
            oldest.next();
            oldest.remove();
        }
    }

    private record Failures(int count, Instant last, Instant until) {
        static final Failures NONE = new Failures(0, Instant.EPOCH, Instant.EPOCH);
    }
}
