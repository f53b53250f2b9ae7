package dev.tenon.server.sync;

import dev.tenon.server.db.Db;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.DatasetId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Waits for reads that make the store as fresh as somebody wants it. However many wait for one
/// dataset on a node, the database is asked for it ten times a second at most. Safe for use by many
/// threads.
public final class Freshness {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Db db;
    private final Jobs jobs;
    private final Reads reads;
    private final Operations operations;
    private final InstantSource clock;
    private final ConcurrentHashMap<DatasetId, Look> looks = new ConcurrentHashMap<>();

    public Freshness(Db db, Jobs jobs, Reads reads, Operations operations, InstantSource clock) {
        this.db = db;
        this.jobs = jobs;
        this.reads = reads;
        this.operations = operations;
        this.clock = clock;
    }

    /// When the store was last as new as the provider; empty before its backfill has ended. Older
    /// data is read anew first, by one read for all who ask, for as long as `patience` lasts,
    /// unless the dataset rests. Nothing is newer than what the provider shows in a run.
    public Optional<Instant> atMost(
            Duration age, Duration patience, Installed installed, Dataset dataset) {
        Instant asked = clock.instant();
        Duration settling = reads.settling(installed, dataset);
        Instant wanted = asked.minus(age.compareTo(settling) > 0 ? age : settling);
        Optional<Instant> now = freshAt(dataset.id());
        if (now.isEmpty() || !now.get().isBefore(wanted)) return now;
        boolean asks =
                db.inTransaction(
                        dataset.id().group().projectNumber(),
                        tx -> {
                            boolean rests = reads.rests(tx, installed, dataset).isPresent();
                            if (!rests) reads.refresh(tx, installed, dataset, List.of());
                            return !rests;
                        });
        if (!asks) return now;
        jobs.hurry();
        waitFor(
                asked.plus(patience),
                () -> look(dataset.id()).filter(moment -> !moment.isBefore(wanted)).isPresent());
        return freshAt(dataset.id());
    }

    /// The operation as it is when it has ended, or when `patience` has.
    public Operation ended(Operation operation, Duration patience) {
        waitFor(
                clock.instant().plus(patience),
                () -> find(operation).status() != Operation.Status.IN_PROGRESS);
        return find(operation);
    }

    private Operation find(Operation known) {
        return db.inTransaction(
                known.group().projectNumber(),
                tx -> operations.find(tx, known.group().project(), known.id()).orElse(known));
    }

    private void waitFor(Instant until, Supplier<Boolean> reached) {
        while (!reached.get() && clock.instant().isBefore(until)) pause();
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the server stops", interrupted);
        }
    }

    private Optional<Instant> look(DatasetId id) {
        Instant now = clock.instant();
        Look look =
                looks.compute(
                        id,
                        (_, known) ->
                                known != null && known.at().plus(LOOK).isAfter(now)
                                        ? known
                                        : new Look(now, freshAt(id).orElse(null)));
        if (looks.size() > 10_000) looks.clear();
        return Optional.ofNullable(look.freshAt());
    }

    private Optional<Instant> freshAt(DatasetId id) {
        return db.inTransaction(
                id.group().projectNumber(),
                tx -> reads.state(tx, id).map(state -> state.times().freshAt()));
    }

    private record Look(Instant at, @Nullable Instant freshAt) {}
}
