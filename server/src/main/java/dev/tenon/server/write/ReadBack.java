package dev.tenon.server.write;

import dev.tenon.format.EffectiveRead;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.records.Applied;
import dev.tenon.server.records.ChangeFeed;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.records.ObjectShape;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.server.records.RecordStore;
import dev.tenon.server.schema.Schemas;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Writer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// Lets callers read what they wrote: reads written records back into the store when the
/// installation reads the object too. What nobody but us changed carries the write as its origin,
/// so that it is not delivered as news. Objects that are read through filters are left to their
/// next read, for only the provider can say whether a record passes. What a read stores meanwhile
/// is not overwritten with something older. Safe for use by many threads.
final class ReadBack {
    private static final int AT_ONCE = 2_000;
    private static final int TRIES = 5;

    private final Db db;
    private final Outbound outbound;
    private final Stores stores;
    private final ChangeFeed feed = new ChangeFeed();
    private final InstantSource clock;

    ReadBack(Db db, Outbound outbound, Stores stores, InstantSource clock) {
        this.db = db;
        this.outbound = outbound;
        this.stores = stores;
        this.clock = clock;
    }

    /// Lets the store show what was written. Where somebody else stored a record after it was asked
    /// for, and nobody can say which version is newer, all are read again; one that is overtaken
    /// each time is left to the next scheduled read.
    ///
    /// @param closing runs what it is given in a transaction of its own, with which the writes end
    void show(Target target, List<QueuedWrite> written, Consumer<Consumer<Tx>> closing) {
        for (int tries = 1; ; tries++) {
            Shown shown = read(target, written);
            var attempt = new Attempt(target, written, tries == TRIES);
            try {
                closing.accept(tx -> store(tx, attempt, shown));
                return;
            } catch (Overtaken _) {
                // Rolled back: the next try asks anew.
            }
        }
    }

    /// Reads what was written, outside of transactions, after noting how far the store was. A read
    /// that fails is a line in the log: the next scheduled read brings the records.
    private Shown read(Target target, List<QueuedWrite> written) {
        EffectiveRead read = target.read();
        boolean isRead = read != null && !read.disabled() && read.filters().always().isEmpty();
        Optional<Dataset> dataset = isRead ? dataset(target) : Optional.empty();
        if (read == null || dataset.isEmpty()) return new Shown.Nowhere();
        try {
            ObjectSchema schema =
                    stores.schemas()
                            .describe(
                                    target.connection(), target.connector(), target.key().object())
                            .orElseThrow();
            ObjectShape shape = ObjectShape.of(read, schema);
            List<String> ids = ids(written);
            return new Shown.Records(
                    dataset.get(), schema, fetch(target, dataset.get(), shape, ids));
        } catch (ProviderException refusal) {
            return new Shown.Failed(refusal.getMessage() + " (" + refusal.code() + ")");
        } catch (RuntimeException bug) {
            System.getLogger("tenon.write")
                    .log(System.Logger.Level.ERROR, "reading back " + target.key().text(), bug);
            return new Shown.Failed("an error in Tenon, told in the server's log");
        }
    }

    private Optional<Dataset> dataset(Target target) {
        WriteKey key = target.key();
        return db.inTransaction(
                key.group().projectNumber(),
                tx -> stores.datasets().find(tx, key.group(), key.installation(), key.object()));
    }

    private static List<String> ids(List<QueuedWrite> written) {
        return written.stream()
                .filter(write -> write.content().kind() != Writer.Operation.DELETE)
                .map(QueuedWrite::recordId)
                .filter(id -> !id.isEmpty())
                .distinct()
                .toList();
    }

