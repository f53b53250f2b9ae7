package dev.tenon.server.write;

import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.GroupId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What became of writes, in the database. Safe for use by many threads.
final class WriteOutcomes {
    /// Stores what became of writes that were in a call or looked up. A write that was part of
    /// another call since stays as it is. One that was given up as unknown takes an answer that
    /// comes late.
    ///
    /// A written record stays open until the store shows it, see [#close]. One statement for all,
    /// which names the ids twice: one statement each would be one scan of the queue each where the
    /// planner has no fresh statistics.
    void settle(Tx tx, GroupId group, List<Settled> settled, Instant now) {
        ArrayNode rows = Json.array();
        settled.forEach(each -> rows.add(row(each, now)));
        tx.update(
                """
                update writes w set state = v.state, result_id = v.result_id, created = v.created,
                  problems = v.problems, warnings = w.warnings || v.warnings, due_at = v.due_at,
                  together = v.together, doubtful = v.doubtful, ended_at = v.ended_at,
                  current_record = v.current_record
                from jsonb_to_recordset(?::jsonb) as v(id bigint, attempts integer, state text,
                  result_id text, created boolean, problems jsonb, warnings jsonb,
                  due_at timestamptz, together integer, doubtful boolean, ended_at timestamptz,
                  current_record text)
                where w.project_id = ? and w.group_id = ? and w.id = any(?) and w.id = v.id
                  and w.state in ('sending', 'unknown') and w.attempts = v.attempts\
                """,
                Json.text(rows),
                group.projectNumber(),
                group.number(),
                settled.stream().map(each -> each.write().id()).toArray(Long[]::new));
    }

    private static ObjectNode row(Settled settled, Instant now) {
        Change change = change(settled, now);
        WriteProblem warning = change.warning();
        ObjectNode row = Json.object();
        row.put("id", settled.write().id());
        row.put("attempts", settled.attempts());
        row.put("state", change.state().word());
        row.put("result_id", change.recordId());
        row.put("created", change.created());
        row.set("problems", WriteProblem.json(change.problems()));
        row.set("warnings", WriteProblem.json(warning == null ? List.of() : List.of(warning)));
        row.put("due_at", change.dueAt().toString());
        row.put("together", change.together());
        row.put("doubtful", change.isDoubtful());
        Json.putIfPresent(row, "ended_at", change.endedAt());
        row.put("current_record", current(settled.verdict()));
        return row;
    }

    private static @Nullable String current(Verdict verdict) {
        if (!(verdict instanceof Verdict.Changed changed)) return null;
        ObjectNode current = changed.current();
        return current == null ? null : Json.text(current);
    }

    private static Change change(Settled settled, Instant now) {
        QueuedWrite.Progress before = settled.write().progress();
        var change = new Change(before.dueAt(), before.together(), before.isDoubtful());
        return switch (settled.verdict()) {
            case Verdict.Written done ->
                    change.written(done.recordId(), done.created(), done.warning());
            case Verdict.Refused(List<WriteProblem> problems) ->
                    change.ended(WriteState.FAILED, problems, now);
            case Verdict.Changed(WriteProblem why, ObjectNode _) ->
                    change.ended(WriteState.FAILED, List.of(why), now);
            case Verdict.Lost(WriteProblem why) ->
                    change.ended(WriteState.UNKNOWN, List.of(why), now);
            case Verdict.Again(Instant at, List<WriteProblem> problems, int together) ->
                    change.again(at, problems, together, before.isDoubtful());
            case Verdict.NotDone(Instant at) ->
                    change.again(at, List.of(), before.together(), false);
            case Verdict.Doubtful(Instant at, WriteProblem why) -> change.doubtful(at, why);
        };
    }

    /// Ends writes that are done and shown.
    void close(Tx tx, GroupId group, List<QueuedWrite> writes, Instant now) {
        tx.update(
                """
                update writes set ended_at = ? where project_id = ? and group_id = ?
                and id = any(?) and state = 'succeeded'\
                """,
                now,
                group.projectNumber(),
                group.number(),
                writes.stream().map(QueuedWrite::id).toArray(Long[]::new));
    }

    /// Ends every open write of a queue, and says whose they were.
    List<UUID> fail(Tx tx, WriteKey key, WriteProblem why, Instant now) {
        return tx.query(
                """
                update writes set problems = problems || ?::jsonb, ended_at = ?,
                  state = case when state = 'succeeded' then state
                    when doubtful or state = 'sending' then 'unknown' else 'failed' end
                where project_id = ? and group_id = ? and installation_id = ? and object_name = ?
                  and ended_at is null returning operation_id\
                """,
                row -> row.uuid("operation_id"),
                Json.text(WriteProblem.json(List.of(why))),
                now,
                key.group().projectNumber(),
                key.group().number(),
                key.installation(),
                key.object());
    }

