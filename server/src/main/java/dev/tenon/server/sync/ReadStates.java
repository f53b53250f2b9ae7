package dev.tenon.server.sync;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.records.DatasetId;
import dev.tenon.spi.Position.Checkpoint;
import dev.tenon.spi.Position.Cursor;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Stores where the reading of each dataset stands. Safe for use by many threads.
final class ReadStates {
    void ensure(Tx tx, DatasetId id) {
        tx.update(
                """
                insert into reads (project_id, group_id, dataset_id, kind) values (?, ?, ?, 'idle')
                on conflict (project_id, group_id, dataset_id) do nothing\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    Optional<ReadState> find(Tx tx, DatasetId id) {
        return tx.first(
                "select * from reads where project_id = ? and group_id = ? and dataset_id = ?",
                row -> read(row, id),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    /// How a dataset stands, for changing it: nobody else can until `tx` ends, so that a wish which
    /// comes meanwhile is not overwritten.
    Optional<ReadState> lock(Tx tx, DatasetId id) {
        return tx.first(
                """
                select * from reads where project_id = ? and group_id = ? and dataset_id = ?
                for update\
                """,
                row -> read(row, id),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    void save(Tx tx, ReadState state) {
        ReadState.Run run = state.run();
        ReadState.Health health = state.health();
        Cursor cursor = run == null ? null : run.cursor();
        Checkpoint checkpoint = state.checkpoint();
        tx.update(
                """
                update reads set kind = ?, cursor = ?, checkpoint = ?, selection = ?,
                  operation_id = ?, records_read = ?, records_expected = ?, started_at = ?,
                  failures = ?, problem = ?::jsonb, wanted = ?::jsonb, last_success_at = ?
                where project_id = ? and group_id = ? and dataset_id = ?\
                """,
                run == null ? "idle" : run.kind().wireName(),
                cursor == null ? null : cursor.value(),
                checkpoint == null ? null : checkpoint.value(),
                state.selection(),
                run == null ? null : run.operation(),
                run == null ? 0 : run.recordsRead(),
                run == null ? -1 : run.expected(),
                run == null ? null : run.startedAt(),
                health.failures(),
                Json.text(Json.object().put("what", health.problem())),
                wanted(state.wanted()),
                health.lastSuccessAt(),
                state.dataset().group().projectNumber(),
                state.dataset().group().number(),
                state.dataset().number());
    }

    /// Asks for a read; a newer wish replaces one that has not begun.
    void want(Tx tx, DatasetId id, ReadState.Wanted wanted) {
        tx.update(
                """
                update reads set wanted = ?::jsonb
                where project_id = ? and group_id = ? and dataset_id = ?\
                """,
                wanted(wanted),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    void pause(Tx tx, DatasetId id, boolean paused) {
        tx.update(
                """
                update reads set paused = ?
                where project_id = ? and group_id = ? and dataset_id = ?\
                """,
                paused,
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    private static @Nullable String wanted(ReadState.@Nullable Wanted wanted) {
        if (wanted == null) return null;
        ObjectNode json = Json.object();
        json.put("operation", wanted.operation().toString());
        Json.putIfPresent(json, "since", wanted.since());
        Json.putIfPresent(json, "until", wanted.until());
        return Json.text(json);
    }

    private static ReadState read(Row row, DatasetId id) throws SQLException {
        String checkpoint = row.textOrNull("checkpoint");
        String wanted = row.textOrNull("wanted");
        String problem = row.textOrNull("problem");
        return new ReadState(
                id,
                checkpoint == null ? null : new Checkpoint(checkpoint),
                row.uuidOrNull("selection"),
                run(row),
                wanted == null ? null : wanted(Json.parse(wanted)),
                new ReadState.Health(
                        row.integer("failures"),
                        problem == null ? "" : Json.text(Json.parse(problem), "what", ""),
                        row.instantOrNull("last_success_at"),
                        row.truth("paused")));
    }

    private static ReadState.@Nullable Run run(Row row) throws SQLException {
        String kind = row.text("kind");
        if (kind.equals("idle")) return null;
        String cursor = row.textOrNull("cursor");
        return new ReadState.Run(
                ReadState.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                cursor == null ? null : new Cursor(cursor),
                row.uuid("operation_id"),
                row.number("records_read"),
                row.number("records_expected"),
                row.instant("started_at"));
    }

    private static ReadState.Wanted wanted(JsonNode json) {
        String since = Json.textOrNull(json, "since");
        String until = Json.textOrNull(json, "until");
        return new ReadState.Wanted(
                UUID.fromString(Json.required(json, "operation")),
                since == null ? null : Instant.parse(since),
                until == null ? null : Instant.parse(until));
    }
}
