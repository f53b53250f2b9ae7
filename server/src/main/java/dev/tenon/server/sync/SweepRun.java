package dev.tenon.server.sync;

import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.records.Applied;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.RecordStore;
import dev.tenon.server.records.Sightings;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.Position.Cursor;
import dev.tenon.spi.Reader;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Learns which records are gone, from a list of all ids. A record is taken for deleted only when a
/// complete sweep has missed it and a look-up by its id says that it is gone, or when two complete
/// sweeps have missed it. More deletions than can be believed wait for a person. Safe for use by
/// many threads.
final class SweepRun {
    private static final int PAGE = 2_000;

    /// As many deletions as are believed in any case.
    private static final int BELIEVED = 100;

    private final RunBook book;
    private final RecordStore store;
    private final HeldDeletions held;
    private final ReadNews news;
    private final InstantSource clock;
    private final Sightings sightings = new Sightings();

    SweepRun(
            RunBook book,
            RecordStore store,
            HeldDeletions held,
            ReadNews news,
            InstantSource clock) {
        this.book = book;
        this.store = store;
        this.held = held;
        this.news = news;
        this.clock = clock;
    }

    Next run(ReadWork work, RunBook.Begun begun, Errand.Sweep errand, Reader reader) {
        Run run = begun.run();
        if (!errand.listed()) {
            if (run.asOf() < 0) run = start(work);
            if (!list(work, run, reader)) return incomplete(work);
        }
        return conclude(work, begun.origin(), reader);
    }

    private Run start(ReadWork work) {
        return book.inTransaction(
                work,
                tx -> {
                    sightings.begin(tx, work.id());
                    ReadState state = book.lock(tx, work, Track.SWEEP);
                    Run run = java.util.Objects.requireNonNull(state.run(Track.SWEEP));
                    Run started = run.asOf(work.dataset().seq()).expecting(work.dataset().live());
                    book.save(tx, state, Track.SWEEP, started);
                    return started;
                });
    }

    /// Lists all ids.
    ///
    /// @return whether the provider says that these were all
    private boolean list(ReadWork work, Run run, Reader reader) {
        Cursor cursor = run.place().cursor();
        while (true) {
            Position position =
                    cursor == null ? new Position.Beginning(null) : new Position.After(cursor);
            Page page =
                    reader.identify(
                            work.read().objectName(), RunScope.sweepFilters(work), position, PAGE);
            var ids = new ArrayList<String>();
            page.records().forEach((id, _, _) -> ids.add(id));
            keep(work, page, ids);
            if (page.next() == null) return page.complete();
            cursor = page.next();
        }
    }

    private void keep(ReadWork work, Page page, List<String> ids) {
        book.inTransaction(
                work,
                tx -> {
                    ReadState state = book.lock(tx, work, Track.SWEEP);
                    Run run = java.util.Objects.requireNonNull(state.run(Track.SWEEP));
                    sightings.add(tx, work.id(), run.place().pages(), ids);
                    Run further = run.at(run.place().after(page.next(), ids.size()));
                    if (page.next() == null && page.complete()) {
                        long missed =
                                sightings.conclude(tx, work.id(), run.asOf(), clock.instant());
                        book.reports()
                                .log(
                                        tx,
                                        state,
                                        Track.SWEEP,
                                        Severity.INFO,
                                        further.recordsRead()
                                                + " ids listed, "
                                                + missed
                                                + " missed");
                        further = further.with(new Errand.Sweep(true));
                    }
                    book.save(tx, state, Track.SWEEP, further);
                    return ids;
                });
    }

    private Next incomplete(ReadWork work) {
        return end(
                work,
                "The provider did not list everything, so that nothing was taken for deleted");
    }

    private Next conclude(ReadWork work, long origin, Reader reader) {
        Optional<UUID> waiting = hold(work);
        if (waiting.isPresent()) {
            return end(
                    work,
                    "More records are missing than can be believed; a person must decide on "
                            + waiting.get());
        }
        String after = "";
        int gone = 0;
        while (true) {
            String from = after;
            List<Sightings.Missed> missed =
                    book.inTransaction(work, tx -> sightings.missed(tx, work.id(), from, PAGE));
            if (missed.isEmpty()) {
                return end(work, "Swept " + work.read().objectName() + ": " + gone + " are gone");
            }
            gone += settle(work, origin, reader, missed);
            after = missed.getLast().id();
        }
    }

