package dev.tenon.server.write;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.GroupCommit;
import dev.tenon.server.db.SetStatement;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Stores what was checked, in one transaction with the idempotency key and the wake-up of the
/// queue: who is answered after it can rely on the write. Requests of a project that come at the
/// same moment share a transaction, each with an answer of its own. Safe for use by many threads.
final class Admission {
    /// So many requests share a transaction.
    private static final int TOGETHER = 100;

    /// A request of more records has a transaction of its own, and keeps no other waiting.
    private static final int FEW = 100;

    /// So many transactions of projects are under way at once.
    private static final int THREADS = 8;

    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Db db;
    private final Books books;
    private final Gathering gathering = new Gathering();
    private final Waking waking;
    private final InstantSource clock;
    private final Executor threads = threads();
    private final ConcurrentMap<
                    ProjectId, GroupCommit<AdmissionRound.Entry, AdmissionRound.Outcome>>
            lines = new ConcurrentHashMap<>();

    Admission(Db db, Books books, Waking waking, InstantSource clock) {
        this.db = db;
        this.books = books;
        this.waking = waking;
        this.clock = clock;
    }

    /// Threads of the operating system: on a virtual one, each statement's answer would wait until
    /// the requests that run meanwhile give a carrier back.
    private static Executor threads() {
        var threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE.toMillis(),
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("admission-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /// What was answered under the request's key before, or what is under way for it.
    Optional<Acceptance> before(GroupId group, Idempotency idempotency) {
        return db.inTransaction(
                group.projectNumber(),
                tx ->
                        books.replies()
                                .find(tx, group, idempotency, clock.instant())
                                .map(AdmissionRound::known));
    }

    /// @param footing what the request was checked against, if that may have changed since
    /// @return nothing when it has; nothing is stored then
    Optional<Acceptance> admit(
            WriteRequest request, Intake.Prepared prepared, Optional<Footing.Stamp> footing) {
        var entry =
                new AdmissionRound.Entry(request, prepared, footing, books.operations().newId());
        ProjectId project = request.whose().project();
        AdmissionRound.Outcome outcome =
                prepared.records().size() > FEW
                        ? store(project, List.of(entry)).getFirst()
                        : lines.computeIfAbsent(
                                        project,
                                        _ ->
                                                new GroupCommit<>(
                                                        TOGETHER,
                                                        threads,
                                                        all -> store(project, all)))
                                .store(entry);
        return switch (outcome) {
            case AdmissionRound.Outcome.Accepted(Acceptance acceptance) -> Optional.of(acceptance);
            case AdmissionRound.Outcome.Refused(var refusal) -> throw refusal;
            case AdmissionRound.Outcome.Outdated() -> Optional.empty();
        };
    }

    private List<AdmissionRound.Outcome> store(
            ProjectId project, List<AdmissionRound.Entry> entries) {
        var round = new AdmissionRound(books, gathering, waking, clock.instant());
        List<AdmissionRound.Outcome> outcomes =
                db.inTransaction(project.number(), tx -> round.store(tx, entries));
        if (round.isAnythingDue()) waking.hurry().run();
        return outcomes;
    }

    /// What a request is stored in.
    record Books(
            Footings footings,
            KeptReplies replies,
            Operations operations,
            WriteQueue queue,
            WriteLog log) {}

    /// How queues are woken.
    ///
    /// @param hurry lets what is due begin at once; called after the transaction
    record Waking(Waker waker, Runnable hurry) {}

    /// What wakes queues at moments.
    interface Waker {
        SetStatement waking(Map<WriteKey, Instant> moments);
    }
}
