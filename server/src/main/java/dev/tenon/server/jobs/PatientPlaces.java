package dev.tenon.server.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The workers that backfills and sweeps may take on this node: half of all. A quarter more may
/// wait for a moment for one of those to become free, so that none stays idle; the rest is left to
/// what people and schedules wait for. Safe for use by many threads.
final class PatientPlaces {
    /// Who has waited so long gives the worker back, and comes again.
    static final Duration LONGEST = Duration.ofSeconds(1);

    /// How long it counts as crowded after somebody had to wait.
    private static final Duration CROWDED = Duration.ofSeconds(3);

    private final InstantSource clock;
    private final Semaphore places;
    private final Semaphore queue;
    private final int longestQueue;
    private volatile Instant crowdedUntil = Instant.MIN;

    PatientPlaces(int workers, InstantSource clock) {
        this.clock = clock;
        this.places = new Semaphore(Math.max(1, workers / 2));
        this.longestQueue = workers / 4;
        this.queue = new Semaphore(longestQueue);
    }

    /// Takes a place, to be given back; false when there is none.
    boolean take() {
        if (places.tryAcquire()) return true;
        crowdedUntil = clock.instant().plus(CROWDED);
        if (!queue.tryAcquire()) return false;
        try {
            return places.tryAcquire(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            queue.release();
        }
    }

    void give() {
        places.release();
    }

    /// How many wait for a place.
    int waiting() {
        return longestQueue - queue.availablePermits();
    }

    /// Whether somebody had to wait lately.
    boolean isCrowded() {
        return clock.instant().isBefore(crowdedUntil);
    }
}
