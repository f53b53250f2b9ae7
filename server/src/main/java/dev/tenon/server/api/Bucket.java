package dev.tenon.server.api;

import java.util.concurrent.atomic.AtomicLong;

/// A bucket of tokens that fills at a steady rate and holds two seconds' worth. One number says it
/// all: when it will be full again. Safe for use by many threads, none of which waits.
final class Bucket {
    private static final long SECOND = 1_000_000_000L;

    /// How long an empty bucket takes to fill.
    static final long WINDOW = 2 * SECOND;

    private static final long DEEPEST_DEBT = 10 * SECOND;

    private final AtomicLong fullAt = new AtomicLong(Long.MIN_VALUE);

    /// Takes a token, if there is one.
    ///
    /// @param now in nanoseconds
    /// @param rate tokens a second
    Allowance take(long now, int rate) {
        while (true) {
            long seen = fullAt.get();
            long after = start(seen, now) + SECOND / rate;
            if (after - now > WINDOW) return allowance(start(seen, now), now, rate);
            if (fullAt.compareAndSet(seen, after)) return allowance(after, now, rate).granted();
        }
    }

    /// What there is, without taking any.
    Allowance look(long now, int rate) {
        return allowance(start(fullAt.get(), now), now, rate);
    }

    /// Takes a token that may not be there yet.
    void charge(long now, int rate) {
        fullAt.updateAndGet(seen -> Math.min(start(seen, now) + SECOND / rate, now + DEEPEST_DEBT));
    }

    boolean isFull(long now) {
        return fullAt.get() <= now;
    }

    /// A clock that was set back must not keep anybody waiting.
    private static long start(long seen, long now) {
        return seen > now + DEEPEST_DEBT ? now : Math.max(seen, now);
    }

    private static Allowance allowance(long full, long now, int rate) {
        long step = SECOND / rate;
        long left = Math.max(0, (WINDOW - (full - now)) / step);
        long delay = Math.max(0, full + step - now - WINDOW);
        return new Allowance(false, rate, (int) left, full - now, delay);
    }
}
