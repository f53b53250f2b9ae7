package dev.tenon.server.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that moves when a test says so. Safe for use by many threads.
public final class TestClock implements InstantSource {
    /// When every test begins; the database has its daily partitions around it.
    public static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    @Override
    public Instant instant() {
        return now.get();
    }

    /// Lets time pass.
    public void advance(Duration by) {
        now.updateAndGet(before -> before.plus(by));
    }
}
