package dev.tenon.server.sync;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.server.records.RecordStore;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.Reader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Keeps the book of a run: where it begins, each page with the cursor after it, how it ended, and
/// when the next is due. Every method that writes does so in one transaction. Safe for use by many
/// threads.
final class RunBook {
    /// An operation that has failed this often in a row ends; the next try is one of its own.
    private static final int PATIENCE = 8;

    private final Db db;
    private final ReadStates states;
    private final RecordStore store;
    private final Operations operations;
    private final Timetable timetable;
    private final InstantSource clock;

    RunBook(
            Db db,
            ReadStates states,
            RecordStore store,
            Operations operations,
            Timetable timetable,
            InstantSource clock) {
        this.db = db;
        this.states = states;
        this.store = store;
        this.operations = operations;
        this.timetable = timetable;
        this.clock = clock;
    }

    /// Begins the run that is due: what somebody asked for, else a backfill when the store does not
    /// hold what is selected now, else what changed.
    ReadState begin(ReadWork work) {
        return inTransaction(
                work,
                tx -> {
                    ReadState state = states.lock(tx, work.dataset().id()).orElseThrow();
                    ReadState.Kind kind = due(work, state);
                    ReadState.Wanted wanted = state.wanted();
                    UUID operation =
                            kind == ReadState.Kind.TRIGGERED && wanted != null
                                    ? wanted.operation()
                                    : open(tx, work, kind).id();
                    var run = new ReadState.Run(kind, null, operation, 0, -1, clock.instant());
                    ReadState begun =
                            new ReadState(
                                    state.dataset(),
                                    state.checkpoint(),
                                    work.shape().selection().fingerprint(),
                                    run,
                                    wanted,
                                    state.health());
                    states.save(tx, begun);
                    for (String missing : work.shape().missingOptional()) {
                        log(
                                tx,
                                begun,
                                Severity.WARNING,
                                "The object has no field \"" + missing + "\"; it is left out");
                    }
                    return begun;
                });
    }

    private static ReadState.Kind due(ReadWork work, ReadState state) {
        boolean anew =
                state.checkpoint() == null
                        || !work.shape().selection().fingerprint().equals(state.selection());
        if (anew) return ReadState.Kind.BACKFILL;
        return state.wanted() == null ? ReadState.Kind.SCHEDULED : ReadState.Kind.TRIGGERED;
    }

    /// Notes how many records a run is expected to bring.
    void expect(ReadWork work, ReadState.Run run, Reader.Estimate estimate) {
        inTransaction(
                work,
                tx -> {
                    ReadState now = states.lock(tx, work.dataset().id()).orElseThrow();
                    states.save(
                            tx,
                            with(
                                    now,
                                    new ReadState.Run(
                                            run.kind(),
                                            run.cursor(),
                                            run.operation(),
                                            run.recordsRead(),
                                            estimate.records(),
                                            run.startedAt())));
                    return now;
                });
    }

    /// The number that the records of a run carry as their origin.
    long origin(ReadWork work, ReadState.Run run) {
        return inTransaction(
                work,
                tx ->
                        operations
                                .find(tx, work.dataset().id().group().project(), run.operation())
                                .orElseThrow()
                                .number());
    }

    /// Applies a page and stores the cursor after it.
    ///
    /// @param origin of the run
    void keep(Tx tx, ReadWork work, long origin, Page page, RecordShaper.Shaped shaped) {
        DatasetId id = work.dataset().id();
        ReadState state = states.lock(tx, id).orElseThrow();
        ReadState.Run run = java.util.Objects.requireNonNull(state.run());
        var batch = new RecordStore.Batch(until(shaped, state), page.deletedIds());
        store.apply(tx, id, batch, origin, clock.instant());
        var next =
                new ReadState.Run(
                        run.kind(),
                        page.next(),
                        run.operation(),
                        run.recordsRead() + shaped.records().size(),
                        run.expected(),
                        run.startedAt());
        states.save(
                tx,
                new ReadState(
                        id,
                        page.next() == null ? checkpoint(state, run, page) : state.checkpoint(),
                        state.selection(),
                        next,
                        state.wanted(),
                        new ReadState.Health(
                                0, "", state.health().lastSuccessAt(), state.health().paused())));
    }

    private static List<RecordShaper.Incoming> until(RecordShaper.Shaped shaped, ReadState state) {
        ReadState.Wanted answered = state.answered();
        Instant until = answered == null ? null : answered.until();
        if (until == null) return shaped.records();
        return shaped.records().stream()
                .filter(record -> {
                    Instant modified = record.modifiedAt();
                    return modified == null || !modified.isAfter(until);
                })
                .toList();
    }

    /// A read that somebody asked for says nothing of what changed before it; the checkpoint stays.
    private static Position.@Nullable Checkpoint checkpoint(
            ReadState state, ReadState.Run run, Page page) {
        return run.kind() == ReadState.Kind.TRIGGERED ? state.checkpoint() : page.checkpoint();
    }

    /// Ends a run that has reached its end.
    Next done(ReadWork work) {
        return inTransaction(
                work,
                tx -> {
                    ReadState state = states.lock(tx, work.dataset().id()).orElseThrow();
                    ReadState.Run run = java.util.Objects.requireNonNull(state.run());
                    end(
                            tx,
                            state,
                            Operation.Status.SUCCESS,
                            "Read "
                                    + run.recordsRead()
                                    + " records of "
                                    + work.read().objectName());
                    boolean answered = state.answered() != null;
                    states.save(
                            tx,
                            new ReadState(
                                    state.dataset(),
                                    state.checkpoint(),
                                    state.selection(),
                                    null,
                                    answered ? null : state.wanted(),
                                    new ReadState.Health(
                                            0, "", clock.instant(), state.health().paused())));
                    return !answered && state.wanted() != null
                            ? new Next.At(clock.instant())
                            : timetable.next(work.read().schedule());
                });
    }

