package dev.tenon.server.sync;

import dev.tenon.spi.Position.Cursor;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A run under way.
///
/// @param errand what it is for
/// @param operation that tells people how it goes
/// @param startedAt when it began
/// @param asOf the dataset's sequence number when the provider's answer was made; -1 when each page
///   is as new as the call that brought it
/// @param place how far it has come
/// @param expected how many records it will bring; -1 when not known
/// @param turn how often it has been taken up
public record Run(
        Errand errand,
        UUID operation,
        Instant startedAt,
        long asOf,
        Place place,
        long expected,
        long turn) {

    /// How far a run has come.
    ///
    /// @param cursor the page to read next; null for the first
    /// @param job the provider's job whose results are read; null while none was tried
    /// @param records read so far
    /// @param pages read so far
    public record Place(@Nullable Cursor cursor, @Nullable String job, long records, long pages) {
        static final Place START = new Place(null, null, 0, 0);

        /// What stands for a job where there shall be none.
        private static final String BY_PAGES = "";

        boolean isByJob() {
            return job != null && !job.isEmpty();
        }

        /// Whether a job has been tried in vain.
        boolean isByPages() {
            return job != null && job.isEmpty();
        }

        String jobValue() {
            return java.util.Objects.requireNonNull(job);
        }

        Place after(@Nullable Cursor next, int more) {
            return new Place(next, job, records + more, pages + 1);
        }
    }

    /// How many records it has read.
    public long recordsRead() {
        return place.records();
    }

    Run at(Place newer) {
        return new Run(errand, operation, startedAt, asOf, newer, expected, turn);
    }

    Run with(Errand other) {
        return new Run(other, operation, startedAt, asOf, place, expected, turn);
    }

    /// The same run, taken up once more.
    Run takenUp(UUID other) {
        return new Run(errand, other, startedAt, asOf, place, expected, turn + 1);
    }

    /// The same run, where just these fields are stored somewhere on its way: what the config
    /// selects while it reads may be other than when it began.
    Run mixedWith(Set<String> fields) {
        return errand instanceof Errand.Everything(Holding target)
                ? with(new Errand.Everything(target.mixedWith(fields)))
                : this;
    }

    /// The same run from its beginning.
    Run restarted() {
        Errand again = errand instanceof Errand.Sweep ? new Errand.Sweep(false) : errand;
        return new Run(again, operation, startedAt, -1, Place.START, expected, turn);
    }

    Run asOf(long datasetSeq) {
        return new Run(errand, operation, startedAt, datasetSeq, place, expected, turn);
    }

    Run expecting(long records) {
        return new Run(errand, operation, startedAt, asOf, place, records, turn);
    }

    /// The same run from its beginning, page by page.
    Run byPages() {
        return new Run(
                errand,
                operation,
                startedAt,
                -1,
                new Place(null, Place.BY_PAGES, 0, 0),
                expected,
                turn);
    }

    Run byJob(String job, long datasetSeq) {
        return new Run(
                errand,
                operation,
                startedAt,
                datasetSeq,
                new Place(place.cursor(), job, place.records(), place.pages()),
                expected,
                turn);
    }
}
