package dev.tenon.server.write;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Lets callers wait for the end of a write. A write that ends on this node wakes them at once; one
/// that ends on another is seen at the next look into the database. Safe for use by many threads.
final class Arrivals {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final ConcurrentMap<UUID, CountDownLatch> waiting = new ConcurrentHashMap<>();

    /// Wakes those who wait for these.
    void ended(Collection<UUID> operations) {
        for (UUID operation : operations) {
            CountDownLatch latch = waiting.remove(operation);
            if (latch != null) latch.countDown();
        }
    }

    /// What `look` gives as soon as it gives something; nothing when `limit` passes first.
    <T> Optional<T> await(UUID operation, Duration limit, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            CountDownLatch latch = waiting.computeIfAbsent(operation, _ -> new CountDownLatch(1));
            Optional<T> found = look.get();
            long left = end - System.nanoTime();
            if (found.isPresent() || left <= 0 || Thread.currentThread().isInterrupted()) {
                waiting.remove(operation, latch);
                return found;
            }
            pause(latch, Math.min(left, LOOK.toNanos()));
        }
    }

    /// An interrupt is kept, and ends the waiting.
    private static void pause(CountDownLatch latch, long nanos) {
        try {
            boolean isEnded = latch.await(nanos, TimeUnit.NANOSECONDS);
            if (isEnded) Thread.onSpinWait();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
