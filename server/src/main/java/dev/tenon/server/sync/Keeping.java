package dev.tenon.server.sync;

import dev.tenon.server.db.SqlFailure;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.jobs.Turns;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.records.Applied;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.server.records.RecordShaper.Sighting;
import dev.tenon.server.records.RecordStore;
import dev.tenon.spi.Position.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Stores the pages of a run, each with the cursor after it in one transaction; the last page ends
/// the run in the same transaction. Safe for use by many threads.
final class Keeping {
    private static final int TRIES = 5;

    /// How long a page that is laid waits for the one before it.
    private static final Duration PATIENCE = Duration.ofMillis(700);

    /// How long it waits for a lock.
    private static final Duration SHORTLY = Duration.ofMillis(50);

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

    /// Stores a page and tells its flight what became of it. Where that may be, it is laid while
    /// the page before is being stored, and takes its place after it.
    void keep(Task task, Piece piece, Flight flight) {
        try {
            Kept kept = laid(task, piece, flight);
            if (kept == null) {
                flight.awaitBefore();
                kept = kept(task, piece, flight);
            }
            flight.ends(kept);
        } catch (Throwable failure) {
            flight.fails(failure);
        }
    }

    /// What a run does with all its pages.
    ///
    /// @param origin the number that its records carry
    /// @param shapers of the run's selection, each for one thread
    record Task(
            ReadWork work,
            Track track,
            Errand errand,
            long origin,
            Doubts doubts,
            Supplier<RecordShaper> shapers) {}

    private @Nullable Kept laid(Task task, Piece piece, Flight flight) throws InterruptedException {
        RecordStore.Standing expected = flight.expected();
        if (expected == null) return null;
        try (Turns.Turn turn = turns.takeIfFree()) {
            if (turn == null) return null;
            return book.inTransaction(task.work(), tx -> laid(tx, task, piece, flight, expected));
        } catch (SqlFailure | InVain _) {
            flight.wasLaidInVain();
            return null;
        }
    }

    /// Holds what it wrote and waits for nobody long: whoever waits for that may hold what this
    /// waits for.
    private Kept laid(Tx tx, Task task, Piece piece, Flight flight, RecordStore.Standing expected) {
        tx.lockTimeout(SHORTLY);
        var stamp = new RecordStore.Stamp(task.origin(), clock.instant());
        RecordStore.Batch batch = batch(task, piece);
        RecordStore.Laid laid =
                store.lay(tx, task.work().id(), batch, stamp, expected, flight::plans)
                        .orElseThrow(InVain::new);
        if (!isBeforeAsPlanned(flight)) throw new InVain();
        ReadState state = book.lock(tx, task.work(), task.track());
        if (task.doubts().selected().doubt(state) != null) throw new InVain();
        Applied applied = store.seal(tx, laid).orElseThrow(InVain::new);
        return followed(tx, task, state, piece, applied);
    }

