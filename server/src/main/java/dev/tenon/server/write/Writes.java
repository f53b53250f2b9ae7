package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
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
import java.util.List;
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
        this.intake = new Intake(db, stores.connections(), stores.acting(), provider);
        var log =
                new WriteLog(
                        stores.operations(), outcomes, stores.notifications(), patience, clock);
        this.admission = new Admission(db, queue, log, replies, stores.operations(), clock);
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
        return switch (accept(request)) {
            case Acceptance.Answered(UUID _, WriteReply reply) -> reply;
            case Acceptance.Taken(UUID operation, boolean isOpen) ->
                    isOpen && request.body().mode() == WriteBody.Mode.ASYNCHRONOUS
                            ? kept(request, WriteReplyJson.stored(operation))
                            : answer(request, operation);
            case Acceptance.UnderWay(UUID operation) -> answer(request, operation);
        };
    }

    /// Checks a request and stores it. When this returns, the write is done sooner or later, or
    /// ends with a reason.
    ///
    /// @throws Refusal when nothing of the request can be taken; nothing is stored then
    public Acceptance accept(WriteRequest request) {
        GroupId group = group(request);
        Idempotency idempotency = request.idempotency();
        if (idempotency != null) {
            Optional<Acceptance> before = admission.before(group, idempotency);
            if (before.isPresent()) return before.get();
        }
        Intake.Prepared prepared = intake.prepare(request);
        Acceptance accepted =
                admission.admit(
                        request, prepared, (tx, key, at) -> jobs.post(tx, this, key.text(), at));
        jobs.collect();
        return accepted;
    }

    /// What became of an accepted write, as soon as it is known; nothing when `limit` passes first.
    public Optional<WriteResult> await(GroupId group, UUID operation, Duration limit) {
        return arrivals.await(operation, limit, () -> result(group, operation));
    }

    private Optional<WriteResult> result(GroupId group, UUID operation) {
        return db.inTransaction(group.projectNumber(), tx -> outcomes.result(tx, group, operation));
    }

    private WriteReply answer(WriteRequest request, UUID operation) {
        GroupId group = group(request);
        WriteBody body = request.body();
        boolean waits = body.mode() == WriteBody.Mode.SYNCHRONOUS;
        Optional<WriteResult> result = await(group, operation, waits ? patience : Duration.ZERO);
        boolean isWorthTelling = waits || result.filter(done -> done.successes() == 0).isPresent();
        if (result.isPresent() && isWorthTelling) {
            return kept(request, WriteReplyJson.done(result.get(), body.isBatch()));
        }
        return waits
                ? WriteReplyJson.goesOn(operation)
                : kept(request, WriteReplyJson.stored(operation));
    }

    /// Of two that answer the same request, both give the reply that was kept first.
    private WriteReply kept(WriteRequest request, WriteReply reply) {
        GroupId group = group(request);
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

    private static GroupId group(WriteRequest request) {
        return request.installed().installation().group();
    }

    /// What writes are stored in and checked against.
    public record Stores(
            Datasets datasets,
            RecordStore records,
            Installations installations,
            Connections connections,
            Acting acting,
            Operations operations,
            Notifications notifications) {}

    /// How providers are reached.
    public record Provider(Providers providers, Outbound outbound, Schemas schemas) {}
}
