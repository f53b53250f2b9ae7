package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.WriteObject;
import dev.tenon.server.db.SetStatement;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Stores requests of one project in one transaction: as many statements for many as for one. For
/// use by one thread.
final class AdmissionRound {
    /// So many may be under way at once.
    private static final int UNSEEN = 100;

    private static final Duration AFTER_THE_OTHERS = Duration.ofSeconds(1);

    private final Admission.Books books;
    private final Gathering gathering;
    private final Admission.Waking waking;
    private final Instant now;
    private final Map<Entry, Outcome> outcomes = new HashMap<>();
    private boolean isAnythingDue;

    AdmissionRound(
            Admission.Books books, Gathering gathering, Admission.Waking waking, Instant now) {
        this.books = books;
        this.gathering = gathering;
        this.waking = waking;
        this.now = now;
    }

    /// Whether a queue can be worked on now.
    boolean isAnythingDue() {
        return isAnythingDue;
    }

    /// @return what became of each, in their order
    List<Outcome> store(Tx tx, List<Entry> entries) {
        List<Entry> ours = claimed(tx, holding(tx, entries));
        var statements = new ArrayList<SetStatement>();
        statements.add(books.operations().beginning(each(ours, Entry::beginning)));
        statements.addAll(books.queue().putting(each(ours, entry -> entry.order(now))));
        List<Operations.Line> notes =
                ours.stream().flatMap(entry -> entry.notes().stream()).toList();
        statements.add(books.operations().logging(notes));
        wake(tx, statements, ours.stream().filter(Entry::isOpen).toList());
        endRefused(tx, ours);
        for (Entry entry : ours) outcomes.put(entry, new Outcome.Accepted(entry.acceptance()));
        return entries.stream().map(entry -> Objects.requireNonNull(outcomes.get(entry))).toList();
    }

    /// Those that were checked against what still holds.
    private List<Entry> holding(Tx tx, List<Entry> entries) {
        Set<Footing.Stamp> stamps =
                entries.stream()
                        .flatMap(entry -> entry.footing.stream())
                        .collect(Collectors.toSet());
        Set<Footing.Stamp> hold = books.footings().holding(tx, stamps);
        var holding = new ArrayList<Entry>();
        for (Entry entry : entries) {
            if (entry.footing.isEmpty() || hold.contains(entry.footing.get())) holding.add(entry);
            else outcomes.put(entry, new Outcome.Outdated());
        }
        return holding;
    }

    /// Those without an idempotency key, or whose key is theirs.
    private List<Entry> claimed(Tx tx, List<Entry> entries) {
        var claims = new LinkedHashMap<String, KeptReplies.Claim>();
        for (Entry entry : entries) {
            entry.claim()
                    .ifPresent(claim ->
                            claims.putIfAbsent(
                                    claim.group().number() + "/" + claim.idempotency().key(),
                                    claim));
        }
        if (claims.isEmpty()) return entries;
        ProjectId project = entries.getFirst().request.whose().project();
        Set<UUID> won = books.replies().claim(tx, project, List.copyOf(claims.values()), now);
        var ours = new ArrayList<Entry>();
        for (Entry entry : entries) {
            Idempotency idempotency = entry.request.idempotency();
            if (idempotency == null || won.contains(entry.operation)) ours.add(entry);
            else outcomes.put(entry, earlier(tx, entry, idempotency));
        }
        return ours;
    }

    private Outcome earlier(Tx tx, Entry entry, Idempotency idempotency) {
        try {
            return books.replies()
                    .find(tx, entry.prepared.key().group(), idempotency, now)
                    .<Outcome>map(kept -> new Outcome.Accepted(known(kept)))
                    .orElseGet(Outcome.Outdated::new);
        } catch (Refusal refusal) {
            return new Outcome.Refused(refusal);
        }
    }

    static Acceptance known(KeptReplies.Kept kept) {
        WriteReply reply = kept.reply();
        return reply == null
                ? new Acceptance.UnderWay(kept.operation())
                : new Acceptance.Answered(kept.operation(), reply);
    }

    /// Ends the operations of which no record is to be sent.
    private void endRefused(Tx tx, List<Entry> entries) {
        entries.stream()
                .filter(entry -> !entry.isOpen())
                .collect(
                        Collectors.groupingBy(
                                entry -> entry.prepared.key(),
                                LinkedHashMap::new,
                                Collectors.mapping(entry -> entry.operation, Collectors.toList())))
                .forEach((key, operations) -> books.log().endIfDone(tx, key, operations));
    }

    private static <T> List<T> each(List<Entry> entries, Function<Entry, T> part) {
        return entries.stream().map(part).toList();
    }

