package dev.tenon.server.jobs;

import dev.tenon.server.jobs.Job.Lane;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Lets a bounded number of things happen at once. Whoever waits is served by lane, highest first,
/// and within a lane in turn by party, however much one party has to do: deficit round robin with a
/// cost of one. Safe for use by many threads.
public final class Turns {
    private final int most;
    private final Map<Lane, LinkedHashMap<Object, ArrayDeque<Semaphore>>> waiting =
            new EnumMap<>(Lane.class);
    private int taken;
    private int queued;

    /// @param most how many turns there are at once
    public Turns(int most) {
        if (most < 1) throw new IllegalArgumentException("at least one turn");
        this.most = most;
    }

    /// Waits for a turn; close it when the thing is done.
    ///
    /// @param party whose thing it is, such as a customer
    public Turn take(Object party, Lane lane) throws InterruptedException {
        Semaphore mine = new Semaphore(0);
        synchronized (this) {
            if (taken < most && queued == 0) {
                taken++;
                return new Turn(this);
            }
            waiting.computeIfAbsent(lane, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(party, _ -> new ArrayDeque<>())
                    .add(mine);
            queued++;
        }
        try {
            mine.acquire();
        } catch (InterruptedException interrupted) {
            giveUp(party, lane, mine);
            throw interrupted;
        }
        return new Turn(this);
    }

    /// A turn, if one is free and nobody waits for it; null otherwise.
    public synchronized @Nullable Turn takeIfFree() {
        if (taken == most || queued > 0) return null;
        taken++;
        return new Turn(this);
    }

    private synchronized void giveUp(Object party, Lane lane, Semaphore mine) {
        var parties = waiting.getOrDefault(lane, new LinkedHashMap<>());
        ArrayDeque<Semaphore> own = parties.get(party);
        if (own != null && own.remove(mine)) {
            queued--;
            if (own.isEmpty()) parties.remove(party);
        } else {
            handOn();
        }
    }

    /// The turn goes to the next who waits, or back.
    private synchronized void handOn() {
        for (Lane lane : Lane.values()) {
            var parties = waiting.get(lane);
            if (parties == null || parties.isEmpty()) continue;
            Map.Entry<Object, ArrayDeque<Semaphore>> first = parties.pollFirstEntry();
            Semaphore next = first.getValue().poll();
            if (!first.getValue().isEmpty()) parties.putLast(first.getKey(), first.getValue());
            queued--;
            if (next != null) {
                next.release();
                return;
            }
        }
        taken--;
    }

    /// How many wait.
    public synchronized int waiting() {
        return queued;
    }

    /// A turn, to be closed once.
    public static final class Turn implements AutoCloseable {
        private final Turns turns;
        private boolean over;

        private Turn(Turns turns) {
            this.turns = turns;
        }

        @Override
        public void close() {
            if (over) return;
            over = true;
            turns.handOn();
        }
    }
}
