package dev.tenon.server.sync;

import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.Position.Cursor;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Chooses how the records of a run are fetched. Safe for use by many threads.
final class Sources {
    private static final int PAGE = 2_000;

    private final RunBook book;

    Sources(RunBook book) {
        this.book = book;
    }

    /// Where the pages of a run come from: the way it began with, else the cheaper one.
    Chosen choose(ReadWork work, Track track, RunBook.Begun begun, Reader reader) {
        Run run = begun.run();
        if (run.errand() instanceof Errand.Ids(List<String> ids)) {
            return new Chosen(run, cursor -> byIds(work, reader, ids, cursor));
        }
        Position start = RunScope.start(run, begun.state());
        List<Reader.FieldFilter> filters = RunScope.filters(work, run);
        Run expecting = run;
        if (run.place().cursor() == null && run.expected() < 0) {
            Reader.Estimate estimate = estimate(work, reader, filters, start);
            expecting = book.change(work, track, known -> known.expecting(estimate.records()));
        }
        return new Chosen(
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

    /// @param run as it is after the choice
    record Chosen(Run run, PageSource source) {}
}
