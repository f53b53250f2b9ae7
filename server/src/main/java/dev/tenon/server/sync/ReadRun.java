package dev.tenon.server.sync;

import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.jobs.Turns;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.spi.Access;
import dev.tenon.spi.JobReader;
import dev.tenon.spi.Page;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// Reads one dataset along one track: goes on with the run that was under way, or begins the one
/// that is due, and reads page by page to the end. A page and the cursor after it are kept
/// together, so that a crash repeats at most one page and never skips one. Safe for use by many
/// threads.
final class ReadRun {
    private static final System.Logger LOG = System.getLogger("tenon.sync");

    /// As many records as a look-up by ids takes.
    private static final int AT_ONCE = 2_000;

    /// A run gives its worker away after this when others wait; it goes on from its place.
    private static final Duration SLICE = Duration.ofSeconds(20);

    private final RunBook book;
    private final Preparation preparation;
    private final Outbound outbound;
    private final Keeping keeping;
    private final Sources sources;
    private final OtherRuns others;
    private final BooleanSupplier crowded;
    private final Turns shaping;
    private final PageRoom room;
    private final InstantSource clock;

    ReadRun(RunBook book, Preparation preparation, Outbound outbound, Parts parts) {
        this.book = book;
        this.preparation = preparation;
        this.outbound = outbound;
        this.keeping = parts.keeping();
        this.sources = new Sources(book, outbound, parts.clock());
        this.others = parts.others();
        this.crowded = parts.crowded();
        this.shaping = parts.shaping();
        this.room = parts.room();
        this.clock = parts.clock();
    }

    Next run(DatasetId id, Track track) {
        try {
            return switch (preparation.of(id)) {
                case Preparation.Result.Nothing() -> new Next.WhenWoken();
                case Preparation.Result.Resting(String why, long terms) ->
                        book.notBegun(id, track, new Outcome.Rests(why, terms));
                case Preparation.Result.Failed(ReadState state, ProviderException refusal) ->
                        book.notBegun(id, track, reaction(refusal, state, track));
                case Preparation.Result.Stopped(var _, String why) ->
                        book.notBegun(id, track, new Outcome.NeedsPerson(why, false));
                case Preparation.Result.Ready(ReadWork work, var _) -> run(work, track);
            };
        } catch (Claim.Lost _) {
            return new Next.At(clock.instant());
        }
    }

