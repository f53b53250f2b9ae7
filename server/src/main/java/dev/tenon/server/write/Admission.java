package dev.tenon.server.write;

import dev.tenon.format.WriteObject;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.vault.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Stores what was checked, in one transaction with the idempotency key and the wake-up of the
/// queue: who is answered after it can rely on the write. Safe for use by many threads.
final class Admission {
    /// So many may be under way at once.
    private static final int UNSEEN = 100;

    private static final Duration AFTER_THE_OTHERS = Duration.ofSeconds(1);

    private final Db db;
    private final WriteQueue queue;
    private final Gathering gathering = new Gathering();
    private final WriteLog log;
    private final KeptReplies replies;
    private final Operations operations;
    private final InstantSource clock;

    Admission(
            Db db,
            WriteQueue queue,
            WriteLog log,
            KeptReplies replies,
            Operations operations,
            InstantSource clock) {
        this.db = db;
        this.queue = queue;
        this.log = log;
        this.replies = replies;
        this.operations = operations;
        this.clock = clock;
    }

    /// What was answered under the request's key before, or what is under way for it.
    Optional<Acceptance> before(GroupId group, Idempotency idempotency) {
        return db.inTransaction(
                group.projectNumber(),
                tx -> replies.find(tx, group, idempotency, clock.instant()).map(Admission::known));
    }

    /// @param waker wakes the queue at a moment, inside the transaction
    Acceptance admit(WriteRequest request, Intake.Prepared prepared, Waker waker) {
        GroupId group = prepared.key().group();
        return db.inTransaction(
                group.projectNumber(),
                tx -> {
                    Instant now = clock.instant();
                    Idempotency idempotency = request.idempotency();
                    if (idempotency != null) {
                        var earlier = replies.claim(tx, group, idempotency, now);
                        if (earlier.isPresent()) return known(earlier.get());
                    }
                    Operation operation = begin(tx, request, prepared);
                    if (idempotency != null) replies.bind(tx, group, idempotency, operation.id());
                    boolean isOpen = put(tx, request, prepared, operation, waker);
                    return new Acceptance.Taken(operation.id(), isOpen);
                });
    }

    private static Acceptance known(KeptReplies.Kept kept) {
        WriteReply reply = kept.reply();
        return reply == null
                ? new Acceptance.UnderWay(kept.operation())
                : new Acceptance.Answered(kept.operation(), reply);
    }

    private Operation begin(Tx tx, WriteRequest request, Intake.Prepared prepared) {
        return operations.begin(
                tx,
                prepared.key().group(),
                new Operation.Subject(
                        request.installed().revision().integration(),
                        prepared.key().installation(),
                        Operation.Action.WRITE,
                        prepared.key().object(),
                        ""));
    }

    /// @return whether there is anything to be sent
    private boolean put(
            Tx tx,
            WriteRequest request,
            Intake.Prepared prepared,
            Operation operation,
            Waker waker) {
        Instant now = clock.instant();
        WriteBody body = request.body();
        Duration gather = gather(body, prepared.write().batch());
        Instant dueAt = now.plus(gather);
        List<PreparedRecord> records = prepared.records();
        var order =
                new WriteQueue.Order(
                        WriteRequestJson.word(body.kind()),
                        Json.text(Json.object(body.options().headers())),
                        prepared.allOrNone(),
                        dueAt,
                        dueAt.plus(body.options().patience()),
                        now,
                        body.mode() == WriteBody.Mode.ASYNCHRONOUS,
                        prepared.actor() == null ? null : prepared.actor().id());
        queue.put(tx, operation, order, records);
        note(tx, request, prepared, operation);
        if (records.stream().noneMatch(record -> record.problems().isEmpty())) {
            log.endIfDone(tx, prepared.key(), List.of(operation.id()));
            return false;
        }
        waker.wake(tx, prepared.key(), gather.isZero() ? now : wakeAt(tx, prepared, dueAt, now));
        return true;
    }

    /// When the queue is looked at: the run counts once more, and lets go what has gathered. What
    /// others accept at this moment is not seen here, so that a number which is nearly enough is
    /// looked at again when they are done.
    private Instant wakeAt(Tx tx, Intake.Prepared prepared, Instant dueAt, Instant now) {
        WriteKey key = prepared.key();
        int enough = Target.gathers(prepared.write());
        if (!gathering.isTimeToCount(key, enough)) return dueAt;
        int waiting = queue.gathered(tx, key, enough, now);
        gathering.counted(key, waiting);
        if (waiting >= enough) return now;
        Instant soon = now.plus(AFTER_THE_OTHERS);
        boolean isNearly = waiting >= enough - Math.max(enough / 20, Math.min(enough / 2, UNSEEN));
        return isNearly && soon.isBefore(dueAt) ? soon : dueAt;
    }

    /// How long a write waits for company. Whoever waits for the answer does not.
    private static Duration gather(WriteBody body, WriteObject.@Nullable Batch batch) {
        Duration asked = body.options().gather();
        if (asked != null) return asked;
        boolean isWaiting = body.mode() == WriteBody.Mode.SYNCHRONOUS;
        return isWaiting || batch == null ? Duration.ZERO : batch.maxDelay();
    }

    private void note(Tx tx, WriteRequest request, Intake.Prepared prepared, Operation operation) {
        int records = prepared.records().size();
        String text =
                "Accepted from %s: %s %d of %s"
                        .formatted(
                                request.actor(),
                                WriteRequestJson.word(request.body().kind()),
                                records,
                                prepared.key().object());
        operations.log(
                tx,
                prepared.key().group(),
                operation.id(),
                Severity.INFO,
                text,
                actor(request, prepared));
        for (int i = 0; i < records; i++) {
            PreparedRecord record = prepared.records().get(i);
            if (record.problems().isEmpty() && record.warnings().isEmpty()) continue;
            ObjectNode details = Json.object().put("position", i);
            details.set("problems", WriteProblem.json(record.problems()));
            details.set("warnings", WriteProblem.json(record.warnings()));
            boolean isRefused = !record.problems().isEmpty();
            operations.log(
                    tx,
                    prepared.key().group(),
                    operation.id(),
                    isRefused ? Severity.ERROR : Severity.WARNING,
                    isRefused
                            ? "Record " + i + " is refused"
                            : "Parts of record " + i + " are left out",
                    details);
        }
    }

    /// As whom it is written: the product's person, and by which connection.
    private static ObjectNode actor(WriteRequest request, Intake.Prepared prepared) {
        ObjectNode details = Json.object();
        Connection actor = prepared.actor();
        if (actor == null) return details;
        details.put("actAs", request.body().options().actAs());
        details.put("connectionId", actor.id().toString());
        return details;
    }

    /// Wakes a queue.
    interface Waker {
        void wake(Tx tx, WriteKey key, Instant at);
    }
}
