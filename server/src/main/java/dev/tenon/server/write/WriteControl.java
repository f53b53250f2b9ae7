package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.tenant.ProjectId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Cancels accepted writes, and sends failed ones again. Safe for use by many threads.
public final class WriteControl {
    private final Operations operations;
    private final WriteQueue queue;
    private final WriteLog log;
    private final Waker waker;
    private final InstantSource clock;

    /// @param waker wakes a queue at a moment, inside the transaction
    WriteControl(
            Operations operations,
            WriteQueue queue,
            WriteLog log,
            Waker waker,
            InstantSource clock) {
        this.operations = operations;
        this.queue = queue;
        this.log = log;
        this.waker = waker;
        this.clock = clock;
    }

    /// Ends the records of a write that are in no call yet. Those that are, and those that are
    /// done, stay as they are.
    ///
    /// @param by whose doing it is, for the write's log
    /// @return nothing when the project has no such write
    public Optional<UUID> cancel(Tx tx, ProjectId project, UUID id, String by) {
        Optional<Operation> found = find(tx, project, id);
        if (found.isEmpty()) return Optional.empty();
        WriteKey key = key(found.get());
        WriteProblem why =
                WriteProblem.of(
                        "write.cancelled",
                        "The write was cancelled before it was sent.",
                        key.object(),
                        "Retry it, if it is to be written after all.");
        Instant now = clock.instant();
        int ended = queue.cancel(tx, key, id, now, why);
        if (ended == 0) return Optional.of(id);
        note(tx, key, id, ended + " cancelled by " + by);
        log.endIfDone(tx, key, List.of(id));
        waker.wake(tx, key, now);
        return Optional.of(id);
    }

    /// Sends the failed records of a write again, as a new write. A record is sent again once: who
    /// asks a second time gets the write of the first.
    ///
    /// @param withUnknown whether also those whose outcome is unknown; somebody has looked then,
    ///   and found them not written
    /// @return the new write; nothing when the project has no such write
    /// @throws Refusal `write.under-way`, `write.nothing-to-retry`
    public Optional<UUID> retry(Tx tx, ProjectId project, UUID id, boolean withUnknown, String by) {
        Optional<Operation> found = find(tx, project, id);
        if (found.isEmpty()) return Optional.empty();
        WriteKey key = key(found.get());
        List<Past> records = records(tx, key, id);
        if (records.stream().anyMatch(Past::isOpen)) throw underWay(id);
        Long[] again =
                records.stream()
                        .filter(record -> record.mayGoAgain(withUnknown))
                        .map(Past::id)
                        .toArray(Long[]::new);
        if (again.length == 0) return Optional.of(before(records, id));
        Operation operation = operations.begin(tx, key.group(), found.get().subject());
        copy(tx, key, operation.id(), again);
        note(tx, key, id, again.length + " sent again as " + operation.id() + " for " + by);
        note(tx, key, operation.id(), again.length + " of " + id + " sent again for " + by);
        waker.wake(tx, key, clock.instant());
        return Optional.of(operation.id());
    }

    private Optional<Operation> find(Tx tx, ProjectId project, UUID id) {
        return operations
                .find(tx, project, id)
                .filter(found -> found.subject().action() == Operation.Action.WRITE);
    }

    private static WriteKey key(Operation operation) {
        return new WriteKey(
                operation.group(),
                Objects.requireNonNull(operation.subject().installation()),
                operation.subject().object());
    }

    private static List<Past> records(Tx tx, WriteKey key, UUID id) {
        return tx.query(
                """
                select id, state, retried_as, ended_at is null as open,
                  ended_at <> accepted_at as taken
                from writes where project_id = ? and group_id = ? and operation_id = ?
                order by id for update\
                """,
                row ->
                        new Past(
                                row.number("id"),
                                WriteState.of(row.text("state")),
                                row.uuidOrNull("retried_as"),
                                row.truth("open"),
                                row.truth("taken")),
                key.group().projectNumber(),
                key.group().number(),
                id);
    }

    /// As they were accepted, with as much time as they had.
    private void copy(Tx tx, WriteKey key, UUID operation, Long[] ids) {
        Instant now = clock.instant();
        tx.update(
                """
                insert into writes
                  (project_id, group_id, operation_id, position, installation_id, object_name, kind,
                   key_field, record_id, order_key, fields, headers, all_or_none, together, state,
                   problems, warnings, due_at, deadline, accepted_at, asynchronous,
                   acting_connection, if_match, if_unmodified_since, extras)
                select project_id, group_id, ?, row_number() over (order by position) - 1,
                  installation_id, object_name, kind, key_field, record_id, order_key, fields,
                  headers, all_or_none, ?, 'queued', '[]', '[]', ?, ? + (deadline - accepted_at), ?,
                  true, acting_connection, if_match, if_unmodified_since,
                  extras
                from writes where project_id = ? and group_id = ? and id = any(?)
                order by position\
                """,
                operation,
                WriteBody.MOST,
                now,
                now,
                now,
                key.group().projectNumber(),
                key.group().number(),
                ids);
        tx.update(
                """
                update writes set retried_as = ?
                where project_id = ? and group_id = ? and id = any(?)\
                """,
                operation,
                key.group().projectNumber(),
                key.group().number(),
                ids);
    }

    private void note(Tx tx, WriteKey key, UUID operation, String what) {
        operations.log(
                tx, key.group(), operation, Severity.INFO, "Records: " + what, Json.object());
    }

    /// The write as which these records were sent again before.
    private static UUID before(List<Past> records, UUID id) {
        return records.stream()
                .map(Past::retriedAs)
                .filter(Objects::nonNull)
                .reduce((_, last) -> last)
                .orElseThrow(() -> nothing(id));
    }

    private static Refusal underWay(UUID id) {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "write.under-way",
                "The write " + id + " has records that are not done.",
                "write",
                "Wait until it has ended, or cancel it first.");
    }

    private static Refusal nothing(UUID id) {
        return new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                "write.nothing-to-retry",
                "The write " + id + " has no failed record that was ever accepted for sending.",
                "write",
                "Correct records that were refused and send them as a new write. Records whose"
                        + " outcome is unknown go with includeUnknown, once you have found them not"
                        + " written.");
    }

    /// A record of a write.
    ///
    /// @param taken whether it was good enough to be sent
    private record Past(
            long id, WriteState state, @Nullable UUID retriedAs, boolean isOpen, boolean taken) {

        boolean mayGoAgain(boolean withUnknown) {
            if (retriedAs != null || !taken) return false;
            return state == WriteState.FAILED || (withUnknown && state == WriteState.UNKNOWN);
        }
    }

    /// Wakes a queue at a moment, inside a transaction.
    interface Waker {
        void wake(Tx tx, WriteKey key, Instant at);
    }
}
