package dev.tenon.server.boot;

import dev.tenon.server.db.DailyPartitions;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.delivery.Outbox;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.operation.CallLog;
import dev.tenon.server.quota.QuotaReadings;
import dev.tenon.server.quota.Quotas;
import dev.tenon.server.vault.KeepAlive;
import dev.tenon.server.write.Writes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// What is done from time to time on every node: daily partitions, forgetting what is over, storing
/// what was noted in memory. Each piece may run on several nodes at once.
final class Upkeep implements AutoCloseable {
    private static final List<String> DAILY =
            List.of(
                    "operations",
                    "operation_logs",
                    "provider_calls",
                    "deliveries",
                    "schema_changes");

    private final Db db;
    private final Parts parts;
    private final DailyPartitions partitions;
    private final Duration retention;
    private final InstantSource clock;
    private final AtomicBoolean alive = new AtomicBoolean();
    private final ScheduledExecutorService clockwork =
            Executors.newSingleThreadScheduledExecutor(
                    work -> Thread.ofPlatform().daemon().name("upkeep").unstarted(work));

    Upkeep(Db db, Parts parts, Settings settings, InstantSource clock) {
        this.db = db;
        this.parts = parts;
        this.partitions = new DailyPartitions(DAILY, settings.engine().logRetention());
        this.retention = settings.engine().logRetention();
        this.clock = clock;
    }

    /// What must be done before work begins.
    ///
    /// @param alone whether no other process uses the database, so that jobs which a killed one
    ///   left behind can go on at once
    void before(boolean alone) {
        keepPartitions();
        if (alone) db.asSystem(parts.jobs()::takeOver);
    }

    void start() {
        var _ = clockwork.scheduleWithFixedDelay(guarded(this::flush), 1, 1, TimeUnit.SECONDS);
        var _ =
                clockwork.scheduleWithFixedDelay(
                        guarded(() -> parts.quotas().share()), 5, 5, TimeUnit.SECONDS);
        var _ = clockwork.scheduleWithFixedDelay(guarded(this::tidy), 1, 60, TimeUnit.MINUTES);
        var _ = clockwork.scheduleWithFixedDelay(this::keepAlive, 1, 1, TimeUnit.MINUTES);
    }

    /// In a thread of its own, for it calls providers; one at a time.
    private void keepAlive() {
        if (!alive.compareAndSet(false, true)) return;
        Thread.ofVirtual()
                .name("keep-alive")
                .start(() -> {
                    guarded(
                                    () -> {
                                        while (parts.keepAlive().look() > 0) {
                                            // There may be more than it takes at once.
                                        }
                                    })
                            .run();
                    alive.set(false);
                });
    }

    private void flush() {
        parts.calls().flush();
        parts.readings().flush();
    }

    private void tidy() {
        keepPartitions();
        db.asSystem(tx -> {
            parts.memories().forEach(memory -> memory.accept(tx));
            parts.jobs().clean(tx);
            parts.quotas().budgets().clean(tx);
            parts.writes().clean(tx, clock.instant().minus(retention));
            parts.outbox().clean(tx, clock.instant().minus(retention));
            parts.lobby().clean(tx, retention);
            return tx;
        });
    }

    private void keepPartitions() {
        db.asSystem(tx -> {
            partitions.keep(tx, clock.instant());
            return tx;
        });
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException failure) {
                System.getLogger("tenon.boot")
                        .log(
                                System.Logger.Level.WARNING,
                                "upkeep failed, trying again later",
                                failure);
            }
        };
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
        guarded(this::flush).run();
    }

    /// What is kept up.
    ///
    /// @param memories forget what is over by themselves
    record Parts(
            Jobs jobs,
            KeepAlive keepAlive,
            List<Consumer<Tx>> memories,
            CallLog calls,
            QuotaReadings readings,
            Quotas quotas,
            Writes writes,
            Lobby lobby,
            Outbox outbox) {
        Parts {
            memories = List.copyOf(memories);
        }
    }
}
