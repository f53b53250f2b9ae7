package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How accepted writes stand, as JSON. A write is one accepted call, and goes by the id of its
/// operation. Safe for use by many threads.
public final class WriteListing {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String COUNTS =
            Stream.of(WriteState.values())
                    .map(state ->
                            "count(*) filter (where state = '%1$s') as %1$s"
                                    .formatted(state.word()))
                    .collect(Collectors.joining(", "));

    private final Operations operations;

    WriteListing(Operations operations) {
        this.operations = operations;
    }

    /// One write with a page of the results of its records; none when the project has no such
    /// write.
    public Optional<ObjectNode> one(Tx tx, ProjectId project, UUID id, Results page) {
        Optional<Operation> operation =
                operations
                        .find(tx, project, id)
                        .filter(found -> found.subject().action() == Operation.Action.WRITE);
        if (operation.isEmpty()) return Optional.empty();
        GroupId group = operation.get().group();
        Optional<ObjectNode> json =
                tx.first(
                        "select "
                                + summary()
                                + """
                                 from writes w where project_id = ? and group_id = ?
                                and operation_id = ? group by operation_id\
                                """,
                        WriteListing::json,
                        group.projectNumber(),
                        group.number(),
                        id);
        json.ifPresent(write -> {
            write.put("status", operation.get().status().wireName());
            Json.putIfPresent(write, "endTime", operation.get().endedAt());
            ArrayNode records = records(tx, group, id, page);
            write.set("records", records);
            boolean isMore = records.size() > page.limit();
            if (isMore) records.remove(page.limit());
            Json.putIfPresent(write, "next", isMore ? page.next().toString() : null);
        });
        return json;
    }

    private static ArrayNode records(Tx tx, GroupId group, UUID id, Results page) {
        ArrayNode records = Json.array();
        tx.query(
                """
                select * from writes where project_id = ? and group_id = ? and operation_id = ?
                  and position >= ?
                order by position limit ?\
                """,
                row -> {
                    ObjectNode record = record(QueuedWrite.read(row));
                    Json.putIfPresent(record, "retriedAs", row.uuidOrNull("retried_as"));
                    return records.add(record);
                },
                group.projectNumber(),
                group.number(),
                id,
                page.from(),
                page.limit() + 1);
        return records;
    }

    private static ObjectNode record(QueuedWrite write) {
        ObjectNode json = Json.object();
        json.put("position", write.position());
        json.put("state", write.result().state().word());
        String id = write.recordId();
        if (!id.isEmpty()) json.put("recordId", id);
        Boolean created = write.result().created();
        if (created != null) json.put("created", created.booleanValue());
        json.put("attempts", write.progress().attempts());
        boolean waits =
                write.result().state() == WriteState.QUEUED
                        || write.result().state() == WriteState.UNKNOWN;
        if (waits) json.put("dueTime", write.progress().dueAt().toString());
        json.put("deadline", write.progress().deadline().toString());
        json.set("errors", WriteProblem.json(write.result().problems()));
        json.set("warnings", WriteProblem.json(write.result().warnings()));
        ObjectNode current = write.result().current();
        if (current != null) json.set("current", current);
        return json;
    }

    /// Writes, newest first, as `{results, next}`.
    ///
    /// @throws Refusal `write.bad-cursor`
    public ObjectNode list(Tx tx, ProjectId project, Query query) {
        tx.timeout(LONGEST);
        GroupId group = query.group();
        WriteState state = query.state();
        String withState =
                state == null
                        ? ""
                        : " having count(*) filter (where state = '" + state.word() + "') > 0";
        List<ObjectNode> found =
                tx.query(
                        "select "
                                + summary()
                                + """
                                 from writes w where project_id = ?
                                and (?::bigint is null or group_id = ?::bigint)
                                and (?::uuid is null or operation_id < ?::uuid)
                                group by operation_id\
                                """
                                + withState
                                + " order by operation_id desc limit ?",
                        WriteListing::json,
                        project.number(),
                        group == null ? null : group.number(),
                        group == null ? null : group.number(),
                        after(query),
                        after(query),
                        query.limit() + 1);
        ObjectNode page = Json.object();
        ArrayNode results = page.putArray("results");
        found.stream().limit(query.limit()).forEach(results::add);
        if (found.size() > query.limit()) {
            page.put("next", Json.text(found.get(query.limit() - 1), "id", ""));
        } else {
            page.putNull("next");
        }
        return page;
    }

    private static @Nullable UUID after(Query query) {
        if (query.after().isEmpty()) return null;
        try {
            return UUID.fromString(query.after());
        } catch (IllegalArgumentException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "write.bad-cursor",
                    "\"" + query.after() + "\" is not a cursor of this list.",
                    "query after",
                    "Send the \"next\" of the page before, or leave it out.");
        }
    }

    private static String summary() {
        return """
        operation_id, min(object_name) as object_name, min(kind) as kind,
        min(installation_id::text) as installation_id, min(accepted_at) as accepted_at,
        (select g.group_ref from groups g where g.project_id = min(w.project_id)
          and g.group_id = min(w.group_id)) as group_ref, count(*) as records,\
        """
                + COUNTS;
    }

    private static ObjectNode json(Row row) throws SQLException {
        ObjectNode json = Json.object();
        json.put("id", row.uuid("operation_id").toString());
        json.put("operationId", row.uuid("operation_id").toString());
        json.put("groupRef", row.text("group_ref"));
        json.put("installationId", row.text("installation_id"));
        json.put("objectName", row.text("object_name"));
        json.put("type", row.text("kind"));
        json.put("createTime", row.instant("accepted_at").toString());
        json.put("recordCount", row.number("records"));
        ObjectNode states = json.putObject("states");
        for (WriteState state : WriteState.values()) {
            states.put(state.word(), row.number(state.word()));
        }
        return json;
    }

    /// Which records of a write are asked for.
    ///
    /// @param from the position of the first
    /// @param limit how many at most
    public record Results(int from, int limit) {
        /// Checks the numbers.
        public Results {
            if (from < 0 || limit < 1) throw new IllegalArgumentException(from + ", " + limit);
        }

        private Integer next() {
            return from + limit;
        }
    }

    /// Which writes are asked for.
    ///
    /// @param group null for all groups of the project
    /// @param state with at least one record in this state; null for all
    /// @param after the `next` of the page before; empty for the first page
    public record Query(
            @Nullable GroupId group, @Nullable WriteState state, int limit, String after) {
        /// Checks the limit.
        public Query {
            if (limit < 1) throw new IllegalArgumentException("limit " + limit);
        }

        /// The state that a caller names; null for none.
        ///
        /// @throws Refusal `write.unknown-state`
        public static @Nullable WriteState state(@Nullable String word) {
            if (word == null || word.isEmpty()) return null;
            for (WriteState state : WriteState.values()) {
                if (state.word().equals(word)) return state;
            }
            String known =
                    Stream.of(WriteState.values())
                            .map(WriteState::word)
                            .collect(Collectors.joining(", "));
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "write.unknown-state",
                    "There is no state \"" + word.toLowerCase(Locale.ROOT) + "\" of writes.",
                    "query state",
                    "Send one of " + known + ", or none for all.");
        }
    }
}
