package dev.tenon.server.sync;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.records.DatasetId;
import dev.tenon.spi.Position.Checkpoint;
import dev.tenon.spi.Reader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps the book of runs: how each begins, how it ended, and when the next is due. Every method
/// that writes does so in one transaction. Safe for use by many threads.
final class RunBook {
    private final Db db;
    private final ReadStates states;
    private final Asks asks;
    private final RunReports reports;
    private final ReadNews news;
    private final Timetable timetable;
    private final Waking waking;
    private final InstantSource clock;
    private final Endings endings;

    RunBook(Db db, Books books, Timetable timetable, Waking waking, InstantSource clock) {
        this.db = db;
        this.states = books.states();
        this.asks = books.asks();
        this.reports = books.reports();
        this.news = books.news();
        this.timetable = timetable;
        this.waking = waking;
        this.clock = clock;
        this.endings = new Endings(books, waking, clock);
    }

    /// Goes on with the run that is under way on a track, or begins the one that is due.
    Optional<Begun> begin(ReadWork work, Track track) {
        return inTransaction(work, tx -> begin(tx, work, track));
    }

    private Optional<Begun> begin(Tx tx, ReadWork work, Track track) {
        ReadState state = mixed(tx, work, lock(tx, work, track));
        Run run = state.run(track);
        String abandoned = "";
        if (run != null && Agenda.isOutdated(run, work)) {
            if (run.place().isByJob()) abandoned = run.place().jobValue();
            reports.end(
                    tx,
                    state,
                    track,
                    Operation.Status.SUCCESS,
                    "Begun anew under a changed config");
            run = null;
        }
        if (run == null) {
            Optional<Run> due = due(tx, work, track, state);
            if (due.isEmpty()) return Optional.empty();
            run = due.get();
        }
        Operation operation = reports.operation(tx, work, track, run);
        run = run.takenUp(operation.id());
        ReadState begun = state.with(track, state.on(track).with(run));
        states.save(tx, begun, track);
        return Optional.of(new Begun(begun, run, operation.number(), abandoned));
    }

    /// Notes which fields records get from now on. A run may be left before its end, and the fields
    /// that it was for may be selected no more, or again: what it did stays.
    private ReadState mixed(Tx tx, ReadWork work, ReadState state) {
        ReadState mixed = state.mixedWith(work.shape().selection().types().keySet());
        if (!Objects.equals(mixed.holding(), state.holding())) states.save(tx, mixed);
        if (!Objects.equals(mixed.run(Track.BACKFILL), state.run(Track.BACKFILL))) {
            states.save(tx, mixed, Track.BACKFILL);
        }
        return mixed;
    }

    private Optional<Run> due(Tx tx, ReadWork work, Track track, ReadState state) {
        Instant now = clock.instant();
        if (track == Track.ASKED || track == Track.SWEEP) {
            Optional<Asks.Taken> taken = asks.take(tx, work.id(), track);
            if (taken.isPresent() || track == Track.ASKED) {
                return taken.map(ask -> fresh(ask.errand(), ask.operation(), now));
            }
        }
        Optional<Errand> due = Agenda.due(track, work, state);
        if (due.isEmpty()) return Optional.empty();
        UUID operation = reports.open(tx, work, track).id();
        for (String missing : work.shape().missingOptional()) {
            reports.log(
                    tx,
                    work.id(),
                    operation,
                    Severity.WARNING,
                    "The object has no field \"" + missing + "\"; it is left out");
        }
        return Optional.of(fresh(due.get(), operation, now));
    }

    private static Run fresh(Errand errand, UUID operation, Instant now) {
        return new Run(errand, operation, now, -1, Run.Place.START, -1, 0);
    }

    /// Stores how far a run has come.
    void save(Tx tx, ReadState state, Track track, Run run) {
        states.save(tx, state.with(track, new ReadState.Standing(run, 0, "")), track);
    }

    /// Changes a run that is under way.
    Run change(ReadWork work, Track track, Function<Run, Run> change) {
        return inTransaction(
                work,
                tx -> {
                    ReadState state = lock(tx, work, track);
                    Run changed = change.apply(Objects.requireNonNull(state.run(track)));
                    states.save(tx, state.with(track, state.on(track).with(changed)), track);
                    return changed;
                });
    }

    /// Notes what a run will bring, and tells of a backfill what it will cost.
    Run expects(ReadWork work, Track track, Reader.Estimate estimate) {
        Function<Run, Run> change = run -> run.expecting(estimate.records());
        if (track != Track.BACKFILL || estimate.records() < 0) return change(work, track, change);
        return told(
                work,
                track,
                change,
                "Expects about "
                        + estimate.records()
                        + " records, in about "
                        + estimate.calls()
                        + " calls page by page");
    }

    /// Notes that a run reads by a job from now on. What the job brings is as old as its start.
    Run byJob(ReadWork work, Track track, String job, String why) {
        long seq = work.dataset().seq();
        Set<String> fields = work.shape().selection().types().keySet();
        return told(work, track, run -> run.mixedWith(fields).byJob(job, seq), why);
    }

    /// Notes that a run reads page by page, from its beginning.
    Run byPages(ReadWork work, Track track, String why) {
        return told(work, track, Run::byPages, why);
    }

    private Run told(ReadWork work, Track track, Function<Run, Run> change, String why) {
        return inTransaction(
                work,
                tx -> {
                    ReadState state = lock(tx, work, track);
                    Run changed = change.apply(Objects.requireNonNull(state.run(track)));
                    states.save(tx, state.with(track, state.on(track).with(changed)), track);
                    reports.log(tx, state, track, Severity.INFO, why);
                    return changed;
                });
    }