    private Next run(ReadWork work, Track track) {
        boolean wasReleased = track == Track.SWEEP && others.sweeps().carryOut(work);
        if (wasReleased && !book.isBusy(work, track)) return book.rest(work, track);
        var begun = book.begin(work, track);
        if (begun.isEmpty()) return book.rest(work, track);
        ReadWork ours = work.on(begun.get().run());
        try {
            return run(ours, track, begun.get());
        } catch (ProviderException refusal) {
            Outcome outcome = reaction(refusal, begun.get().state(), track);
            if (outcome instanceof Outcome.Rediscover) preparation.rediscover(ours);
            return book.ended(ours, track, outcome);
        } catch (Claim.Lost lost) {
            throw lost;
        } catch (RuntimeException fault) {
            LOG.log(System.Logger.Level.ERROR, "a read of " + work.id() + " failed", fault);
            int failures = begun.get().state().on(track).failures();
            return book.ended(ours, track, Reactions.to(fault, failures, clock.instant()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Next.At(clock.instant());
        }
    }

    private Next run(ReadWork work, Track track, RunBook.Begun begun) throws InterruptedException {
        Access access = access(work, track, begun.run());
        Reader reader = work.connector().reader(access);
        if (!begun.abandoned().isEmpty()) {
            work.connector()
                    .jobReader(access)
                    .ifPresent(jobs -> jobs.discard(new JobReader.Job(begun.abandoned())));
        }
        return switch (begun.run().errand()) {
            case Errand.Everything _, Errand.Changes(), Errand.Span _, Errand.Ids _ ->
                    fetch(
                            work,
                            track,
                            begun,
                            new Sources.Ways(reader, work.connector().jobReader(access)));
            case Errand.Columns columns -> others.columns().run(work, begun, columns, reader);
            case Errand.Sweep sweep -> others.sweeps().run(work, begun, sweep, reader);
        };
    }

    private Access access(ReadWork work, Track track, Run run) {
        return outbound.access(
                work.connection(), work.connector().info(), track.lane(), run.operation());
    }

    private Next fetch(ReadWork work, Track track, RunBook.Begun begun, Sources.Ways ways)
            throws InterruptedException {
        return switch (sources.choose(work, track, begun, ways)) {
            case Sources.Chosen.Later(Duration wait) -> new Next.At(clock.instant().plus(wait));
            case Sources.Chosen.Pages pages ->
                    readToTheEnd(work, track, begun, pages, ways.reader());
        };
    }

    private Next readToTheEnd(
            ReadWork work,
            Track track,
            RunBook.Begun begun,
            Sources.Chosen.Pages chosen,
            Reader reader)
            throws InterruptedException {
        var newest = new AtomicLong(work.dataset().seq());
        Instant slice = clock.instant().plus(SLICE);
        Run run = chosen.run();
        var doubts =
                new Keeping.Doubts(
                        ids -> again(work, reader, ids), new StillSelected(work, preparation));
        var task =
                new Keeping.Task(
                        work, track, run.errand(), begun.origin(), doubts, () -> shaper(work));
        var isMostlyStored = new AtomicBoolean(isStored(begun.state(), run.errand()));
        try (PageRoom.Share share = room.share();
                var pages =
                        new PageAhead(
                                chosen.source(),
                                run.place().cursor(),
                                () -> run.asOf() >= 0 ? run.asOf() : newest.get(),
                                shaping(work, track, isMostlyStored),
                                share);
                var inFlight = new PagesInFlight(keeping, task, share)) {
            while (true) {
                Piece piece = pages.take();
                Keeping.Kept kept = inFlight.put(piece);
                boolean isOver = isOver(piece.page(), slice);
                if (isOver && (kept == null || kept.end() == null)) kept = inFlight.end();
                if (kept == null) continue;
                newest.set(kept.seq());
                isMostlyStored.set(kept.isMostlyStored());
                if (kept.end() != null) {
                    if (kept.other() == null) chosen.afterwards().run();
                    return kept.end();
                }
                if (isOver) return new Next.At(clock.instant());
            }
        }
    }

    /// Whether the page is the run's last, or the last before others get the worker.
    private boolean isOver(Page page, Instant slice) {
        return page.next() == null || (crowded.getAsBoolean() && clock.instant().isAfter(slice));
    }

    /// A page of which most is stored as it comes is not looked into.
    private PageAhead.Shaping shaping(ReadWork work, Track track, AtomicBoolean isMostlyStored) {
        RecordShaper shaper = shaper(work);
        return (page, asOf) -> {
            try (Turns.Turn _ = shaping.take(work.id().group(), track.lane())) {
                return isMostlyStored.get()
                        ? Piece.sighted(page, shaper.sight(page.records()), asOf)
                        : Piece.shaped(page, shaper.shape(page.records()), asOf);
            }
        };
    }

    /// Whether the store has most of what a run brings.
    private static boolean isStored(ReadState state, Errand errand) {
        return state.holding() != null
                && (errand instanceof Errand.Everything || errand instanceof Errand.Span);
    }

    private static RecordShaper shaper(ReadWork work) {
        return new RecordShaper(work.shape().selection(), work.dataset().slots());
    }

    private static Keeping.Newer again(ReadWork work, Reader reader, List<String> ids) {
        RecordShaper shaper = shaper(work);
        var records = new ArrayList<RecordShaper.Incoming>();
        var gone = new ArrayList<String>();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            Page page =
                    reader.readIds(
                            work.read().objectName(),
                            work.shape().selection().types().keySet(),
                            ids.subList(from, Math.min(from + AT_ONCE, ids.size())));
            records.addAll(shaper.shape(page.records()).records());
            gone.addAll(page.deletedIds());
        }
        return new Keeping.Newer(records, gone);
    }

    private Outcome reaction(ProviderException refusal, ReadState state, Track track) {
        return Reactions.to(refusal, state.on(track).failures(), clock.instant());
    }

    /// What a run needs beside the provider.
    ///
    /// @param crowded whether other jobs of the lower lanes wait for a worker
    /// @param shaping turns for shaping pages, which takes nothing but processor time
    /// @param room for the pages of all runs
    record Parts(
            Keeping keeping,
            OtherRuns others,
            BooleanSupplier crowded,
            Turns shaping,
            PageRoom room,
            InstantSource clock) {}

    /// Runs that do not read records page by page.
    record OtherRuns(ColumnRun columns, SweepRun sweeps) {}
}
