package dev.tenon.server.sync;

import dev.tenon.server.outbound.Outbound;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.JobReader;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.Position.Cursor;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Chooses how the records of a run are fetched: page by page, or by a job at the provider where
/// that costs fewer calls, the more so the fewer are left. A run stays with the way it began with.
/// Safe for use by many threads.
final class Sources {
    private static final int PAGE = 2_000;

    /// A job takes its time; what so many calls bring is not worth it.
    private static final int FEW_CALLS = 10;

    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);

    /// A read that would take more than this part of what its lane has left is made as cheap as can
    /// be, also when it is small.
    private static final int SCARCE = 10;

    /// A job that works longer than this has stalled, for all that anybody can tell.
    private static final Duration LONGEST_JOB = Duration.ofHours(12);

    private final RunBook book;
    private final Outbound outbound;
    private final InstantSource clock;

    Sources(RunBook book, Outbound outbound, InstantSource clock) {
        this.book = book;
        this.outbound = outbound;
        this.clock = clock;
    }

    /// Where the pages of a run come from: the way it began with, else the cheaper one.
    Chosen choose(ReadWork work, Track track, RunBook.Begun begun, Ways ways) {
        Run run = begun.run();
        Reader reader = ways.reader();
        if (run.place().isByJob()) return byJob(work, track, begun, ways);
        if (run.errand() instanceof Errand.Ids(List<String> ids)) {
            return new Chosen.Pages(run, cursor -> byIds(work, reader, ids, cursor));
        }
        Position start = RunScope.start(work, run, begun.state());
        List<Reader.FieldFilter> filters = RunScope.filters(work, run);
        Run expecting = run;
        if (run.place().cursor() == null && run.expected() < 0) {
            Reader.Estimate estimate = estimate(work, reader, filters, start);
            expecting = book.expects(work, track, estimate);
            if (isWorthAJob(work, track, expecting, estimate, ways)) {
                Optional<Run> started = start(work, track, new Scope(start, filters), ways);
                if (started.isPresent()) return new Chosen.Later(FIRST_LOOK);
            }
        }
        return new Chosen.Pages(
                expecting,
                cursor ->
                        reader.read(
                                new Reader.ReadRequest(
                                        work.read().objectName(),
                                        fields(work),
                                        cursor == null ? start : new Position.After(cursor),
                                        filters,
                                        PAGE)));
    }

    private static Set<String> fields(ReadWork work) {
        return work.shape().selection().types().keySet();
    }

    /// The cursor is the place in the list.
    private static Page byIds(
            ReadWork work, Reader reader, List<String> ids, @Nullable Cursor cursor) {
        int from = cursor == null ? 0 : Integer.parseInt(cursor.value());
        int to = Math.min(from + PAGE, ids.size());
        Page page = reader.readIds(work.read().objectName(), fields(work), ids.subList(from, to));
        Cursor next = to == ids.size() ? null : new Cursor(Integer.toString(to));
        return new Page(page.records(), page.deletedIds(), next, null, false);
    }

    /// A provider that cannot count does not keep a run from reading.
    private static Reader.Estimate estimate(
            ReadWork work, Reader reader, List<Reader.FieldFilter> filters, Position start) {
        try {
            return reader.estimate(work.read().objectName(), filters, start);
        } catch (ProviderException.Revoked revoked) {
            throw revoked;
        } catch (ProviderException _) {
            return Reader.Estimate.UNKNOWN;
        }
    }

    private boolean isWorthAJob(
            ReadWork work, Track track, Run run, Reader.Estimate estimate, Ways ways) {
        boolean isMuch =
                run.errand() instanceof Errand.Everything || run.errand() instanceof Errand.Span;
        if (ways.jobs().isEmpty() || !isMuch) return false;
        if (run.place().isByPages()) return false;
        long left = outbound.left(work.connection(), track.lane());
        boolean isScarce = left >= 0 && estimate.calls() > left / SCARCE;
        if (estimate.calls() <= FEW_CALLS && !isScarce) return false;
        return ways.jobs()
                .get()
                .offer(work.read().objectName(), known(work))
                .filter(offer ->
                        offer.calls() + estimate.records() / offer.pageSize() < estimate.calls())
                .isPresent();
    }

    private static List<FieldInfo> known(ReadWork work) {
        return work.schema().fields().stream()
                .filter(field -> fields(work).contains(field.name()))
                .toList();
    }

    /// What the provider does not read by a job is read page by page.
    private Optional<Run> start(ReadWork work, Track track, Scope scope, Ways ways) {
        var request =
                new Reader.ReadRequest(
                        work.read().objectName(),
                        fields(work),
                        scope.start(),
                        scope.filters(),
                        PAGE);
        JobReader jobs = ways.jobs().orElseThrow();
        try {
            JobReader.Job job = jobs.start(request, known(work));
            return Optional.of(
                    book.byJob(work, track, job.value(), "Reads by a job at the provider"));
        } catch (ProviderException.Invalid
                | ProviderException.SchemaChanged
                | ProviderException.Forbidden
                | ProviderException.NotFound refused) {
            book.byPages(
                    work,
                    track,
                    "Reads page by page, for the provider takes no job for this: "
                            + refused.getMessage());
            return Optional.empty();
        }
    }

    /// Goes on with a job: waits for it, or fetches its results.
    private Chosen byJob(ReadWork work, Track track, RunBook.Begun begun, Ways ways) {
        Run run = begun.run();
        if (ways.jobs().isEmpty()) {
            book.byPages(work, track, "The provider takes no jobs any more; it reads page by page");
            return new Chosen.Later(Duration.ZERO);
        }
        JobReader jobs = ways.jobs().get();
        var job = new JobReader.Job(run.place().jobValue());
        if (run.place().cursor() == null) {
            switch (jobs.status(job)) {
                case JobReader.Status.Working(long records, Duration again) -> {
                    if (!hasStalled(run)) return new Chosen.Later(again);
                    jobs.discard(job);
                    book.byPages(
                            work,
                            track,
                            "The job has not ended in 12 hours, so that it reads page by page");
                    return new Chosen.Later(Duration.ZERO);
                }
                case JobReader.Status.Done(long records) -> {}
                case JobReader.Status.Failed(String why) -> {
                    jobs.discard(job);
                    book.byPages(
                            work, track, "The job failed, so that it reads page by page: " + why);
                    return new Chosen.Later(Duration.ZERO);
                }
                case JobReader.Status.Gone() -> {
                    book.byPages(
                            work, track, "The provider has lost the job; it reads page by page");
                    return new Chosen.Later(Duration.ZERO);
                }
            }
        }
        return new Chosen.Pages(run, cursor -> jobs.page(job, cursor), () -> jobs.discard(job));
    }

    private boolean hasStalled(Run run) {
        return clock.instant().isAfter(run.startedAt().plus(LONGEST_JOB));
    }

    /// How records can be fetched.
    ///
    /// @param jobs none when the provider has none
    record Ways(Reader reader, Optional<JobReader> jobs) {}

    private record Scope(Position start, List<Reader.FieldFilter> filters) {}

    /// What was chosen.
    sealed interface Chosen {
        /// To read pages.
        ///
        /// @param run as it is after the choice
        /// @param afterwards what to do when all have been read
        record Pages(Run run, PageSource source, Runnable afterwards) implements Chosen {
            Pages(Run run, PageSource source) {
                this(run, source, () -> {});
            }
        }

        /// To come again.
        record Later(Duration pause) implements Chosen {}
    }
}
