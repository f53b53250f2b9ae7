package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.SetStatement;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.install.InstalledNames;
import dev.tenon.server.jobs.Job;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.records.RecordStore;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.vault.Acting;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Takes writes and sees to it that they are done: accepted means durable, in order per record, and
/// never twice. Safe for use by many threads.
public final class Writes implements Job {
    private final Db db;
    private final Jobs jobs;
    private final Installations installations;
    private final InstantSource clock;
    private final Duration patience;
    private final WriteQueue queue = new WriteQueue();
    private final WriteOutcomes outcomes = new WriteOutcomes();
    private final KeptReplies replies = new KeptReplies();
    private final Arrivals arrivals = new Arrivals();
    private final WriteListing listing;
    private final Footings footings;
    private final Intake intake;
    private final Admission admission;
    private final WriteControl control;
    private final WriteRun run;

    /// @param patience how long a caller that waits for the outcome is kept waiting
    public Writes(
            Db db,
            Jobs jobs,
            Stores stores,
            Provider provider,
            Duration patience,
            InstantSource clock) {
        this.db = db;
        this.jobs = jobs;
        this.installations = stores.installations();
        this.clock = clock;
        this.patience = patience;
        this.listing = new WriteListing(stores.operations());
        this.footings =
                new Footings(db, stores.names(), installations, stores.connections(), clock);
        this.intake = new Intake(db, footings, stores.acting(), provider);
        var log =
                new WriteLog(
                        stores.operations(), outcomes, stores.notifications(), patience, clock);
        var books = new Admission.Books(footings, replies, stores.operations(), queue, log);
        this.admission =
                new Admission(db, books, new Admission.Waking(this::waking, jobs::collect), clock);
        this.control = new WriteControl(stores.operations(), queue, log, this::wake, clock);
        var shown =
                new ReadBack.Stores(
                        stores.datasets(),
                        stores.records(),
                        stores.operations(),
                        provider.schemas());
        var book = new WriteBook(db, queue, outcomes, log, arrivals, clock);
        var targets = new Targets(db, installations, stores.connections(), provider.providers());
        this.run =
                new WriteRun(
                        book,
                        new JobRun(
                                book,
                                new JobBook(db, queue, clock),
                                targets,
                                provider.outbound(),
                                clock),
                        targets,
                        new ReadBack(db, provider.outbound(), shown, clock),
                        provider.outbound(),
                        provider.schemas(),
                        clock);
    }

    @Override
    public String kind() {
        return "write";
    }

    @Override
    public Lane lane() {
        return Lane.INTERACTIVE;
    }

    @Override
    public Next run(String instance) {
        return run.run(WriteKey.parse(instance));
    }

    /// Does what a write call asks for and answers it: at once, or when the outcome is known. A
    /// repeated idempotency key gets the reply of the first request, and waits for it if need be.
    ///
    /// @throws Refusal when nothing of the request can be taken; nothing is stored then
    public WriteReply write(WriteRequest request) {
        Accepted accepted = accepted(request);
        return accepted.acceptance() instanceof Acceptance.Answered(UUID _, WriteReply reply)
                ? reply
                : answer(request, accepted.group(), accepted.acceptance().operation());
    }

    /// Checks a request and stores it. When this returns, the write is done sooner or later, or
    /// ends with a reason.
    ///
    /// @throws Refusal when nothing of the request can be taken; nothing is stored then
    public Acceptance accept(WriteRequest request) {
        return accepted(request).acceptance();
    }

