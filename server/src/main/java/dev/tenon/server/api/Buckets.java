package dev.tenon.server.api;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// A [Bucket] for each of those that are about now. A full one is as good as none and is dropped;
/// when there are more than can be remembered, those that come then share one. Safe for use by many
/// threads.
final class Buckets {
    private static final int MOST = 10_000;
    private static final long BETWEEN_SWEEPS = 1_000_000_000L;

    private final InstantSource clock;
    private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final Bucket shared = new Bucket();
    private final AtomicLong swept = new AtomicLong(Long.MIN_VALUE / 2);

    Buckets(InstantSource clock) {
        this.clock = clock;
    }

    /// @param rate 0 for as many as one likes
    Allowance take(String who, int rate) {
        if (rate == 0) return Allowance.FREE;
        long now = now();
        return bucket(who, now).take(now, rate);
    }

    /// What there is for somebody, without taking any.
    Allowance look(String who, int rate) {
        if (rate == 0) return Allowance.FREE;
        long now = now();
        Bucket fresh = buckets.size() >= MOST ? shared : new Bucket();
        return buckets.getOrDefault(who, fresh).look(now, rate);
    }

    void charge(String who, int rate) {
        if (rate == 0) return;
        long now = now();
        bucket(who, now).charge(now, rate);
    }

    int size() {
        return buckets.size();
    }

    private Bucket bucket(String who, long now) {
        Bucket known = buckets.get(who);
        if (known != null) return known;
        if (buckets.size() >= MOST) sweep(now);
        return buckets.size() >= MOST ? shared : buckets.computeIfAbsent(who, _ -> new Bucket());
    }

    private void sweep(long now) {
        long before = swept.get();
        if (Math.abs(now - before) < BETWEEN_SWEEPS || !swept.compareAndSet(before, now)) return;
        buckets.values().removeIf(bucket -> bucket.isFull(now));
    }

    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
