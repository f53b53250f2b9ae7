package dev.tenon.server.sync;

import dev.tenon.server.db.SqlFailure;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.jobs.Turns;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.server.records.RecordStore;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position.Checkpoint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Stores the pages of a run, each with the cursor after it in one transaction; the last page ends
/// the run in the same transaction. Safe for use by many threads.
final class Keeping {
    private static final int TRIES = 5;

    private final RunBook book;
    private final RecordStore store;
    private final SetAside aside;
    private final Turns turns;
    private final InstantSource clock;

    /// @param turns that storing a page takes, so that one customer's millions of records do not
    ///   keep another's few waiting
    Keeping(RunBook book, RecordStore store, SetAside aside, Turns turns, InstantSource clock) {
        this.book = book;
        this.store = store;
        this.aside = aside;
        this.turns = turns;
        this.clock = clock;
    }

    /// Stores a page. Records that somebody else changed meanwhile, so that nobody can say which
    /// version is newer, are read again first; one that the database refuses is set aside. Where
    /// other fields are selected by now, nothing is stored, and the run comes again at once.
    Kept keep(ReadWork work, Track track, long origin, Piece piece, Doubts doubts)
            throws InterruptedException {
        Piece now = piece;
        for (int tries = 1; ; ) {
            Kept kept = inTurn(work, track, origin, now, doubts.selected());
            Holding other = kept.other();
            if (other != null) {
                if (doubts.selected().confirms(other)) continue;
                return new Kept(kept.seq(), List.of(), other, new Next.At(clock.instant()));
            }
            if (kept.unsure().isEmpty()) return kept;
            now =
                    tries++ < TRIES
                            ? now.with(
                                    doubts.again().apply(kept.unsure()), kept.unsure(), kept.seq())
                            : now.asTheNewest();
        }
    }

    /// What settles a doubt about a page.
    ///
    /// @param again reads records anew by their ids
    /// @param selected whether the page has the fields that are to be stored
    record Doubts(Function<List<String>, Newer> again, StillSelected selected) {}

    private Kept inTurn(
            ReadWork work, Track track, long origin, Piece piece, StillSelected selected)
            throws InterruptedException {
        try (Turns.Turn _ = turns.take(work.id().group(), track.lane())) {
            return storable(work, track, origin, piece, selected);
        }
    }

    private Kept storable(
            ReadWork work, Track track, long origin, Piece piece, StillSelected selected) {
        try {
            return book.inTransaction(
                    work,
                    tx -> {
                        ReadState state = book.lock(tx, work, track);
                        Holding other = selected.doubt(state);
                        if (other != null) return new Kept(piece.asOf(), List.of(), other, null);
                        return stored(tx, new Place(work, track, state), origin, piece);
                    });
        } catch (SqlFailure failure) {
            if (!failure.isAboutRow()) throw failure;
            return storable(work, track, origin, sorted(work, origin, piece), selected);
        }
    }

    private record Place(ReadWork work, Track track, ReadState state) {}

    /// Takes out the records that the database refuses, found by halving.
    private Piece sorted(ReadWork work, long origin, Piece piece) {
        var refused = new LinkedHashMap<String, String>();
        find(work, origin, piece.records(), refused);
        if (refused.isEmpty()) {
            throw new IllegalStateException("a page is refused, and none of its records alone");
        }
        return piece.without(refused);
    }

    private void find(
            ReadWork work, long origin, List<Incoming> records, Map<String, String> refused) {
        try {
            book.inTransaction(work, tx -> tried(tx, work, origin, records));
        } catch (Undone _) {
            return;
        } catch (SqlFailure failure) {
            if (!failure.isAboutRow()) throw failure;
            if (records.size() == 1) {
                refused.put(
                        records.getFirst().id(),
                        "The database cannot hold it (" + failure.code() + ")");
                return;
            }
            int half = records.size() / 2;
            find(work, origin, records.subList(0, half), refused);
            find(work, origin, records.subList(half, records.size()), refused);
        }
    }

    /// Stores and takes back.
    private Kept tried(Tx tx, ReadWork work, long origin, List<Incoming> records) {
        var batch = new RecordStore.Batch(records, List.of(), Long.MAX_VALUE);
        store.apply(tx, work.id(), batch, origin, clock.instant());
        throw new Undone();
    }