    /// @return the id under which the deletions wait; none when they can be believed
    private Optional<UUID> hold(ReadWork work) {
        return book.inTransaction(
                work,
                tx -> {
                    ReadState state = book.lock(tx, work, Track.SWEEP);
                    Run run = java.util.Objects.requireNonNull(state.run(Track.SWEEP));
                    long missed = sightings.count(tx, work.id());
                    long of = Math.max(1, work.dataset().live());
                    int percent = work.read().storage().deletions().holdAbove();
                    if (missed <= BELIEVED || missed * 100 <= of * percent) {
                        held.supersede(tx, work.id());
                        return Optional.empty();
                    }
                    var amount = new HeldDeletions.Amount(missed, of);
                    UUID id = held.hold(tx, work.id(), run.operation(), amount, run.asOf());
                    addAll(tx, work.id(), id);
                    news.held(tx, work.id(), id, amount);
                    return Optional.of(id);
                });
    }

    /// Page by page, for there may be millions.
    private void addAll(Tx tx, DatasetId id, UUID into) {
        String after = "";
        for (int page = 0; ; page++) {
            List<Sightings.Missed> missed = sightings.missed(tx, id, after, PAGE);
            if (missed.isEmpty()) return;
            held.add(tx, id, into, page, missed.stream().map(Sightings.Missed::id).toList());
            after = missed.getLast().id();
        }
    }

    /// Takes for deleted what a look-up says is gone, or what has been missed twice.
    ///
    /// @return how many
    private int settle(ReadWork work, long origin, Reader reader, List<Sightings.Missed> missed) {
        List<String> ids = missed.stream().map(Sightings.Missed::id).toList();
        Set<String> there = there(work, reader, ids);
        var gone = new ArrayList<String>();
        var bygone = new ArrayList<String>();
        boolean filtered = !RunScope.sweepFilters(work).isEmpty();
        for (Sightings.Missed each : missed) {
            boolean confirmed = !there.contains(each.id());
            if (confirmed || (filtered && each.sweeps() >= 2)) {
                gone.add(each.id());
            } else if (!filtered) {
                bygone.add(each.id());
            }
        }
        return book.inTransaction(
                work,
                tx -> {
                    sightings.forget(tx, work.id(), bygone);
                    sightings.forget(tx, work.id(), gone);
                    ReadState state = book.lock(tx, work, Track.SWEEP);
                    Run run = java.util.Objects.requireNonNull(state.run(Track.SWEEP));
                    return delete(tx, work.id(), origin, gone, run.asOf());
                });
    }

    /// The ids of records that the provider still gives when it is asked for them.
    private static Set<String> there(ReadWork work, Reader reader, List<String> ids) {
        Page page =
                reader.readIds(
                        work.read().objectName(),
                        work.shape().selection().types().keySet().stream()
                                .limit(1)
                                .collect(java.util.stream.Collectors.toSet()),
                        ids);
        var there = new java.util.HashSet<>(ids);
        page.deletedIds().forEach(there::remove);
        return there;
    }

    /// Carries out deletions that a person has released.
    ///
    /// @return whether there were any
    boolean carryOut(ReadWork work) {
        boolean any = false;
        while (carryOutPage(work)) any = true;
        return any;
    }

    private boolean carryOutPage(ReadWork work) {
        return book.inTransaction(
                work,
                tx ->
                        held.released(tx, work.id())
                                .map(each -> carryOut(tx, work.id(), each))
                                .orElse(false));
    }

    private boolean carryOut(Tx tx, DatasetId id, HeldDeletions.Held released) {
        var page = held.takePage(tx, released);
        if (page.isEmpty()) {
            held.done(tx, released);
            return true;
        }
        sightings.forget(tx, id, page.get());
        delete(
                tx,
                id,
                book.reports().numberOf(tx, id, released.operation()),
                page.get(),
                released.asOf());
        return true;
    }

    /// @return how many were live, and unchanged since `asOf`
    private int delete(Tx tx, DatasetId id, long origin, List<String> ids, long asOf) {
        if (ids.isEmpty()) return 0;
        var batch = new RecordStore.Batch(List.of(), ids, asOf);
        var stamp = new RecordStore.Stamp(origin, clock.instant());
        Applied applied = store.apply(tx, id, batch, stamp);
        if (applied.doubts().areNone()) return applied.counts().deleted();
        var rest = new ArrayList<>(ids);
        rest.removeAll(applied.doubts().unsure());
        return delete(tx, id, origin, rest, asOf);
    }

    private Next end(ReadWork work, String result) {
        return book.inTransaction(
                work,
                tx ->
                        book.done(
                                tx,
                                work,
                                Track.SWEEP,
                                book.lock(tx, work, Track.SWEEP),
                                null,
                                result));
    }
}
