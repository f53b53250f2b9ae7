package dev.tenon.server.sync;

import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import java.time.InstantSource;
import java.util.List;

/// Reads one dataset: goes on with the run that was under way, or begins the one that is due, and
/// reads page by page to the end. A page and the cursor after it are kept together, so that a crash
/// repeats at most one page and never skips one. Safe for use by many threads.
final class ReadRun {
    private static final int PAGE = 2_000;

    private final Db db;
    private final RunBook book;
    private final Preparation preparation;
    private final Outbound outbound;
    private final InstantSource clock;

    ReadRun(Db db, RunBook book, Preparation preparation, Outbound outbound, InstantSource clock) {
        this.db = db;
        this.book = book;
        this.preparation = preparation;
        this.outbound = outbound;
        this.clock = clock;
    }

    Next run(DatasetId id) {
        return switch (preparation.of(id)) {
            case Preparation.Result.Nothing() -> new Next.WhenWoken();
            case Preparation.Result.Failed(ReadState state, ProviderException refusal) ->
                    book.failedBefore(
                            state,
                            Reactions.to(refusal, state.health().failures(), clock.instant()));
            case Preparation.Result.Stopped(ReadState state, String why) ->
                    book.failedBefore(state, new Outcome.NeedsPerson(why));
            case Preparation.Result.Ready(ReadWork work, ReadState state) -> run(work, state);
        };
    }

    private Next run(ReadWork work, ReadState before) {
        ReadState state = before.run() == null ? book.begin(work, before) : before;
        try {
            readToTheEnd(work, state);
            return book.done(work);
        } catch (ProviderException refusal) {
            Outcome outcome = Reactions.to(refusal, state.health().failures(), clock.instant());
            if (outcome instanceof Outcome.Rediscover) preparation.rediscover(work);
            return book.ended(work, outcome);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Next.At(clock.instant());
        }
    }

    private void readToTheEnd(ReadWork work, ReadState state) throws InterruptedException {
        ReadState.Run run = java.util.Objects.requireNonNull(state.run());
        Reader reader =
                work.connector()
                        .reader(
                                outbound.access(
                                        work.connection(),
                                        work.connector().info(),
                                        run.operation()));
        if (run.cursor() == null) book.expect(work, run, estimate(work, run, reader, state));
        var shaper = new RecordShaper(work.shape().selection(), work.dataset().slots());
        try (var pages =
                new PageAhead(reader, request(work, run, RunScope.start(work, state)), shaper)) {
            while (true) {
                PageAhead.Ready ready = pages.take();
                keep(work, ready.page(), ready.shaped());
                if (ready.page().next() == null) return;
            }
        }
    }

    private void keep(ReadWork work, Page page, RecordShaper.Shaped shaped) {
        db.inTransaction(
                work.dataset().id().group().projectNumber(),
                tx -> {
                    book.keep(tx, work, page, shaped);
                    unreadable(tx, work, shaped.unreadable());
                    return page;
                });
    }

    private void unreadable(dev.tenon.server.db.Tx tx, ReadWork work, List<String> ids) {
        if (ids.isEmpty()) return;
        book.log(
                tx,
                work,
                Severity.WARNING,
                "Records set aside, for they are not readable: " + String.join(", ", ids));
    }

    private Reader.ReadRequest request(ReadWork work, ReadState.Run run, Position start) {
        Position position = run.cursor() == null ? start : new Position.After(run.cursor());
        return new Reader.ReadRequest(
                work.read().objectName(),
                work.shape().selection().types().keySet(),
                position,
                RunScope.filters(work, run.kind()),
                PAGE);
    }

    /// A provider that cannot count does not keep a run from reading.
    private Reader.Estimate estimate(
            ReadWork work, ReadState.Run run, Reader reader, ReadState state) {
        try {
            return reader.estimate(
                    work.read().objectName(),
                    RunScope.filters(work, run.kind()),
                    RunScope.start(work, state));
        } catch (ProviderException.Revoked revoked) {
            throw revoked;
        } catch (ProviderException _) {
            return Reader.Estimate.UNKNOWN;
        }
    }
}