    /// Most requests are checked against what is remembered. Where that has changed, or has
    /// something against the request, it is looked at anew.
    private Accepted accepted(WriteRequest request) {
        Footing known = footings.known(request);
        if (known != null) {
            Optional<Acceptance> taken = taken(request, known);
            if (taken.isPresent()) return new Accepted(known.stamp().key().group(), taken.get());
        }
        Footing found = footings.find(request);
        GroupId group = found.stamp().key().group();
        Idempotency idempotency = request.idempotency();
        Optional<Acceptance> before =
                idempotency == null ? Optional.empty() : admission.before(group, idempotency);
        if (before.isPresent()) return new Accepted(group, before.get());
        Intake.Prepared prepared = intake.prepare(request, found);
        return new Accepted(
                group,
                admission
                        .admit(request, prepared, Optional.empty())
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "a key that nobody has and nobody gets")));
    }

    private Optional<Acceptance> taken(WriteRequest request, Footing known) {
        Intake.Prepared prepared;
        try {
            prepared = intake.prepare(request, known);
        } catch (Refusal _) {
            return Optional.empty();
        }
        return admission.admit(request, prepared, Optional.of(known.stamp()));
    }

    private SetStatement waking(Map<WriteKey, Instant> moments) {
        var posted = new LinkedHashMap<String, Instant>();
        moments.forEach((key, moment) -> posted.put(key.text(), moment));
        return jobs.posting(this, posted);
    }

    /// What became of an accepted write, as soon as it is known; nothing when `limit` passes first.
    public Optional<WriteResult> await(GroupId group, UUID operation, Duration limit) {
        return arrivals.await(operation, limit, () -> result(group, operation));
    }

    private Optional<WriteResult> result(GroupId group, UUID operation) {
        return db.inTransaction(group.projectNumber(), tx -> outcomes.result(tx, group, operation));
    }

    private WriteReply answer(WriteRequest request, GroupId group, UUID operation) {
        WriteBody body = request.body();
        boolean waits = body.mode() == WriteBody.Mode.SYNCHRONOUS;
        Optional<WriteResult> result = await(group, operation, waits ? patience : Duration.ZERO);
        boolean isWorthTelling = waits || result.filter(done -> done.successes() == 0).isPresent();
        if (result.isPresent() && isWorthTelling) {
            return kept(request, group, WriteReplyJson.done(result.get(), body.isBatch()));
        }
        return waits
                ? WriteReplyJson.goesOn(operation)
                : kept(request, group, WriteReplyJson.stored(operation));
    }

    /// Of two that answer the same request, both give the reply that was kept first.
    private WriteReply kept(WriteRequest request, GroupId group, WriteReply reply) {
        Idempotency idempotency = request.idempotency();
        if (idempotency == null) return reply;
        return db.inTransaction(
                group.projectNumber(),
                tx -> {
                    replies.keep(tx, group, idempotency, reply);
                    return replies.find(tx, group, idempotency, clock.instant())
                            .map(KeptReplies.Kept::reply)
                            .orElse(reply);
                });
    }

    /// Lets the writes of every installation of a connection, and those that go by it as a person,
    /// go on after somebody signed in again. Joins the transaction that stores the new credentials.
    public void resume(Tx tx, Connection connection) {
        Instant now = clock.instant();
        for (Installed installed :
                installations.using(tx, connection.group().project(), connection.id())) {
            for (String object : installed.config().writes().keySet()) {
                var key = new WriteKey(connection.group(), installed.installation().id(), object);
                queue.hastenAll(tx, key, now);
                jobs.wake(tx, this, key.text(), now);
            }
        }
        for (WriteKey key : queue.actedBy(tx, connection.group(), connection.id())) {
            queue.hastenAll(tx, key, now);
            jobs.wake(tx, this, key.text(), now);
        }
    }

    private void wake(Tx tx, WriteKey key, Instant at) {
        jobs.wake(tx, this, key.text(), at);
    }

    /// Cancels writes and sends them again. Call [#hurry] after the transaction.
    public WriteControl control() {
        return control;
    }

    /// Lets what was woken begin at once, and those who wait for a write look again.
    public void hurry(UUID operation) {
        arrivals.ended(List.of(operation));
        jobs.hurry();
    }

    /// How accepted writes stand, for people and programs that ask.
    public WriteListing listing() {
        return listing;
    }

    /// Forgets idempotency keys after seven days, and writes that ended before `oldest`. Run as
    /// system.
    public void clean(Tx tx, Instant oldest) {
        replies.clean(tx, clock.instant());
        outcomes.clean(tx, oldest);
    }

    /// What writes are stored in and checked against.
    public record Stores(
            Datasets datasets,
            RecordStore records,
            InstalledNames names,
            Installations installations,
            Connections connections,
            Acting acting,
            Operations operations,
            Notifications notifications) {}

    /// What became of a request, and whose it is.
    private record Accepted(GroupId group, Acceptance acceptance) {}

    /// How providers are reached.
    public record Provider(Providers providers, Outbound outbound, Schemas schemas) {}
}