    private List<Incoming> fetch(
            Target target, Dataset dataset, ObjectShape shape, List<String> ids) {
        if (ids.isEmpty()) return List.of();
        Reader reader =
                target.connector()
                        .reader(
                                outbound.access(
                                        target.connection(),
                                        target.connector().info(),
                                        Lane.ON_DEMAND,
                                        null));
        var shaper = new RecordShaper(shape.selection(), dataset.slots());
        var records = new ArrayList<Incoming>();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<String> part = ids.subList(from, Math.min(from + AT_ONCE, ids.size()));
            var page =
                    reader.readIds(target.key().object(), shape.selection().types().keySet(), part);
            records.addAll(shaper.shape(page.records()).records());
        }
        return records;
    }

    /// Puts what was read into the store.
    private void store(Tx tx, Attempt attempt, Shown shown) {
        switch (shown) {
            case Shown.Nowhere() -> {}
            case Shown.Failed(String why) -> warn(tx, attempt, why);
            case Shown.Records records -> {
                boolean isWhole = apply(tx, attempt, records);
                if (!isWhole) warn(tx, attempt, "somebody else changed it all the while");
            }
        }
    }

    private void warn(Tx tx, Attempt attempt, String why) {
        attempt.written().stream()
                .map(QueuedWrite::operation)
                .distinct()
                .forEach(operation ->
                        stores.operations()
                                .log(
                                        tx,
                                        attempt.target().key().group(),
                                        operation,
                                        Severity.WARNING,
                                        "Written, but not read back: "
                                                + why
                                                + "; the next read brings it",
                                        Json.object()));
    }

    /// What is ours goes in together, under the number of the last of the operations: one statement
    /// for each would be one for each record where single writes have gathered.
    ///
    /// @return whether all of it is in the store
    private boolean apply(Tx tx, Attempt attempt, Shown.Records shown) {
        var found = new LinkedHashMap<String, Incoming>();
        shown.records().forEach(record -> found.put(record.id(), record));
        var attribution =
                new Attribution(feed.find(tx, shown.dataset().id(), found.keySet()), shown);
        var own = new ArrayList<Incoming>();
        var deleted = new ArrayList<String>();
        var foreign = new ArrayList<Incoming>();
        for (List<QueuedWrite> ofRecord : byRecord(attempt.written()).values()) {
            QueuedWrite last = ofRecord.getLast();
            Incoming record = found.get(last.recordId());
            if (last.content().kind() == Writer.Operation.DELETE) {
                deleted.add(last.recordId());
            } else if (record != null && attribution.isOurs(ofRecord, record)) {
                own.add(record);
            } else if (record != null) {
                foreign.add(record);
            }
        }
        var place = new Place(tx, shown.dataset(), attempt.isLast());
        long number = number(tx, attempt.target(), attempt.written().getLast().operation());
        var stamp = RecordStore.Stamp.ofOwn(number, clock.instant());
        boolean isWhole = apply(place, own, deleted, stamp);
        return (foreign.isEmpty() || applyForeign(place, attempt.target(), foreign)) && isWhole;
    }

    private static Map<String, List<QueuedWrite>> byRecord(List<QueuedWrite> written) {
        var byRecord = new LinkedHashMap<String, List<QueuedWrite>>();
        for (QueuedWrite write : written) {
            byRecord.computeIfAbsent(write.recordId(), _ -> new ArrayList<>()).add(write);
        }
        return byRecord;
    }

    /// Stores what is no older than what is there.
    ///
    /// @return whether that was all of it
    private boolean apply(
            Place place, List<Incoming> records, List<String> deleted, RecordStore.Stamp stamp) {
        if (records.isEmpty() && deleted.isEmpty()) return true;
        long asOf = place.dataset.seq();
        var batch = new RecordStore.Batch(records, deleted, asOf);
        Applied.Doubts doubts =
                stores.records().apply(place.tx, place.dataset.id(), batch, stamp).doubts();
        if (doubts.areNone()) return true;
        if (!place.isLast) throw new Overtaken();
        var unsure = new HashSet<>(doubts.unsure());
        var rest =
                new RecordStore.Batch(
                        records.stream().filter(record -> !unsure.contains(record.id())).toList(),
                        deleted.stream().filter(id -> !unsure.contains(id)).toList(),
                        asOf);
        stores.records().apply(place.tx, place.dataset.id(), rest, stamp);
        return false;
    }

    /// Somebody else changed these too since they were last read: that is news, and comes from a
    /// read.
    private boolean applyForeign(Place place, Target target, List<Incoming> records) {
        Operation read =
                stores.operations()
                        .begin(
                                place.tx,
                                target.key().group(),
                                new Operation.Subject(
                                        target.installed().revision().integration(),
                                        target.key().installation(),
                                        Operation.Action.READ,
                                        target.key().object(),
                                        "triggered"));
        var stamp = new RecordStore.Stamp(read.number(), clock.instant());
        boolean isWhole = apply(place, records, List.of(), stamp);
        stores.operations()
                .end(
                        place.tx,
                        target.key().group(),
                        read.id(),
                        Operation.Status.SUCCESS,
                        "Read " + records.size() + " records back after a write",
                        Json.object());
        return isWhole;
    }

    private long number(Tx tx, Target target, UUID operation) {
        return stores.operations()
                .find(tx, target.key().group().project(), operation)
                .map(Operation::number)
                .orElse(0L);
    }

    /// What reading back brought.
    sealed interface Shown {
        /// The object is not in the store.
        record Nowhere() implements Shown {}

        /// The provider did not give the records.
        record Failed(String why) implements Shown {}

        /// The records, as the provider has them now.
        record Records(Dataset dataset, ObjectSchema schema, List<Incoming> records)
                implements Shown {
            public Records {
                records = List.copyOf(records);
            }
        }
    }

    /// What reading back needs.
    record Stores(Datasets datasets, RecordStore records, Operations operations, Schemas schemas) {}

    /// One try to show what was written.
    ///
    /// @param isLast whether records of which nobody knows the newer version are left out
    private record Attempt(Target target, List<QueuedWrite> written, boolean isLast) {}

    /// Where records are stored.
    ///
    /// @param dataset as it stood before the provider was asked
    private record Place(Tx tx, Dataset dataset, boolean isLast) {}

    /// Somebody else stored a record after it was asked for.
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("a record was stored while it was read back", null, false, false);
        }
    }
}