    /// What became of every record of a request; none while one is open.
    Optional<WriteResult> result(Tx tx, GroupId group, UUID operation) {
        return results(tx, group, List.of(operation)).stream().map(Done::result).findFirst();
    }

    /// What became of the records of those requests of which none is open.
    List<Done> results(Tx tx, GroupId group, Collection<UUID> operations) {
        UUID[] done =
                tx.query(
                                """
                                select id from unnest(?::uuid[]) as asked(id)
                                where not exists (select 1 from writes where project_id = ?
                                  and group_id = ? and operation_id = asked.id
                                  and ended_at is null)\
                                """,
                                row -> row.uuid("id"),
                                operations.toArray(UUID[]::new),
                                group.projectNumber(),
                                group.number())
                        .toArray(UUID[]::new);
        if (done.length == 0) return List.of();
        var records = new LinkedHashMap<UUID, List<WriteResult.RecordResult>>();
        for (UUID each : done) records.put(each, new ArrayList<>());
        var asynchronous = new HashSet<UUID>();
        var accepted = new HashMap<UUID, Instant>();
        tx.query(
                """
                select operation_id, state, result_id, created, problems, warnings, asynchronous,
                  accepted_at, current_record
                from writes where project_id = ? and group_id = ? and operation_id = any(?)
                order by operation_id, position\
                """,
                row -> {
                    UUID operation = row.uuid("operation_id");
                    if (row.truth("asynchronous")) asynchronous.add(operation);
                    accepted.put(operation, row.instant("accepted_at"));
                    return Objects.requireNonNull(records.get(operation))
                            .add(WriteResult.RecordResult.read(row));
                },
                group.projectNumber(),
                group.number(),
                done);
        return records.entrySet().stream()
                .map(each ->
                        new Done(
                                new WriteResult(each.getKey(), each.getValue()),
                                asynchronous.contains(each.getKey()),
                                accepted.getOrDefault(each.getKey(), Instant.EPOCH)))
                .toList();
    }

    /// Forgets writes that ended before `oldest`.
    void clean(Tx tx, Instant oldest) {
        tx.update("delete from writes where accepted_at < ? and ended_at < ?", oldest, oldest);
    }

    /// A write and what became of it.
    ///
    /// @param attempts how many calls it had been part of when it was decided
    record Settled(QueuedWrite write, int attempts, Verdict verdict) {}

    /// A request that is done.
    ///
    /// @param isAsynchronous whether its caller did not want to wait for the outcome
    record Done(WriteResult result, boolean isAsynchronous, Instant acceptedAt) {
        /// Whether it is to be told of: to those who did not wait, or who were not kept waiting to
        /// the end; and to everybody where nobody knows what was written.
        boolean isNews(Instant now, Duration patience) {
            boolean isAnyUnknown =
                    result.records().stream().anyMatch(each -> each.state() == WriteState.UNKNOWN);
            return isAsynchronous || isAnyUnknown || now.isAfter(acceptedAt.plus(patience));
        }
    }

    /// How a row changes.
    private record Change(
            WriteState state,
            @Nullable String recordId,
            @Nullable Boolean created,
            List<WriteProblem> problems,
            @Nullable WriteProblem warning,
            Instant dueAt,
            int together,
            boolean isDoubtful,
            @Nullable Instant endedAt) {
        Change(Instant dueAt, int together, boolean isDoubtful) {
            this(
                    WriteState.SENDING,
                    null,
                    null,
                    List.of(),
                    null,
                    dueAt,
                    together,
                    isDoubtful,
                    null);
        }

        Change written(String id, @Nullable Boolean isCreated, @Nullable WriteProblem beside) {
            return new Change(
                    WriteState.SUCCEEDED,
                    id,
                    isCreated,
                    List.of(),
                    beside,
                    dueAt,
                    together,
                    isDoubtful,
                    null);
        }

        Change ended(WriteState how, List<WriteProblem> why, Instant now) {
            return new Change(how, null, null, why, null, dueAt, together, isDoubtful, now);
        }

        Change again(Instant at, List<WriteProblem> why, int most, boolean stillDoubtful) {
            return new Change(
                    WriteState.QUEUED, null, null, why, null, at, most, stillDoubtful, null);
        }

        Change doubtful(Instant lookAt, WriteProblem why) {
            return new Change(
                    WriteState.UNKNOWN,
                    null,
                    null,
                    List.of(why),
                    null,
                    lookAt,
                    together,
                    true,
                    null);
        }
    }
}