    /// Decides what follows a run that did not reach its end.
    Next ended(ReadWork work, Outcome outcome) {
        return inTransaction(
                work,
                tx -> follow(tx, states.lock(tx, work.dataset().id()).orElseThrow(), outcome));
    }

    /// Decides what follows when a run could not even begin.
    Next failedBefore(ReadState state, Outcome outcome) {
        return db.inTransaction(
                state.dataset().group().projectNumber(),
                tx -> follow(tx, states.lock(tx, state.dataset()).orElse(state), outcome));
    }

    private Next follow(Tx tx, ReadState state, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done() -> new Next.WhenWoken();
            case Outcome.Again(Instant at, String why, boolean counts) ->
                    again(tx, state, at, why, counts);
            case Outcome.StartOver(String why) -> {
                log(tx, state, Severity.WARNING, "The run starts over: " + why);
                states.save(tx, with(state, restarted(state.run())));
                yield new Next.At(clock.instant());
            }
            case Outcome.ReadAnew(String why) -> {
                log(tx, state, Severity.WARNING, "Everything is read again: " + why);
                end(tx, state, Operation.Status.FAILURE, why);
                states.save(
                        tx,
                        new ReadState(
                                state.dataset(),
                                null,
                                null,
                                null,
                                state.wanted(),
                                failed(state, why)));
                yield new Next.At(clock.instant());
            }
            case Outcome.Rediscover(String why) ->
                    again(tx, state, clock.instant().plusSeconds(2), why, true);
            case Outcome.NeedsPerson(String why) -> stop(tx, state, why);
        };
    }

    private Next again(Tx tx, ReadState state, Instant at, String why, boolean counts) {
        log(tx, state, Severity.WARNING, why + "; going on at " + at);
        ReadState.Health health =
                counts
                        ? failed(state, why)
                        : new ReadState.Health(
                                state.health().failures(),
                                why,
                                state.health().lastSuccessAt(),
                                state.health().paused());
        boolean givesUp = counts && health.failures() % PATIENCE == 0 && state.run() != null;
        if (givesUp) end(tx, state, Operation.Status.FAILURE, why);
        ReadState.Run run = givesUp ? null : state.run();
        states.save(
                tx,
                new ReadState(
                        state.dataset(),
                        state.checkpoint(),
                        state.selection(),
                        run,
                        state.wanted(),
                        health));
        return new Next.At(at);
    }

    private Next stop(Tx tx, ReadState state, String why) {
        log(tx, state, Severity.ERROR, why);
        end(tx, state, Operation.Status.FAILURE, why);
        ReadState.Wanted wanted = state.wanted();
        if (wanted != null) {
            operations.end(
                    tx,
                    state.dataset().group(),
                    wanted.operation(),
                    Operation.Status.FAILURE,
                    why,
                    Json.object());
        }
        states.save(
                tx,
                new ReadState(
                        state.dataset(),
                        state.checkpoint(),
                        state.selection(),
                        null,
                        null,
                        failed(state, why)));
        return new Next.At(clock.instant().plus(Duration.ofMinutes(10)));
    }

    private static ReadState.@Nullable Run restarted(ReadState.@Nullable Run run) {
        return run == null
                ? null
                : new ReadState.Run(run.kind(), null, run.operation(), 0, -1, run.startedAt());
    }

    private static ReadState.Health failed(ReadState state, String why) {
        return new ReadState.Health(
                state.health().failures() + 1,
                why,
                state.health().lastSuccessAt(),
                state.health().paused());
    }

    private static ReadState with(ReadState state, ReadState.@Nullable Run run) {
        return new ReadState(
                state.dataset(),
                state.checkpoint(),
                state.selection(),
                run,
                state.wanted(),
                state.health());
    }

    private Operation open(Tx tx, ReadWork work, ReadState.Kind kind) {
        return operations.begin(
                tx,
                work.dataset().id().group(),
                new Operation.Subject(
                        work.installed().revision().integration(),
                        work.installed().installation().id(),
                        Operation.Action.READ,
                        work.read().objectName(),
                        kind.wireName()));
    }

    private void end(Tx tx, ReadState state, Operation.Status status, String result) {
        ReadState.Run run = state.run();
        if (run == null) return;
        ObjectNode metadata = Json.object();
        metadata.putObject("progress")
                .put("recordsProcessed", run.recordsRead())
                .put("recordsEstimatedTotal", run.expected());
        operations.end(tx, state.dataset().group(), run.operation(), status, result, metadata);
        if (status == Operation.Status.SUCCESS) {
            operations.log(
                    tx,
                    state.dataset().group(),
                    run.operation(),
                    Severity.INFO,
                    result,
                    Json.object());
        }
    }

    /// Adds a line to the log of the run under way.
    void log(Tx tx, ReadWork work, Severity severity, String message) {
        log(tx, states.find(tx, work.dataset().id()).orElseThrow(), severity, message);
    }

    private void log(Tx tx, ReadState state, Severity severity, String message) {
        ReadState.Run run = state.run();
        if (run == null) return;
        operations.log(
                tx, state.dataset().group(), run.operation(), severity, message, Json.object());
    }

    private <T> T inTransaction(ReadWork work, java.util.function.Function<Tx, T> change) {
        return db.inTransaction(work.dataset().id().group().projectNumber(), change);
    }
}