    private Kept stored(Tx tx, Place place, long origin, Piece piece) {
        ReadWork work = place.work();
        Track track = place.track();
        ReadState state = place.state();
        Run run = java.util.Objects.requireNonNull(state.run(track));
        List<Incoming> records = until(piece.records(), run.errand());
        var batch = new RecordStore.Batch(records, piece.deleted(), piece.asOf());
        RecordStore.Applied applied = store.apply(tx, work.id(), batch, origin, clock.instant());
        if (!applied.unsure().isEmpty()) {
            return new Kept(applied.seq(), applied.unsure(), null, null);
        }
        Run further =
                run.reading(work.shape().selection().types().keySet())
                        .at(
                                run.place()
                                        .after(
                                                piece.page().next(),
                                                piece.records().size() + piece.refused().size()));
        ReadState after = state.with(track, new ReadState.Standing(further, 0, ""));
        tell(tx, work, track, after, piece);
        if (piece.page().next() != null) {
            book.save(tx, after, track, further);
            return new Kept(applied.seq(), List.of(), null, null);
        }
        Checkpoint checkpoint = piece.page().checkpoint();
        return new Kept(
                applied.seq(),
                List.of(),
                null,
                book.done(tx, work, track, after, checkpoint, result(work, further)));
    }

    private static String result(ReadWork work, Run run) {
        long read = run.recordsRead();
        return String.format(
                Locale.ROOT,
                "Read %,d %s of %s",
                read,
                read == 1 ? "record" : "records",
                work.read().objectName());
    }

    private void tell(Tx tx, ReadWork work, Track track, ReadState state, Piece piece) {
        var fine = new ArrayList<String>(piece.deleted());
        piece.records().forEach(record -> fine.add(record.id()));
        aside.clear(tx, work.id(), fine);
        if (piece.refused().isEmpty()) return;
        Run run = java.util.Objects.requireNonNull(state.run(track));
        aside.add(tx, work.id(), run.operation(), piece.refused());
        book.reports()
                .log(
                        tx,
                        state,
                        track,
                        Severity.WARNING,
                        "Records set aside: "
                                + SetAside.printable(String.join(", ", piece.refused().keySet())));
    }

    private static List<Incoming> until(List<Incoming> records, Errand errand) {
        if (!(errand instanceof Errand.Span(var _, Instant until)) || until == null) return records;
        return records.stream()
                .filter(record -> {
                    Instant modified = record.modifiedAt();
                    return modified == null || !modified.isAfter(until);
                })
                .toList();
    }

    /// A page on its way into the store.
    ///
    /// @param refused records that cannot be stored, with the reason
    record Piece(
            Page page,
            List<Incoming> records,
            List<String> deleted,
            Map<String, String> refused,
            long asOf) {

        static Piece of(Page page, RecordShaper.Shaped shaped, long asOf) {
            var refused = new LinkedHashMap<String, String>();
            shaped.unreadable().forEach(id -> refused.put(id, "It is no readable JSON object"));
            return new Piece(page, shaped.records(), page.deletedIds(), refused, asOf);
        }

        /// This page with newer versions of some records.
        Piece with(Newer newer, List<String> replaced, long newerAsOf) {
            var kept = new ArrayList<Incoming>(records);
            kept.removeIf(record -> replaced.contains(record.id()));
            kept.addAll(newer.records());
            var gone = new ArrayList<String>(deleted);
            gone.removeAll(replaced);
            gone.addAll(newer.gone());
            return new Piece(page, kept, gone, refused, newerAsOf);
        }

        /// This page, whatever others have stored meanwhile.
        Piece asTheNewest() {
            return new Piece(page, records, deleted, refused, Long.MAX_VALUE);
        }

        Piece without(Map<String, String> more) {
            var all = new LinkedHashMap<>(refused);
            all.putAll(more);
            return new Piece(
                    page,
                    records.stream().filter(record -> !more.containsKey(record.id())).toList(),
                    deleted,
                    all,
                    asOf);
        }
    }

    /// How a page was kept.
    ///
    /// @param seq the dataset's newest sequence number
    /// @param unsure records to be read again; when there are any, nothing was kept
    /// @param other what the store holds of other fields than the page has, when that is in doubt;
    ///   nothing was kept then
    /// @param end when the track comes next; null while the run goes on
    record Kept(long seq, List<String> unsure, @Nullable Holding other, @Nullable Next end) {}

    /// Records that were read again by their ids.
    ///
    /// @param gone ids that are no more
    record Newer(List<Incoming> records, List<String> gone) {}

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
