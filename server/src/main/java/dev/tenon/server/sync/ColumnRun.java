package dev.tenon.server.sync;

import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.records.Columns;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.server.records.RecordStore;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position.Cursor;
import dev.tenon.spi.Reader;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// Brings the stored records to another selection of fields: fields that are new are read alone, by
/// the ids that the store has, and what is no longer selected is taken away. Safe for use by many
/// threads.
final class ColumnRun {
    private static final int PAGE = 2_000;

    private final RunBook book;
    private final RecordStore store;
    private final Columns columns = new Columns();
    private final InstantSource clock;

    ColumnRun(RunBook book, RecordStore store, InstantSource clock) {
        this.book = book;
        this.store = store;
        this.clock = clock;
    }

    Next run(ReadWork work, RunBook.Begun begun, Errand.Columns errand, Reader reader) {
        Run run = begun.run();
        if (run.expected() < 0) {
            run =
                    book.change(
                            work, Track.BACKFILL, known -> known.expecting(work.dataset().live()));
        }
        var shaper = new RecordShaper(work.shape().selection(), work.dataset().slots());
        Cursor cursor = run.place().cursor();
        while (true) {
            String after = cursor == null ? "" : cursor.value();
            List<String> ids =
                    book.inTransaction(work, tx -> columns.ids(tx, work.id(), after, PAGE));
            if (ids.isEmpty()) return end(work, errand);
            if (errand.fields().isEmpty()) {
                trim(work, shaper, ids);
            } else {
                fill(
                        work,
                        begun.origin(),
                        shaper,
                        new Filling(ids, partial(work, errand, reader, ids)));
            }
            cursor = new Cursor(ids.getLast());
        }
    }

    private static Page partial(
            ReadWork work, Errand.Columns errand, Reader reader, List<String> ids) {
        return reader.readIds(work.read().objectName(), Set.copyOf(errand.fields()), ids);
    }

    private void fill(ReadWork work, long origin, RecordShaper shaper, Filling filling) {
        book.inTransaction(
                work,
                tx -> {
                    ReadState state = book.lock(tx, work, Track.BACKFILL);
                    var merged = columns.merged(tx, work.id(), shaper, filling.page().records());
                    var batch = new RecordStore.Batch(merged, List.of(), Long.MAX_VALUE);
                    store.apply(
                            tx, work.id(), batch, new RecordStore.Stamp(origin, clock.instant()));
                    return further(tx, state, filling.ids());
                });
    }

    private void trim(ReadWork work, RecordShaper shaper, List<String> ids) {
        book.inTransaction(
                work,
                tx -> {
                    ReadState state = book.lock(tx, work, Track.BACKFILL);
                    columns.trim(tx, work.id(), shaper, ids);
                    return further(tx, state, ids);
                });
    }

    private Run further(Tx tx, ReadState state, List<String> ids) {
        Run run = java.util.Objects.requireNonNull(state.run(Track.BACKFILL));
        Run further = run.at(run.place().after(new Cursor(ids.getLast()), ids.size()));
        book.save(tx, state, Track.BACKFILL, further);
        return further;
    }

    private Next end(ReadWork work, Errand.Columns errand) {
        return book.inTransaction(
                work,
                tx ->
                        book.done(
                                tx,
                                work,
                                Track.BACKFILL,
                                book.lock(tx, work, Track.BACKFILL),
                                null,
                                errand.fields().isEmpty()
                                        ? "Took away the fields that are no longer selected"
                                        : "Read "
                                                + String.join(", ", errand.fields())
                                                + " of every record of "
                                                + work.read().objectName()));
    }

    private record Filling(List<String> ids, Page page) {}
}