    private static boolean isBeforeAsPlanned(Flight flight) {
        try {
            return flight.isBeforeAsPlanned(PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Records that somebody else changed meanwhile, so that nobody can say which version is newer,
    /// are read again first; one that the database refuses is set aside. Where other fields are
    /// selected by now, nothing is stored, and the run comes again at once.
    private Kept kept(Task task, Piece piece, Flight flight) throws InterruptedException {
        Piece now = piece;
        for (int tries = 1; ; ) {
            Kept kept = inTurn(task, now, flight);
            Holding other = kept.other();
            if (other == null && kept.doubts().areNone()) return kept;
            flight.falters();
            if (other != null) {
                if (task.doubts().selected().confirms(other)) continue;
                return Kept.comesAgain(kept.seq(), other, new Next.At(clock.instant()));
            }
            now =
                    tries++ < TRIES
                            ? now.settled(
                                    kept.doubts(),
                                    task.doubts().again().apply(kept.doubts().unsure()),
                                    kept.seq())
                            : now.asTheNewest();
        }
    }

    /// What settles a doubt about a page.
    ///
    /// @param again reads records anew by their ids
    /// @param selected whether the page has the fields that are to be stored
    record Doubts(Function<List<String>, Newer> again, StillSelected selected) {}

    private Kept inTurn(Task task, Piece piece, Flight flight) throws InterruptedException {
        try (Turns.Turn _ = turns.take(task.work().id().group(), task.track().lane())) {
            return storable(task, piece, flight);
        }
    }

    private Kept storable(Task task, Piece piece, Flight flight) {
        ReadWork work = task.work();
        try {
            return book.inTransaction(
                    work,
                    tx -> {
                        ReadState state = book.lock(tx, work, task.track());
                        Holding other = task.doubts().selected().doubt(state);
                        if (other != null) return Kept.doubtful(piece.asOf(), other);
                        return stored(tx, task, state, piece, flight);
                    });
        } catch (SqlFailure failure) {
            if (!failure.isAboutRow()) throw failure;
            flight.falters();
            Piece whole = piece.whole(task.shapers().get());
            return storable(task, sorted(work, task.origin(), whole), flight);
        }
    }

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
        store.apply(tx, work.id(), batch, new RecordStore.Stamp(origin, clock.instant()));
        throw new Undone();
    }

    private Kept stored(Tx tx, Task task, ReadState state, Piece piece, Flight flight) {
        var stamp = new RecordStore.Stamp(task.origin(), clock.instant());
        Applied applied =
                store.apply(tx, task.work().id(), batch(task, piece), stamp, flight::plans);
        return applied.doubts().areNone()
                ? followed(tx, task, state, piece, applied)
                : Kept.unsure(applied);
    }

    /// The run goes on after the page, or ends with it.
    private Kept followed(Tx tx, Task task, ReadState state, Piece sent, Applied applied) {
        Piece piece = sent.withUnreadable(applied.unreadable());
        ReadWork work = task.work();
        Track track = task.track();
        Run run = java.util.Objects.requireNonNull(state.run(track));
        Run further =
                run.mixedWith(work.shape().selection().types().keySet())
                        .at(run.place().after(piece.page().next(), piece.count()));
        ReadState after = state.with(track, new ReadState.Standing(further, 0, ""));
        tell(tx, work, track, after, piece);
        if (piece.page().next() != null) {
            book.save(tx, after, track, further);
            return Kept.stored(applied, null);
        }
        Checkpoint checkpoint = piece.page().checkpoint();
        return Kept.stored(
                applied, book.done(tx, work, track, after, checkpoint, result(work, further)));
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
        aside.clear(tx, work.id(), piece.ids());
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

    private static RecordStore.Batch batch(Task task, Piece piece) {
        Instant until = task.errand() instanceof Errand.Span(var _, Instant end) ? end : null;
        return new RecordStore.Batch(
                until(until, piece.records(), Incoming::modifiedAt),
                new RecordStore.Unshaped(
                        until(until, piece.sightings(), Sighting::modifiedAt),
                        ids -> task.shapers().get().shape(piece.page().records(), ids::contains)),
                piece.deleted(),
                piece.asOf());
    }

    private static <T> List<T> until(
            @Nullable Instant until, List<T> records, Function<T, @Nullable Instant> modifiedAt) {
        if (until == null) return records;
        return records.stream()
                .filter(record -> {
                    Instant modified = modifiedAt.apply(record);
                    return modified == null || !modified.isAfter(until);
                })
                .toList();
    }

    /// How a page was kept.
    ///
    /// @param seq the dataset's newest sequence number
    /// @param doubts about its records; when there are any, nothing was kept
    /// @param other what the store holds of other fields than the page has, when that is in doubt;
    ///   nothing was kept then
    /// @param end when the track comes next; null while the run goes on
    /// @param isMostlyStored whether most of the page was stored already
    record Kept(
            long seq,
            Applied.Doubts doubts,
            @Nullable Holding other,
            @Nullable Next end,
            boolean isMostlyStored) {

        static Kept stored(Applied applied, @Nullable Next end) {
            Applied.Counts counts = applied.counts();
            boolean isMostlyStored = counts.unchanged() > counts.changed();
            return new Kept(applied.seq(), applied.doubts(), null, end, isMostlyStored);
        }

        static Kept unsure(Applied applied) {
            return new Kept(applied.seq(), applied.doubts(), null, null, false);
        }

        static Kept doubtful(long seq, Holding other) {
            return new Kept(seq, Applied.Doubts.NONE, other, null, false);
        }

        static Kept comesAgain(long seq, Holding other, Next when) {
            return new Kept(seq, Applied.Doubts.NONE, other, when, false);
        }
    }

    /// Records that were read again by their ids.
    ///
    /// @param gone ids that are no more
    record Newer(List<Incoming> records, List<String> gone) {}

    /// A page could not be laid, or what was laid does not fit.
    private static final class InVain extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InVain() {
            super("a page was laid in vain", null, false, false);
        }
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
