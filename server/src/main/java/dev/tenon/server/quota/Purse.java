package dev.tenon.server.quota;

import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.jobs.Turns;
import dev.tenon.server.quota.Quotas.Permit;
import dev.tenon.server.tenant.GroupId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// What one node holds of a budget, and who waits for it. Each lane has a queue of its own, in
/// which customers take turns; a lower lane takes nothing while a higher one waits.
final class Purse {
    private static final Duration BEHIND_OTHERS = Duration.ofMillis(20);

    private final Budgets.Ground ground;
    private final Map<Lane, Turns> queues = new EnumMap<>(Lane.class);
    private final EnumMap<Lane, AtomicInteger> waiting = new EnumMap<>(Lane.class);
    private final Map<Integer, Held> held = new java.util.TreeMap<>();

    Purse(Budgets.Ground ground) {
        this.ground = ground;
        for (Lane lane : Lane.values()) {
            queues.put(lane, new Turns(1));
            waiting.put(lane, new AtomicInteger());
        }
    }

    /// Waits a little for a call when there is none, as long as the lane's patience.
    Permit take(Budget budget, GroupId group, Lane lane) throws InterruptedException {
        Instant deadline = ground.clock().instant().plus(patience(lane));
        try (Turns.Turn _ = queue(lane).take(group, lane)) {
            Duration wait = next(budget, lane);
            if (wait.isZero()) return new Permit.Granted();
            waitingIn(lane).incrementAndGet();
            try {
                while (!wait.isZero()) {
                    Instant ready = ground.clock().instant().plus(wait);
                    if (ready.isAfter(deadline)) return refusal(budget, lane, wait, ready);
                    ground.pause().pause(wait);
                    wait = next(budget, lane);
                }
                return new Permit.Granted();
            } finally {
                waitingIn(lane).decrementAndGet();
            }
        }
    }

    private Duration next(Budget budget, Lane lane) {
        return higherWaits(lane) ? BEHIND_OTHERS : grab(budget, lane);
    }

    private Turns queue(Lane lane) {
        return java.util.Objects.requireNonNull(queues.get(lane));
    }

    /// Who waits in a long queue comes again later than who waits in a short one.
    private Permit refusal(Budget budget, Lane lane, Duration wait, Instant ready) {
        return budget.isPaced()
                ? new Permit.Wait(wait.multipliedBy(1L + queue(lane).waiting()))
                : new Permit.Spent(ready);
    }

    private boolean higherWaits(Lane lane) {
        return waiting.entrySet().stream()
                .takeWhile(each -> each.getKey() != lane)
                .anyMatch(each -> each.getValue().get() > 0);
    }

    private AtomicInteger waitingIn(Lane lane) {
        return java.util.Objects.requireNonNull(waiting.get(lane));
    }

    /// Takes one call of those that this node holds, or leases more.
    ///
    /// @return zero when there was one, else how long to wait
    private synchronized Duration grab(Budget budget, Lane lane) {
        Instant now = ground.clock().instant();
        int share = Quotas.share(lane);
        for (Map.Entry<Integer, Held> each : held.entrySet()) {
            if (each.getKey() > share) break;
            if (each.getValue().calls() < 1 || !now.isBefore(each.getValue().until())) continue;
            each.setValue(each.getValue().less());
            return Duration.ZERO;
        }
        Ledger.Lease lease = ground.ledgers().lease(budget, share, now);
        if (lease.calls() < 1) return lease.pause();
        held.put(share, new Held(lease.calls() - 1, lease.until()));
        return Duration.ZERO;
    }

    private static Duration patience(Lane lane) {
        return switch (lane) {
            case INTERACTIVE, ON_DEMAND -> Duration.ofSeconds(10);
            case SCHEDULED -> Duration.ofSeconds(5);
            case BACKFILL, SWEEP -> Duration.ofSeconds(2);
        };
    }

    private record Held(long calls, Instant until) {
        Held less() {
            return new Held(calls - 1, until);
        }
    }
}
