package dev.tenon.server.sync;

import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.records.DatasetId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Stores the reads that people have asked for. Those that want the same are answered by one run.
/// Safe for use by many threads.
final class Asks {
    /// As many ids as one run takes.
    static final int MOST_IDS = 10_000;

    private final InstantSource clock;

    Asks(InstantSource clock) {
        this.clock = clock;
    }

    void add(Tx tx, DatasetId id, UUID operation, Errand errand) {
        tx.update(
                """
                insert into read_asks
                  (project_id, group_id, dataset_id, operation_id, errand, asked_at)
                values (?, ?, ?, ?, ?::jsonb, ?)\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                operation,
                Json.text(errand.json()),
                clock.instant());
    }

    /// The operation of an ask for the same that no run has begun to answer.
    Optional<UUID> waitingFor(Tx tx, DatasetId id, Errand errand) {
        return waiting(tx, id).stream()
                .filter(ask -> ask.errand().equals(errand))
                .map(Ask::operation)
                .findFirst();
    }

    /// Whether somebody waits for what a track does.
    boolean anyWaiting(Tx tx, DatasetId id, Track track) {
        return !waiting(tx, id, track).isEmpty();
    }

    /// What the next run is for: the oldest ask, and all others that the same run answers. They are
    /// that run's from now on.
    Optional<Taken> take(Tx tx, DatasetId id, Track track) {
        List<Ask> waiting = waiting(tx, id, track);
        if (waiting.isEmpty()) return Optional.empty();
        UUID run = waiting.getFirst().operation();
        Errand errand = waiting.getFirst().errand();
        var together = new ArrayList<UUID>();
        if (errand instanceof Errand.Ids) {
            var ids = new LinkedHashSet<String>();
            for (Ask ask : waiting) {
                if (!(ask.errand() instanceof Errand.Ids(List<String> more))) continue;
                if (!ids.isEmpty() && ids.size() + more.size() > MOST_IDS) continue;
                ids.addAll(more);
                together.add(ask.operation());
            }
            errand = new Errand.Ids(List.copyOf(ids));
        } else {
            for (Ask ask : waiting) {
                if (ask.errand().equals(errand)) together.add(ask.operation());
            }
        }
        tx.update(
                """
                update read_asks set run_id = ?
                where project_id = ? and group_id = ? and dataset_id = ?
                  and operation_id = any(?)\
                """,
                run,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                together.toArray(UUID[]::new));
        return Optional.of(new Taken(errand, run));
    }

    /// The operations that a run answers; they are not asked for any more.
    List<UUID> answered(Tx tx, DatasetId id, UUID run) {
        return tx.query(
                """
                delete from read_asks
                where project_id = ? and group_id = ? and dataset_id = ? and run_id = ?
                returning operation_id\
                """,
                row -> row.uuid("operation_id"),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                run);
    }

    /// Takes away what waits for a track.
    ///
    /// @return the operations
    List<UUID> drop(Tx tx, DatasetId id, Track track) {
        List<UUID> all = waiting(tx, id, track).stream().map(Ask::operation).toList();
        tx.update(
                """
                delete from read_asks
                where project_id = ? and group_id = ? and dataset_id = ?
                  and operation_id = any(?)\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                all.toArray(UUID[]::new));
        return all;
    }

    /// Sweeps are asked for like other reads, and have a track of their own.
    private static List<Ask> waiting(Tx tx, DatasetId id, Track track) {
        return waiting(tx, id).stream()
                .filter(ask -> (ask.errand() instanceof Errand.Sweep) == (track == Track.SWEEP))
                .toList();
    }

    private static List<Ask> waiting(Tx tx, DatasetId id) {
        return tx.query(
                """
                select operation_id, errand, asked_at from read_asks
                where project_id = ? and group_id = ? and dataset_id = ? and run_id is null
                order by asked_at, operation_id\
                """,
                row ->
                        new Ask(
                                row.uuid("operation_id"),
                                Errand.parse(Json.parse(row.text("errand"))),
                                row.instant("asked_at")),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    /// @param operation of the oldest ask, which is the run's
    record Taken(Errand errand, UUID operation) {}

    private record Ask(UUID operation, Errand errand, Instant at) {}
}
