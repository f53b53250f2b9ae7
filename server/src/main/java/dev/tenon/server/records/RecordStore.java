package dev.tenon.server.records;

import dev.tenon.server.db.Tx;
import dev.tenon.server.records.RecordShaper.Incoming;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Applies pages to datasets. Reads ids and fingerprints first and writes only what differs: a page
/// costs a lock, a read, and at most three statements that write. Safe for use by many threads; the
/// dataset's row is locked until the transaction ends, so that sequence order is commit order.
public final class RecordStore {
    private final ChangeListener listener;

    /// @param listener hears of every transaction that changed something
    public RecordStore(ChangeListener listener) {
        this.listener = listener;
    }

    /// Applies a page: what is new or differs is written and gets the next sequence numbers, in the
    /// page's order; what is deleted becomes a tombstone; what came back is created again.
    ///
    /// @param origin the number of the operation that brought the page
    public Applied apply(Tx tx, DatasetId id, Batch batch, long origin, Instant now) {
        Locked dataset = lock(tx, id);
        var records = new LinkedHashMap<String, Incoming>();
        batch.records().forEach(record -> records.put(record.id(), record.fitted(dataset.slots())));
        var deleted = new LinkedHashSet<>(batch.deletedIds());
        deleted.removeAll(records.keySet());
        PagePlans.inIndexOrder(tx);
        Map<String, Known> known = known(tx, id, records.keySet(), deleted);
        var sorted = new Sorted(dataset.seq());
        for (Incoming record : records.values()) sorted.take(record, known.get(record.id()));
        for (String gone : deleted) sorted.takeDeleted(known.get(gone));
        var writing = new RecordWriting(tx, id, dataset.slots(), origin, now);
        writing.insert(sorted.created);
        if (!sorted.changed.isEmpty() || !sorted.deleted.isEmpty()) {
            PagePlans.byPlace(tx);
            writing.update(sorted.changed);
            writing.delete(sorted.deleted);
            PagePlans.any(tx);
        }
        long live = (long) sorted.created.size() + sorted.returned - sorted.deleted.size();
        if (sorted.seq > dataset.seq()) {
            tx.update(
                    """
                    update datasets set seq = ?, live = live + ?
                    where project_id = ? and group_id = ? and dataset_id = ?\
                    """,
                    sorted.seq,
                    live,
                    id.group().projectNumber(),
                    id.group().number(),
                    id.number());
            listener.changed(tx, id);
        }
        return new Applied(
                sorted.created.size() + sorted.returned,
                sorted.changed.size() - sorted.returned,
                sorted.deleted.size(),
                sorted.unchanged,
                sorted.seq);
    }

    private static Locked lock(Tx tx, DatasetId id) {
        return tx.one(
                """
                select seq, slots from datasets
                where project_id = ? and group_id = ? and dataset_id = ? for update\
                """,
                row -> new Locked(row.number("seq"), Slots.parse(row.text("slots"))),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    /// One walk along the primary key: under [PagePlans#inIndexOrder] no other index gives the
    /// order that is asked for.
    private static Map<String, Known> known(
            Tx tx, DatasetId id, Collection<String> incoming, Collection<String> deleted) {
        var ids = new ArrayList<String>(incoming);
        ids.addAll(deleted);
        var known = new HashMap<String, Known>(ids.size() * 2);
        if (ids.isEmpty()) return known;
        tx.query(
                """
                select record_id, fingerprint, deleted_at is not null as gone, ctid::text as place
                from records
                where project_id = ? and group_id = ? and dataset_id = ? and record_id = any(?)
                order by record_id\
                """,
                row ->
                        known.put(
                                row.text("record_id"),
                                new Known(
                                        row.uuid("fingerprint"),
                                        row.truth("gone"),
                                        row.text("place"))),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                ids.toArray(String[]::new));
        return known;
    }

    /// What a page brought.
    public record Batch(List<Incoming> records, List<String> deletedIds) {
        /// Copies its lists.
        public Batch {
            records = List.copyOf(records);
            deletedIds = List.copyOf(deletedIds);
        }
    }

    /// What became of it.
    ///
    /// @param seq the dataset's newest sequence number
    public record Applied(int created, int updated, int deleted, int unchanged, long seq) {
        /// How many records differ now.
        public int changed() {
            return created + updated + deleted;
        }
    }

    private record Locked(long seq, Slots slots) {}

    /// @param place where the row stands; it stays there while the dataset is locked
    private record Known(UUID fingerprint, boolean gone, String place) {}

    /// Decides record by record what is to be written, and hands out sequence numbers.
    private static final class Sorted {
        private final List<Numbered> created = new ArrayList<>();
        private final List<Numbered> changed = new ArrayList<>();
        private final Map<String, Long> deleted = new LinkedHashMap<>();
        private int returned;
        private int unchanged;
        private long seq;

        Sorted(long seq) {
            this.seq = seq;
        }

        void take(Incoming record, @Nullable Known known) {
            if (known == null) {
                created.add(new Numbered(record, ++seq, true, ""));
            } else if (known.gone()) {
                returned++;
                changed.add(new Numbered(record, ++seq, true, known.place()));
            } else if (!known.fingerprint().equals(record.fingerprint())) {
                changed.add(new Numbered(record, ++seq, false, known.place()));
            } else {
                unchanged++;
            }
        }

        void takeDeleted(@Nullable Known known) {
            if (known != null && !known.gone()) deleted.put(known.place(), ++seq);
        }
    }

    /// A record and the sequence number it gets.
    ///
    /// @param created whether it is new, or back again
    /// @param place where its row stands; empty for a new one
    record Numbered(Incoming record, long seq, boolean created, String place) {}
}
