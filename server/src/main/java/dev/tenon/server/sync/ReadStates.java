package dev.tenon.server.sync;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.spi.Position.Checkpoint;
import dev.tenon.spi.Position.Cursor;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Stores where the reading of each dataset stands. Safe for use by many threads.
final class ReadStates {
    /// Begins to keep how a dataset stands, or lets its runs look at their terms anew.
    void renew(Tx tx, DatasetId id) {
        tx.update(
                """
                insert into reads (project_id, group_id, dataset_id) values (?, ?, ?)
                on conflict (project_id, group_id, dataset_id) do update set
                  terms = reads.terms + 1\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    Optional<ReadState> find(Tx tx, DatasetId id) {
        return find(tx, id, "");
    }

    /// How a dataset stands, for changing it: nobody else can until `tx` ends, so that tracks which
    /// end at once do not overwrite each other.
    Optional<ReadState> lock(Tx tx, DatasetId id) {
        return find(tx, id, " for no key update");
    }

    private static Optional<ReadState> find(Tx tx, DatasetId id, String lock) {
        Optional<ReadState> alone =
                tx.first(
                        """
                        select checkpoint, holding, paused, terms, last_success_at, fresh_at
                        from reads
                        where project_id = ? and group_id = ? and dataset_id = ?\
                        """
                                + lock,
                        row -> alone(row, id),
                        id.group().projectNumber(),
                        id.group().number(),
                        id.number());
        return alone.map(state -> state.with(tracks(tx, id)));
    }

    /// The tracks of a dataset that have something to do at once: a run is under way, or is to be
    /// tried again, or was asked for.
    Set<Track> busy(Tx tx, DatasetId id) {
        return Set.copyOf(
                tx.query(
                        """
                        select track from read_tracks
                        where project_id = ? and group_id = ? and dataset_id = ?
                          and (errand is not null or failures > 0)
                        union
                        select case when errand ->> 'for' = 'sweep' then ? else ? end
                        from read_asks
                        where project_id = ? and group_id = ? and dataset_id = ?\
                        """,
                        row -> Track.ofStored(row.text("track")),
                        id.group().projectNumber(),
                        id.group().number(),
                        id.number(),
                        Track.SWEEP.stored(),
                        Track.ASKED.stored(),
                        id.group().projectNumber(),
                        id.group().number(),
                        id.number()));
    }

    /// How the datasets of groups of a project stand. Costs two statements.
    List<ReadState> of(Tx tx, ProjectId project, Collection<GroupId> groups) {
        Long[] numbers = GroupId.numbers(groups);
        var tracks = new HashMap<DatasetId, Map<Track, ReadState.Standing>>();
        tx.query(
                "select * from read_tracks where project_id = ? and group_id = any(?)",
                row ->
                        tracks.computeIfAbsent(id(row), _ -> new EnumMap<>(Track.class))
                                .put(Track.ofStored(row.text("track")), standing(row)),
                project.number(),
                numbers);
        return tx.query(
                """
                select * from reads where project_id = ? and group_id = any(?)\
                """,
                row -> {
                    DatasetId id = id(row);
                    return alone(row, id).with(tracks.getOrDefault(id, Map.of()));
                },
                project.number(),
                numbers);
    }

    private static DatasetId id(Row row) throws SQLException {
        var project = new ProjectId(row.integer("project_id"));
        return new DatasetId(
                new GroupId(project, row.number("group_id")), row.number("dataset_id"));
    }

    private static ReadState alone(Row row, DatasetId id) throws SQLException {
        String checkpoint = row.textOrNull("checkpoint");
        String holding = row.textOrNull("holding");
        return new ReadState(
                id,
                checkpoint == null ? null : new Checkpoint(checkpoint),
                holding == null ? null : Holding.parse(Json.parse(holding)),
                row.truth("paused"),
                row.number("terms"),
                new ReadState.Times(
                        row.instantOrNull("last_success_at"), row.instantOrNull("fresh_at")),
                Map.of());
    }

    private static Map<Track, ReadState.Standing> tracks(Tx tx, DatasetId id) {
        var tracks = new EnumMap<Track, ReadState.Standing>(Track.class);
        tx.query(
                """
                select * from read_tracks
                where project_id = ? and group_id = ? and dataset_id = ?\
                """,
                row -> tracks.put(Track.ofStored(row.text("track")), standing(row)),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
        return tracks;
    }

    private static ReadState.Standing standing(Row row) throws SQLException {
        return new ReadState.Standing(run(row), row.integer("failures"), row.text("problem"));
    }

    private static @Nullable Run run(Row row) throws SQLException {
        String errand = row.textOrNull("errand");
        if (errand == null) return null;
        String cursor = row.textOrNull("cursor");
        return new Run(
                Errand.parse(Json.parse(errand)),
                row.uuid("operation_id"),
                row.instant("started_at"),
                row.number("as_of"),
                new Run.Place(
                        cursor == null ? null : new Cursor(cursor),
                        row.textOrNull("job"),
                        row.number("records_read"),
                        row.number("pages_read")),
                row.number("records_expected"),
                row.number("turn"));
    }

    /// Stores what concerns the whole dataset.
    void save(Tx tx, ReadState state) {
        Checkpoint checkpoint = state.checkpoint();
        Holding holding = state.holding();
        tx.update(
                """
                update reads set checkpoint = ?, holding = ?::jsonb, last_success_at = ?,
                  fresh_at = ?
                where project_id = ? and group_id = ? and dataset_id = ?\
                """,
                checkpoint == null ? null : checkpoint.value(),
                holding == null ? null : Json.text(holding.json()),
                state.times().success(),
                state.times().freshAt(),
                state.dataset().group().projectNumber(),
                state.dataset().group().number(),
                state.dataset().number());
    }

    /// Stores how one track stands.
    void save(Tx tx, ReadState state, Track track) {
        ReadState.Standing standing = state.on(track);
        Run run = standing.run();
        Cursor cursor = run == null ? null : run.place().cursor();
        DatasetId id = state.dataset();
        tx.update(
                """
                insert into read_tracks (project_id, group_id, dataset_id, track, errand,
                  operation_id, started_at, as_of, cursor, job, records_read, pages_read,
                  records_expected, turn, failures, problem)
                values (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (project_id, group_id, dataset_id, track) do update set
                  errand = excluded.errand, operation_id = excluded.operation_id,
                  started_at = excluded.started_at, as_of = excluded.as_of,
                  cursor = excluded.cursor, job = excluded.job,
                  records_read = excluded.records_read, pages_read = excluded.pages_read,
                  records_expected = excluded.records_expected, turn = excluded.turn,
                  failures = excluded.failures, problem = excluded.problem\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                track.stored(),
                run == null ? null : Json.text(run.errand().json()),
                run == null ? null : run.operation(),
                run == null ? null : run.startedAt(),
                run == null ? -1 : run.asOf(),
                cursor == null ? null : cursor.value(),
                run == null ? null : run.place().job(),
                run == null ? 0 : run.place().records(),
                run == null ? 0 : run.place().pages(),
                run == null ? -1 : run.expected(),
                run == null ? 0 : run.turn(),
                standing.failures(),
                standing.problem());
        glance(tx, state);
    }

    /// How a dataset stands at a glance, for lists of many.
    private static void glance(Tx tx, ReadState state) {
        Run watched = state.run().orElse(null);
        ReadState.Standing worst = state.worst();
        DatasetId id = state.dataset();
        tx.update(
                """
                update reads set kind = ?, started_at = ?, records_read = ?,
                  records_expected = ?, failures = ?, problem = ?
                where project_id = ? and group_id = ? and dataset_id = ?\
                """,
                state.watched().map(Track::stored).orElse("idle"),
                watched == null ? null : watched.startedAt(),
                watched == null ? 0 : watched.recordsRead(),
                watched == null ? -1 : watched.expected(),
                worst.failures(),
                worst.problem(),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    void pause(Tx tx, DatasetId id, boolean paused) {
        tx.update(
                """
                update reads set paused = ?, terms = terms + 1
                where project_id = ? and group_id = ? and dataset_id = ?\
                """,
                paused,
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }
}
