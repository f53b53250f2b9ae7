package dev.tenon.server.quota;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.quota.Quotas.Permit;
import dev.tenon.server.tenant.GroupId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps calls within budgets that are known beforehand, over all nodes together. A node leases
/// calls by the chunk, so that few calls wait for the database; customers that share a provider app
/// take turns. Safe for use by many threads.
public final class Budgets {
    private static final Duration FORGOTTEN = Duration.ofDays(40);

    private final Ground ground;
    private final ConcurrentHashMap<Key, Purse> purses = new ConcurrentHashMap<>();

    public Budgets(Db db, InstantSource clock) {
        this(db, clock, Thread::sleep);
    }

    /// @param pause how time passes
    Budgets(Db db, InstantSource clock, Pause pause) {
        this.ground = new Ground(new Ledgers(db), clock, pause);
    }

    /// Takes one call, after a short wait if there is none.
    public Permit take(Budget budget, GroupId group, Lane lane) throws InterruptedException {
        return purses.computeIfAbsent(
                        new Key(budget.owner().id(), budget.quota()), _ -> new Purse(ground))
                .take(budget, group, lane);
    }

    /// How budgets of one project stand, in their order. Costs one statement.
    public List<Standing> of(Tx tx, List<Budget> budgets) {
        if (budgets.isEmpty()) return List.of();
        Instant now = ground.clock().instant();
        Ledgers.Found ledgers = ground.ledgers().find(tx, budgets);
        return budgets.stream()
                .map(budget -> new Standing(budget, ledgers.of(budget), now))
                .toList();
    }

    /// Drops what is known of budgets that nobody uses. Run as system.
    public void clean(Tx tx) {
        ground.ledgers().clean(tx, ground.clock().instant().minus(FORGOTTEN));
    }

    /// How a budget stands at a moment.
    public record Standing(Budget budget, long used, java.util.Map<Lane, Long> left) {
        /// Copies its map.
        public Standing {
            left = java.util.Map.copyOf(left);
        }

        private Standing(Budget budget, Ledger ledger, Instant now) {
            this(budget, ledger.used(budget, now), left(budget, ledger, now));
        }

        private static java.util.Map<Lane, Long> left(Budget budget, Ledger ledger, Instant now) {
            var left = new java.util.EnumMap<Lane, Long>(Lane.class);
            for (Lane lane : Lane.values()) {
                left.put(lane, ledger.left(budget, Quotas.share(lane), now));
            }
            return left;
        }
    }

    /// Lets time pass.
    @FunctionalInterface
    interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    record Ground(Ledgers ledgers, InstantSource clock, Pause pause) {}

    private record Key(UUID owner, String quota) {}
}