    /// Runs the statements, and wakes the queues: with them where nothing is to be counted first.
    private void wake(Tx tx, List<SetStatement> statements, List<Entry> open) {
        var moments = new LinkedHashMap<WriteKey, Instant>();
        var toCount = new LinkedHashMap<WriteKey, Entry>();
        for (Entry entry : open) {
            WriteKey key = entry.prepared.key();
            Duration gather = entry.gather();
            moments.merge(key, now.plus(gather), AdmissionRound::earlier);
            if (!gather.isZero() && gathering.isTimeToCount(key, entry.enough())) {
                toCount.put(key, entry);
            }
        }
        if (!toCount.isEmpty()) {
            tx.updateEach(statements);
            statements.clear();
        }
        toCount.forEach(
                (key, entry) -> moments.merge(key, counted(tx, entry), AdmissionRound::earlier));
        statements.add(waking.waker().waking(moments));
        tx.updateEach(statements);
        isAnythingDue = moments.values().stream().anyMatch(moment -> !moment.isAfter(now));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /// When a queue whose writes gather is looked at: the run counts once more, and lets go what
    /// has gathered. What others accept at this moment is not seen here, so that a number which is
    /// nearly enough is looked at again when they are done.
    private Instant counted(Tx tx, Entry entry) {
        WriteKey key = entry.prepared.key();
        int enough = entry.enough();
        int waiting = books.queue().gathered(tx, key, enough, now);
        gathering.counted(key, waiting);
        if (waiting >= enough) return now;
        boolean isNearly = waiting >= enough - Math.max(enough / 20, Math.min(enough / 2, UNSEEN));
        return now.plus(isNearly ? AFTER_THE_OTHERS : entry.gather());
    }

    /// What became of a request.
    sealed interface Outcome {
        record Accepted(Acceptance acceptance) implements Outcome {}

        /// Its idempotency key belongs to another request.
        record Refused(Refusal refusal) implements Outcome {}

        /// It was checked against what does not hold any more; nothing of it is stored.
        record Outdated() implements Outcome {}
    }

    /// A request that was checked.
    static final class Entry {
        private final WriteRequest request;
        private final Intake.Prepared prepared;
        private final Optional<Footing.Stamp> footing;
        private final UUID operation;

        /// What is answered as soon as it is stored; null while that is not known.
        private final @Nullable WriteReply reply;

        /// @param footing what it was checked against, if that may have changed since
        Entry(
                WriteRequest request,
                Intake.Prepared prepared,
                Optional<Footing.Stamp> footing,
                UUID operation) {
            this.request = request;
            this.prepared = prepared;
            this.footing = footing;
            this.operation = operation;
            boolean waits = request.body().mode() == WriteBody.Mode.SYNCHRONOUS;
            this.reply = waits || !isOpen() ? null : WriteReplyJson.stored(operation);
        }

        /// Whether there is anything to be sent.
        private boolean isOpen() {
            return prepared.records().stream().anyMatch(record -> record.problems().isEmpty());
        }

        private Acceptance acceptance() {
            return reply == null
                    ? new Acceptance.Taken(operation)
                    : new Acceptance.Answered(operation, reply);
        }

        private Optional<KeptReplies.Claim> claim() {
            return Optional.ofNullable(request.idempotency())
                    .map(idempotency ->
                            new KeptReplies.Claim(
                                    prepared.key().group(), idempotency, operation, reply));
        }

        private Operations.Beginning beginning() {
            WriteKey key = prepared.key();
            return new Operations.Beginning(
                    key.group(),
                    operation,
                    new Operation.Subject(
                            prepared.integration(),
                            key.installation(),
                            Operation.Action.WRITE,
                            key.object(),
                            ""));
        }

        private WriteQueue.Order order(Instant now) {
            WriteBody body = request.body();
            Connection actor = prepared.actor();
            Instant dueAt = now.plus(gather());
            var terms =
                    new WriteQueue.Terms(
                            WriteRequestJson.word(body.kind()),
                            Json.text(Json.object(body.options().headers())),
                            prepared.allOrNone(),
                            dueAt,
                            dueAt.plus(body.options().patience()),
                            now,
                            body.mode() == WriteBody.Mode.ASYNCHRONOUS,
                            actor == null ? null : actor.id());
            return new WriteQueue.Order(prepared.key(), operation, terms, prepared.records());
        }

        /// How long a write waits for company. Whoever waits for the answer does not.
        private Duration gather() {
            Duration asked = request.body().options().gather();
            if (asked != null) return asked;
            WriteObject.Batch batch = prepared.write().batch();
            boolean isWaiting = request.body().mode() == WriteBody.Mode.SYNCHRONOUS;
            return isWaiting || batch == null ? Duration.ZERO : batch.maxDelay();
        }

        /// How many writes are sent though not all have waited that long.
        private int enough() {
            return Target.gathers(prepared.write());
        }

        private List<Operations.Line> notes() {
            int records = prepared.records().size();
            String text =
                    "Accepted from %s: %s %d of %s"
                            .formatted(
                                    request.actor(),
                                    WriteRequestJson.word(request.body().kind()),
                                    records,
                                    prepared.key().object());
            var notes = new ArrayList<Operations.Line>();
            notes.add(note(Severity.INFO, text, actor()));
            for (int i = 0; i < records; i++) {
                PreparedRecord record = prepared.records().get(i);
                if (record.problems().isEmpty() && record.warnings().isEmpty()) continue;
                ObjectNode details = Json.object().put("position", i);
                details.set("problems", WriteProblem.json(record.problems()));
                details.set("warnings", WriteProblem.json(record.warnings()));
                notes.add(
                        record.problems().isEmpty()
                                ? note(
                                        Severity.WARNING,
                                        "Parts of record " + i + " are left out",
                                        details)
                                : note(Severity.ERROR, "Record " + i + " is refused", details));
            }
            return notes;
        }

        private Operations.Line note(Severity severity, String text, ObjectNode details) {
            return new Operations.Line(
                    prepared.key().group(),
                    new Operations.Entry(operation, severity, text, details));
        }

        /// As whom it is written: the product's person, and by which connection.
        private ObjectNode actor() {
            ObjectNode details = Json.object();
            Connection actor = prepared.actor();
            if (actor == null) return details;
            details.put("actAs", request.body().options().actAs());
            details.put("connectionId", actor.id().toString());
            return details;
        }
    }
}
