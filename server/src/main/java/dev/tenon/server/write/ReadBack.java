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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Lets callers read what they wrote: reads written records back into the store when the
/// installation reads the object too. What nobody but us changed carries the write as its origin,
/// so that it is not delivered as news. Objects that are read through filters are left to their
/// next read, for only the provider can say whether a record passes. Safe for use by many threads.
final class ReadBack {
    private static final int AT_ONCE = 2_000;

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

    /// Reads what was written, outside of transactions. A read that fails is a line in the log: the
    /// next scheduled read brings the records.
    Shown read(Target target, List<QueuedWrite> written) {
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
    void store(Tx tx, Target target, Shown shown, List<QueuedWrite> written) {
        switch (shown) {
            case Shown.Nowhere() -> {}
            case Shown.Failed(String why) -> warn(tx, target, written, why);
            case Shown.Records records -> apply(tx, target, records, written);
        }
    }

    private void warn(Tx tx, Target target, List<QueuedWrite> written, String why) {
        written.stream()
                .map(QueuedWrite::operation)
                .distinct()
                .forEach(operation ->
                        stores.operations()
                                .log(
                                        tx,
                                        target.key().group(),
                                        operation,
                                        Severity.WARNING,
                                        "Written, but not read back: "
                                                + why
                                                + "; the next read brings it",
                                        Json.object()));
    }

    private void apply(Tx tx, Target target, Shown.Records shown, List<QueuedWrite> written) {
        var found = new LinkedHashMap<String, Incoming>();
        shown.records().forEach(record -> found.put(record.id(), record));
        var attribution =
                new Attribution(feed.find(tx, shown.dataset().id(), found.keySet()), shown);
        var own = new LinkedHashMap<UUID, Changes>();
        var foreign = new ArrayList<Incoming>();
        for (QueuedWrite write : written) {
            Changes changes = own.computeIfAbsent(write.operation(), _ -> new Changes());
            if (write.content().kind() == Writer.Operation.DELETE) {
                changes.deleted.add(write.recordId());
                continue;
            }
            Incoming record = found.get(write.recordId());
            if (record == null) continue;
            boolean isOurs = attribution.isOurs(write, record);
            if (isOurs) changes.records.add(record);
            else foreign.add(record);
        }
        for (Map.Entry<UUID, Changes> each : own.entrySet()) {
            long number = number(tx, target, each.getKey());
            apply(tx, shown.dataset(), each.getValue(), number);
        }
        if (!foreign.isEmpty()) applyForeign(tx, target, shown.dataset(), foreign);
    }

    private void apply(Tx tx, Dataset dataset, Changes changes, long origin) {
        if (changes.records.isEmpty() && changes.deleted.isEmpty()) return;
        var batch = new RecordStore.Batch(changes.records, changes.deleted, Long.MAX_VALUE);
        stores.records()
                .apply(tx, dataset.id(), batch, new RecordStore.Stamp(origin, clock.instant()));
    }

    /// Somebody else changed these too since they were last read: that is news, and comes from a
    /// read.
    private void applyForeign(Tx tx, Target target, Dataset dataset, List<Incoming> records) {
        Operation read =
                stores.operations()
                        .begin(
                                tx,
                                target.key().group(),
                                new Operation.Subject(
                                        target.installed().revision().integration(),
                                        target.key().installation(),
                                        Operation.Action.READ,
                                        target.key().object(),
                                        "triggered"));
        var batch = new RecordStore.Batch(records, List.of(), Long.MAX_VALUE);
        var stamp = new RecordStore.Stamp(read.number(), clock.instant());
        stores.records().apply(tx, dataset.id(), batch, stamp);
        stores.operations()
                .end(
                        tx,
                        target.key().group(),
                        read.id(),
                        Operation.Status.SUCCESS,
                        "Read " + records.size() + " records back after a write",
                        Json.object());
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

    /// One operation's own changes.
    private static final class Changes {
        private final List<Incoming> records = new ArrayList<>();
        private final List<String> deleted = new ArrayList<>();
    }
}