    /// How a dataset stands, for a page to be kept. Locked before the dataset itself in every
    /// transaction that changes both, or two of them could wait for each other for ever.
    ///
    /// @throws Claim.Lost when the dataset is gone, its terms have changed, or another node goes on
    ///   with the run
    ReadState lock(Tx tx, ReadWork work, Track track) {
        return states.lock(tx, work.id())
                .filter(state -> work.claim().holds(state, track))
                .orElseThrow(Claim.Lost::new);
    }

    /// Ends a run that has reached its end.
    ///
    /// @param checkpoint where the next run of changes starts, if this run says so
    Next done(
            Tx tx,
            ReadWork work,
            Track track,
            ReadState state,
            @Nullable Checkpoint checkpoint,
            String result) {
        Run run = Objects.requireNonNull(state.run(track));
        reports.end(tx, state, track, Operation.Status.SUCCESS, result);
        news.done(tx, work.id(), run, track);
        ReadState after = after(work, state, run, checkpoint);
        after =
                after.with(after.times().succeeded(clock.instant()))
                        .with(track, ReadState.Standing.IDLE);
        states.save(tx, after);
        states.save(tx, after, track);
        if (track == Track.BACKFILL) follow(tx, work, state);
        return next(tx, work, track, after);
    }

    /// What changed while a backfill read is read after it: at once where that may have brought
    /// something back, else when the provider has settled.
    private void follow(Tx tx, ReadWork work, ReadState before) {
        Instant now = clock.instant();
        if (before.checkpoint() != null) {
            waking.wake(tx, work.id(), Track.CHANGES, now);
        } else if (work.read().schedule() != null) {
            waking.wake(tx, work.id(), Track.CHANGES, now.plus(work.connector().settling()));
        }
    }

    /// A backfill puts the checkpoint back to its own beginning: what was deleted while it read may
    /// have come back by it, so that the changes since are read again.
    private static ReadState after(
            ReadWork work, ReadState state, Run run, @Nullable Checkpoint checkpoint) {
        Instant asOf = run.startedAt().minus(work.connector().settling());
        return switch (run.errand()) {
            case Errand.Everything(Holding target) ->
                    state.with(checkpoint).with(target).with(state.times().fresh(asOf));
            case Errand.Columns(var _, Holding target) -> state.with(target);
            case Errand.Changes() ->
                    state.holding() == null
                            ? state.with(checkpoint)
                            : state.with(checkpoint).with(state.times().fresh(asOf));
            case Errand.Span _, Errand.Ids _, Errand.Sweep _ -> state;
        };
    }

    private Next next(Tx tx, ReadWork work, Track track, ReadState state) {
        return switch (track) {
            case CHANGES -> timetable.next(work.read().schedule(), work.id());
            case BACKFILL ->
                    Agenda.due(track, work, state).isPresent()
                            ? new Next.At(clock.instant())
                            : new Next.WhenWoken();
            case ASKED ->
                    asks.anyWaiting(tx, work.id(), track)
                            ? new Next.At(clock.instant())
                            : new Next.WhenWoken();
            case SWEEP -> sweepNext(work);
        };
    }

    private Next sweepNext(ReadWork work) {
        return Agenda.sweeps(work)
                ? timetable.next(Agenda.sweepSchedule(work.read()), work.id())
                : new Next.WhenWoken();
    }

    /// Whether a track has something to do before its time.
    boolean isBusy(ReadWork work, Track track) {
        return inTransaction(work, tx -> states.busy(tx, work.id()).contains(track));
    }

    /// When a track with nothing to do is looked at again.
    Next rest(ReadWork work, Track track) {
        return switch (track) {
            case CHANGES -> timetable.next(work.read().schedule(), work.id());
            case BACKFILL, ASKED -> new Next.WhenWoken();
            case SWEEP -> sweepNext(work);
        };
    }

    /// Decides what follows when a run did not reach its end.
    ///
    /// @throws Claim.Lost as [#lock] does
    Next ended(ReadWork work, Track track, Outcome outcome) {
        return inTransaction(work, tx -> endings.follow(tx, lock(tx, work, track), track, outcome));
    }

    /// Decides what follows when a run could not even begin, or must not.
    Next notBegun(DatasetId id, Track track, Outcome outcome) {
        return locked(id, (tx, state) -> endings.follow(tx, state, track, outcome));
    }

    private Next locked(DatasetId id, BiFunction<Tx, ReadState, Next> change) {
        return db.inTransaction(
                id.group().projectNumber(),
                tx ->
                        states.lock(tx, id)
                                .map(state -> change.apply(tx, state))
                                .orElseGet(Next.WhenWoken::new));
    }

    /// What people see of the runs.
    RunReports reports() {
        return reports;
    }

    <T> T inTransaction(ReadWork work, Function<Tx, T> change) {
        return db.inTransaction(work.id().group().projectNumber(), change);
    }

    /// What runs are written down in.
    record Books(ReadStates states, Asks asks, RunReports reports, ReadNews news) {}

    /// A run under way.
    ///
    /// @param origin the number that its records carry
    /// @param abandoned a job at the provider whose results nobody wants any more; empty for none
    record Begun(ReadState state, Run run, long origin, String abandoned) {}

    /// Lets a track be looked at.
    @FunctionalInterface
    interface Waking {
        void wake(Tx tx, DatasetId id, Track track, Instant at);
    }
}
