package dev.tenon.server.sync;

import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.spi.Position.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Says what becomes of runs that do not reach their end, and of the operations that people wait
/// for: each ends, with a reason. Joins the transaction of the [RunBook]. Safe for use by many
/// threads.
final class Endings {
    /// An operation that has failed this often in a row ends; the next try is one of its own, and
    /// goes on from the same page.
    private static final int PATIENCE = 8;

    private final RunBook.Books books;
    private final RunBook.Waking waking;
    private final InstantSource clock;
    private final ReadStates states;
    private final RunReports reports;
    private final ReadNews news;

    Endings(RunBook.Books books, RunBook.Waking waking, InstantSource clock) {
        this.books = books;
        this.waking = waking;
        this.clock = clock;
        this.states = books.states();
        this.reports = books.reports();
        this.news = books.news();
    }

    /// What comes next on a track whose run did not reach its end, or could not even begin.
    Next follow(Tx tx, ReadState state, Track track, Outcome outcome) {
        ReadState.Standing standing = state.on(track);
        Run run = standing.run();
        return switch (outcome) {
            case Outcome.Done() -> new Next.WhenWoken();
            case Outcome.Again(Instant at, String why, boolean counts) ->
                    again(tx, state, track, new Retry(at, why, counts));
            case Outcome.StartOver(String why) -> {
                reports.log(tx, state, track, Severity.WARNING, "The run starts over: " + why);
                Run restarted = run == null ? null : run.restarted();
                states.save(tx, state.with(track, standing.failed(why).with(restarted)), track);
                yield new Next.At(
                        standing.failures() == 0 ? clock.instant() : later(standing.failures()));
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
                    again(tx, state, track, new Retry(later(standing.failures()), why, true));
            case Outcome.Rests rests -> rest(tx, state, track, rests);
            case Outcome.NeedsPerson needed -> stop(tx, state, track, needed);
        };
    }

    /// Ends the operations of a dataset that rests, so that nobody waits for them. A run keeps its
    /// place; what somebody asked for is to be asked for again. Who was woken meanwhile looks anew.
    private Next rest(Tx tx, ReadState state, Track track, Outcome.Rests rests) {
        if (state.terms() != rests.terms()) return new Next.At(clock.instant());
        Run run = state.run(track);
        String told = "Nothing is read: " + rests.why();
        if (run != null) {
            String far = run.recordsRead() > 0 ? ". So far: " + run.recordsRead() + " records" : "";
            reports.end(tx, state, track, Operation.Status.FAILURE, told + far);
            if (track == Track.ASKED) {
                news.refused(tx, state.dataset(), run.operation(), told);
                states.save(tx, state.with(track, ReadState.Standing.IDLE), track);
            }
        }
        reports.refuse(tx, state.dataset(), track, told)
                .forEach(each -> news.refused(tx, state.dataset(), each, told));
        return new Next.WhenWoken();
    }

    private Instant later(int failures) {
        return clock.instant().plus(Reactions.backoff(failures));
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
            if (standing.run() == null) reports.refuse(tx, state.dataset(), track, retry.why());
        }
        states.save(tx, state.with(track, next), track);
        return new Next.At(retry.at());
    }

    private Next stop(Tx tx, ReadState state, Track track, Outcome.NeedsPerson needed) {
        String why = needed.why();
        reports.log(tx, state, track, Severity.ERROR, why);
        Run run = state.run(track);
        if (track == Track.ASKED) {
            if (run != null) news.refused(tx, state.dataset(), run.operation(), why);
        } else if (state.tracks().values().stream().noneMatch(on -> on.problem().equals(why))) {
            news.paused(tx, state.dataset(), why);
        }
        reports.end(tx, state, track, Operation.Status.FAILURE, why);
        if (run == null) reports.refuse(tx, state.dataset(), track, why);
        boolean staysThere = needed.keepsPlace() && track != Track.ASKED;
        ReadState.Standing after = state.on(track).failed(why).with(staysThere ? run : null);
        states.save(tx, state.with(track, after), track);
        if (track == Track.ASKED) {
            return books.asks().anyWaiting(tx, state.dataset(), track)
                    ? new Next.At(clock.instant())
                    : new Next.WhenWoken();
        }
        return new Next.At(clock.instant().plus(Duration.ofMinutes(10)));
    }

    private record Retry(Instant at, String why, boolean counts) {}
}
