package dev.tenon.server.sync;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.records.DatasetId;
import dev.tenon.spi.Position.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps the book of runs: how each begins, how it ended, and when the next is due. Every method
/// that writes does so in one transaction. Safe for use by many threads.
final class RunBook {
    /// An operation that has failed this often in a row ends; the next try is one of its own, and
    /// goes on from the same page.
    private static final int PATIENCE = 8;

    private final Db db;
    private final ReadStates states;
    private final Asks asks;
    private final RunReports reports;
    private final ReadNews news;
    private final Timetable timetable;
    private final Waking waking;
    private final InstantSource clock;

    RunBook(Db db, Books books, Timetable timetable, Waking waking, InstantSource clock) {
        this.db = db;
        this.states = books.states();
        this.asks = books.asks();
        this.reports = books.reports();
        this.news = books.news();
        this.timetable = timetable;
        this.waking = waking;
        this.clock = clock;
    }

    /// Goes on with the run that is under way on a track, or begins the one that is due.
    Optional<Begun> begin(ReadWork work, Track track) {
        return inTransaction(work, tx -> begin(tx, work, track));
    }

    private Optional<Begun> begin(Tx tx, ReadWork work, Track track) {
        ReadState state = states.lock(tx, work.id()).orElseThrow();
        Run run = state.run(track);
        if (run != null && Agenda.isOutdated(run, work)) {
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
        run = run.under(operation.id());
        ReadState begun = state.with(track, state.on(track).with(run));
        states.save(tx, begun, track);
        return Optional.of(new Begun(begun, run, operation.number()));
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
        return new Run(errand, operation, now, -1, Run.Place.START, -1);
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
                    ReadState state = states.lock(tx, work.id()).orElseThrow();
                    Run changed = change.apply(java.util.Objects.requireNonNull(state.run(track)));
                    states.save(tx, state.with(track, state.on(track).with(changed)), track);
                    return changed;
                });
    }

    /// Notes that a run reads by a job from now on. What the job brings is as old as its start.
    Run byJob(ReadWork work, Track track, String job, String why) {
        long seq = work.dataset().seq();
        Set<String> fields = work.shape().selection().types().keySet();
        return told(work, track, run -> run.reading(fields).byJob(job, seq), why);
    }

    /// Notes that a run reads page by page, from its beginning.
    Run byPages(ReadWork work, Track track, String why) {
        return told(work, track, Run::byPages, why);
    }

    private Run told(ReadWork work, Track track, Function<Run, Run> change, String why) {
        return inTransaction(
                work,
                tx -> {
                    ReadState state = states.lock(tx, work.id()).orElseThrow();
                    Run changed = change.apply(java.util.Objects.requireNonNull(state.run(track)));
                    states.save(tx, state.with(track, state.on(track).with(changed)), track);
                    reports.log(tx, state, track, Severity.INFO, why);
                    return changed;
                });
    }

    /// How a dataset stands, for a page to be kept. Locked before the dataset itself in every
    /// transaction that changes both, or two of them could wait for each other for ever.
    ReadState lock(Tx tx, ReadWork work) {
        return states.lock(tx, work.id()).orElseThrow();
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
        Run run = java.util.Objects.requireNonNull(state.run(track));
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
                ? timetable.next(Agenda.sweepSchedule(work), work.id())
                : new Next.WhenWoken();
    }

    /// When a track with nothing to do is looked at again.
    Next rest(ReadWork work, Track track) {
        return switch (track) {
            case CHANGES -> timetable.next(work.read().schedule(), work.id());
            case BACKFILL, ASKED -> new Next.WhenWoken();
            case SWEEP -> sweepNext(work);
        };
    }

    /// Decides what follows when a run did not reach its end, or could not even begin.
    Next ended(DatasetId id, Track track, Outcome outcome) {
        return db.inTransaction(
                id.group().projectNumber(),
                tx ->
                        states.lock(tx, id)
                                .map(state -> follow(tx, state, track, outcome))
                                .orElseGet(Next.WhenWoken::new));
    }

    private Next follow(Tx tx, ReadState state, Track track, Outcome outcome) {
        ReadState.Standing standing = state.on(track);
        Run run = standing.run();
        return switch (outcome) {
            case Outcome.Done() -> new Next.WhenWoken();
            case Outcome.Again(Instant at, String why, boolean counts) ->
                    again(tx, state, track, new Retry(at, why, counts));
            case Outcome.StartOver(String why) -> {
                reports.log(tx, state, track, Severity.WARNING, "The run starts over: " + why);
                Run restarted = run == null ? null : run.restarted();
                states.save(tx, state.with(track, standing.with(restarted)), track);
                yield new Next.At(clock.instant());
            }
            case Outcome.ReadAnew(String why) -> {
                reports.log(tx, state, track, Severity.WARNING, "Everything is read again: " + why);
                reports.end(tx, state, track, Operation.Status.FAILURE, why);
                ReadState anew =
                        state.with((Checkpoint) null)
                                .with((Holding) null)
                                .with(track, standing.failed(why).with(null));
                states.save(tx, anew);
                states.save(tx, anew, track);
                waking.wake(tx, state.dataset(), Track.BACKFILL, clock.instant());
                yield new Next.At(clock.instant().plusSeconds(2));
            }
            case Outcome.Rediscover(String why) ->
                    again(tx, state, track, new Retry(clock.instant().plusSeconds(2), why, true));
            case Outcome.NeedsPerson(String why) -> stop(tx, state, track, why);
        };
    }

    private Next again(Tx tx, ReadState state, Track track, Retry retry) {
        reports.log(
                tx, state, track, Severity.WARNING, retry.why() + "; going on at " + retry.at());
        ReadState.Standing standing = state.on(track);
        ReadState.Standing next =
                retry.counts()
                        ? standing.failed(retry.why())
                        : new ReadState.Standing(standing.run(), standing.failures(), retry.why());
        if (retry.counts() && next.failures() % PATIENCE == 0) {
            reports.end(tx, state, track, Operation.Status.FAILURE, retry.why());
            if (track == Track.ASKED) next = next.with(null);
        }
        states.save(tx, state.with(track, next), track);
        return new Next.At(retry.at());
    }

    private Next stop(Tx tx, ReadState state, Track track, String why) {
        reports.log(tx, state, track, Severity.ERROR, why);
        Run run = state.run(track);
        if (track == Track.ASKED) {
            if (run != null) news.refused(tx, state.dataset(), run.operation(), why);
        } else if (!state.worst().problem().equals(why)) {
            news.paused(tx, state.dataset(), why);
        }
        reports.end(tx, state, track, Operation.Status.FAILURE, why);
        if (track == Track.ASKED && state.run(track) == null)
            reports.refuse(tx, state.dataset(), why);
        states.save(tx, state.with(track, state.on(track).failed(why).with(null)), track);
        if (track == Track.ASKED) {
            return asks.anyWaiting(tx, state.dataset(), track)
                    ? new Next.At(clock.instant())
                    : new Next.WhenWoken();
        }
        return new Next.At(clock.instant().plus(Duration.ofMinutes(10)));
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
    record Begun(ReadState state, Run run, long origin) {}

    private record Retry(Instant at, String why, boolean counts) {}

    /// Lets a track be looked at.
    @FunctionalInterface
    interface Waking {
        void wake(Tx tx, DatasetId id, Track track, Instant at);
    }
}
