package dev.tenon.server.sync;

import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.spi.Page;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Reads one dataset along one track: goes on with the run that was under way, or begins the one
/// that is due, and reads page by page to the end. A page and the cursor after it are kept
/// together, so that a crash repeats at most one page and never skips one. Safe for use by many
/// threads.
final class ReadRun {
    private final RunBook book;
    private final Preparation preparation;
    private final Outbound outbound;
    private final Keeping keeping;
    private final Sources sources;
    private final OtherRuns others;
    private final InstantSource clock;

    ReadRun(RunBook book, Preparation preparation, Outbound outbound, Parts parts) {
        this.book = book;
        this.preparation = preparation;
        this.outbound = outbound;
        this.keeping = parts.keeping();
        this.sources = new Sources(book);
        this.others = parts.others();
        this.clock = parts.clock();
    }

    Next run(DatasetId id, Track track) {
        return switch (preparation.of(id)) {
            case Preparation.Result.Nothing() -> new Next.WhenWoken();
            case Preparation.Result.Failed(ReadState state, ProviderException refusal) ->
                    book.failedBefore(id, track, reaction(refusal, state, track));
            case Preparation.Result.Stopped(var _, String why) ->
                    book.failedBefore(id, track, new Outcome.NeedsPerson(why));
            case Preparation.Result.Ready(ReadWork work, var _) -> run(work, track);
        };
    }

    private Next run(ReadWork work, Track track) {
        if (track == Track.SWEEP) others.sweeps().carryOut(work);
        var begun = book.begin(work, track);
        if (begun.isEmpty()) return book.rest(work, track);
        try {
            return run(work, track, begun.get());
        } catch (ProviderException refusal) {
            Outcome outcome = reaction(refusal, begun.get().state(), track);
            if (outcome instanceof Outcome.Rediscover) preparation.rediscover(work);
            return book.ended(work, track, outcome);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Next.At(clock.instant());
        }
    }

    private Next run(ReadWork work, Track track, RunBook.Begun begun) throws InterruptedException {
        Reader reader = reader(work, begun.run());
        return switch (begun.run().errand()) {
            case Errand.Everything _, Errand.Changes(), Errand.Span _, Errand.Ids _ ->
                    readToTheEnd(work, track, begun, reader);
            case Errand.Columns columns -> others.columns().run(work, begun, columns, reader);
            case Errand.Sweep sweep -> others.sweeps().run(work, begun, sweep, reader);
        };
    }

    private Reader reader(ReadWork work, Run run) {
        return work.connector()
                .reader(
                        outbound.access(
                                work.connection(), work.connector().info(), run.operation()));
    }

    private Next readToTheEnd(ReadWork work, Track track, RunBook.Begun begun, Reader reader)
            throws InterruptedException {
        Sources.Chosen chosen = sources.choose(work, track, begun, reader);
        var newest = new AtomicLong(work.dataset().seq());
        Run run = chosen.run();
        var shaper = new RecordShaper(work.shape().selection(), work.dataset().slots());
        try (var pages =
                new PageAhead(
                        chosen.source(),
                        run.place().cursor(),
                        () -> run.asOf() >= 0 ? run.asOf() : newest.get(),
                        shaper)) {
            while (true) {
                PageAhead.Ready ready = pages.take();
                var piece = Keeping.Piece.of(ready.page(), ready.shaped(), ready.asOf());
                Keeping.Kept kept =
                        keeping.keep(
                                work,
                                track,
                                begun.origin(),
                                piece,
                                ids -> again(work, reader, ids));
                newest.set(kept.seq());
                if (kept.end() != null) return kept.end();
            }
        }
    }

    private static Keeping.Newer again(ReadWork work, Reader reader, List<String> ids) {
        var shaper = new RecordShaper(work.shape().selection(), work.dataset().slots());
        Page page =
                reader.readIds(
                        work.read().objectName(), work.shape().selection().types().keySet(), ids);
        return new Keeping.Newer(shaper.shape(page.records()).records(), page.deletedIds());
    }

    private Outcome reaction(ProviderException refusal, ReadState state, Track track) {
        return Reactions.to(refusal, state.on(track).failures(), clock.instant());
    }

    /// What a run needs beside the provider.
    record Parts(Keeping keeping, OtherRuns others, InstantSource clock) {}

    /// Runs that do not read records page by page.
    record OtherRuns(ColumnRun columns, SweepRun sweeps) {}
}
