package dev.tenon.server.records;

import dev.tenon.server.db.Tx;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.server.records.RecordShaper.Sighting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Applies pages to datasets. Reads ids and fingerprints first and writes only what differs: a page
/// costs a lock, one or two reads, and a statement for each kind of change. Safe for use by many
/// threads; the dataset's row is locked from before a page counts until its transaction ends, so
/// that sequence order is commit order.
public final class RecordStore {
    private final ChangeListener listener;

    /// @param listener hears of every transaction that changed something
    public RecordStore(ChangeListener listener) {
        this.listener = listener;
    }

    /// Applies a page: what is new or differs is written and gets the next sequence numbers, in the
    /// page's order; what is deleted becomes a tombstone; what came back is created again.
    ///
    /// Where somebody else changed a record after the page was asked for, the newer version by the
    /// provider's own time wins. Where that cannot be told, nothing of the page is stored and the
    /// answer names the records: read them again by their ids and apply the page with those, and
    /// without those of which it has an older version.
    ///
    /// @param stamp whose the changes are, and when they are seen
    public Applied apply(Tx tx, DatasetId id, Batch batch, Stamp stamp) {
        return apply(tx, id, batch, stamp, _ -> {});
    }

    /// The same, and tells before it writes how the dataset will stand afterwards: the page that
    /// follows can be laid from then on.
    public Applied apply(
            Tx tx, DatasetId id, Batch batch, Stamp stamp, Consumer<Standing> planned) {
        Standing before = lock(tx, id);
        Sorted sorted = sorted(tx, id, batch, stamp, before);
        if (!sorted.unsure.isEmpty()) {
            PagePlans.any(tx);
            return new Applied(
                    new Applied.Counts(0, 0, 0, 0),
                    before.seq(),
                    new Applied.Doubts(sorted.unsure, sorted.outdated),
                    List.of());
        }
        planned.accept(new Standing(sorted.seq, before.slots()));
        var writing = new RecordWriting(tx, id, before.slots(), stamp);
        writing.insert(sorted.created);
        if (sorted.movesRows()) {
            PagePlans.byPlace(tx);
            writing.update(sorted.changed);
            writing.delete(sorted.deleted);
            writing.learn(sorted.learned);
            PagePlans.any(tx);
        }
        return published(tx, id, before, sorted);
    }

    /// Writes a page that brings nothing but new records, or no news at all, without locking the
    /// dataset: beside the transaction that stores the page before it. Others see nothing of it
    /// before it is sealed.
    ///
    /// @param expected how the dataset will stand when the page before is stored
    /// @param planned hears before anything is written how it will stand when this one is sealed
    /// @return empty when the page is of another kind; nothing was written then
    public Optional<Laid> lay(
            Tx tx,
            DatasetId id,
            Batch batch,
            Stamp stamp,
            Standing expected,
            Consumer<Standing> planned) {
        Sorted sorted = sorted(tx, id, batch, stamp, expected);
        if (!sorted.unsure.isEmpty() || sorted.movesRows()) return Optional.empty();
        planned.accept(new Standing(sorted.seq, expected.slots()));
        new RecordWriting(tx, id, expected.slots(), stamp).insert(sorted.created);
        return Optional.of(new Laid(id, expected, sorted));
    }

    /// Makes a laid page part of its dataset, in the transaction that laid it.
    ///
    /// @return empty when the dataset does not stand as was expected: roll back, and apply the page
    public Optional<Applied> seal(Tx tx, Laid laid) {
        if (!lock(tx, laid.id).equals(laid.expected)) return Optional.empty();
        return Optional.of(published(tx, laid.id, laid.expected, laid.sorted));
    }

    /// What a page brings against what is stored.
    private static Sorted sorted(Tx tx, DatasetId id, Batch batch, Stamp stamp, Standing standing) {
        var records = new LinkedHashMap<String, Incoming>();
        batch.records().forEach(record -> records.put(record.id(), record));
        var sightings = new LinkedHashMap<String, Sighting>();
        batch.unshaped().sightings().forEach(sighting -> sightings.put(sighting.id(), sighting));
        var deleted = new LinkedHashSet<>(batch.deletedIds());
        deleted.removeAll(records.keySet());
        deleted.removeAll(sightings.keySet());
        PagePlans.inIndexOrder(tx);
        var sorted = new Sorted(standing.seq());
        sorted.unchanged = takeOutStored(tx, id, sightings);
        if (!sightings.isEmpty()) {
            RecordShaper.Shaped shaped = batch.unshaped().shaping().apply(sightings.keySet());
            shaped.records().forEach(record -> records.put(record.id(), record));
            sorted.unreadable.addAll(shaped.unreadable());
        }
        var ids = new ArrayList<String>(records.keySet());
        ids.addAll(deleted);
        Map<String, Known> known = known(tx, id, ids, batch.asOf(), stamp.origin());
        for (Incoming record : records.values()) {
            sorted.take(record.fitted(standing.slots()), known.get(record.id()));
        }
        for (String gone : deleted) sorted.takeDeleted(gone, known.get(gone));
        return sorted;
    }

    /// Takes out those that are stored from the same bytes.
    ///
    /// @return how many those are
    private static int takeOutStored(Tx tx, DatasetId id, Map<String, Sighting> sightings) {
        if (sightings.isEmpty()) return 0;
        int before = sightings.size();
        tx.query(
                """
                select record_id, source from records
                where project_id = ? and group_id = ? and dataset_id = ? and record_id = any(?)
                  and deleted_at is null and source is not null
                order by record_id\
                """,
                row -> {
                    String record = row.text("record_id");
                    Sighting sighting = sightings.get(record);
                    boolean isSame =
                            sighting != null && sighting.source().equals(row.uuid("source"));
                    if (isSame) sightings.remove(record);
                    return isSame;
                },
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                sightings.keySet().toArray(String[]::new));
        return before - sightings.size();
    }

    private Applied published(Tx tx, DatasetId id, Standing before, Sorted sorted) {
        long live = (long) sorted.created.size() + sorted.returned - sorted.deleted.size();
        if (sorted.seq > before.seq()) {
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
                new Applied.Counts(
                        sorted.created.size() + sorted.returned,
                        sorted.changed.size() - sorted.returned,
                        sorted.deleted.size(),
                        sorted.unchanged),
                sorted.seq,
                Applied.Doubts.NONE,
                sorted.unreadable);
    }

    private static Standing lock(Tx tx, DatasetId id) {
        return tx.one(
                """
                select seq, slots from datasets
                where project_id = ? and group_id = ? and dataset_id = ? for no key update\
                """,
                row -> new Standing(row.number("seq"), Slots.parse(row.text("slots"))),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    /// One walk along the primary key: under [PagePlans#inIndexOrder] no other index gives the
    /// order that is asked for.
    private static Map<String, Known> known(
            Tx tx, DatasetId id, List<String> ids, long asOf, long origin) {
        var known = new HashMap<String, Known>(ids.size() * 2);
        if (ids.isEmpty()) return known;
        tx.query(
                """
                select record_id, fingerprint, source, deleted_at is not null as gone,
                  ctid::text as place,
                  seq > ? and origin <> ? as moved,
                  case when seq > ? and origin <> ? then provider_modified_at end as modified
                from records
                where project_id = ? and group_id = ? and dataset_id = ? and record_id = any(?)
                order by record_id\
                """,
                row ->
                        known.put(
                                row.text("record_id"),
                                new Known(
                                        row.uuid("fingerprint"),
                                        row.uuidOrNull("source"),
                                        row.truth("gone"),
                                        row.text("place"),
                                        row.truth("moved"),
                                        row.instantOrNull("modified"))),
                asOf,
                origin,
                asOf,
                origin,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                ids.toArray(String[]::new));
        return known;
    }

    /// What a page brought.
    ///
    /// @param asOf the dataset's newest sequence number when the provider was asked; what others
    ///   changed since is not overwritten with something older
    public record Batch(
            List<Incoming> records, Unshaped unshaped, List<String> deletedIds, long asOf) {
        /// Copies its lists.
        public Batch {
            records = List.copyOf(records);
            deletedIds = List.copyOf(deletedIds);
        }

        /// One of shaped records alone.
        public Batch(List<Incoming> records, List<String> deletedIds, long asOf) {
            this(records, Unshaped.NONE, deletedIds, asOf);
        }
    }

    /// Records that are shaped only where they are not stored as they come.
    ///
    /// @param shaping shapes those with these ids
    public record Unshaped(
            List<Sighting> sightings, Function<Set<String>, RecordShaper.Shaped> shaping) {
        /// No records.
        public static final Unshaped NONE =
                new Unshaped(List.of(), _ -> new RecordShaper.Shaped(List.of(), List.of()));

        /// Copies its list.
        public Unshaped {
            sightings = List.copyOf(sightings);
        }
    }

    /// How a dataset stands: its newest sequence number and its index slots.
    public record Standing(long seq, Slots slots) {}

    /// @param origin the number of the operation that brought a page
    /// @param isOwn whether it is the product's own change
    public record Stamp(long origin, Instant now, boolean isOwn) {
        /// Somebody else's changes.
        public Stamp(long origin, Instant now) {
            this(origin, now, false);
        }

        /// Changes that the product made itself.
        public static Stamp ofOwn(long origin, Instant now) {
            return new Stamp(origin, now, true);
        }
    }

    /// A page that was laid. For use in the transaction that laid it.
    public static final class Laid {
        private final DatasetId id;
        private final Standing expected;
        private final Sorted sorted;

        private Laid(DatasetId id, Standing expected, Sorted sorted) {
            this.id = id;
            this.expected = expected;
            this.sorted = sorted;
        }
    }

    /// @param place where the row stands; it stays there while the dataset is locked
    /// @param moved whether somebody else changed it since the provider was asked
    /// @param modified the provider's time of what is stored, if it moved
    private record Known(
            UUID fingerprint,
            @Nullable UUID source,
            boolean gone,
            String place,
            boolean moved,
            @Nullable Instant modified) {

        Newer against(Incoming record) {
            if (!moved) return Newer.INCOMING;
            Instant theirs = record.modifiedAt();
            if (gone || theirs == null || modified == null || theirs.equals(modified)) {
                return Newer.NOBODY_KNOWS;
            }
            return modified.isAfter(theirs) ? Newer.STORED : Newer.INCOMING;
        }
    }

    /// Which of two versions of a record is the newer one.
    private enum Newer {
        INCOMING,
        STORED,
        NOBODY_KNOWS
    }

    /// Decides record by record what is to be written, and hands out sequence numbers.
    private static final class Sorted {
        private final List<Numbered> created = new ArrayList<>();
        private final List<Numbered> changed = new ArrayList<>();
        private final Map<String, Long> deleted = new LinkedHashMap<>();
        private final Map<String, @Nullable UUID> learned = new LinkedHashMap<>();
        private final List<String> unsure = new ArrayList<>();
        private final List<String> outdated = new ArrayList<>();
        private final List<String> unreadable = new ArrayList<>();
        private int returned;
        private int unchanged;
        private long seq;

        Sorted(long seq) {
            this.seq = seq;
        }

        /// Whether rows that are there must be written.
        boolean movesRows() {
            return !changed.isEmpty() || !deleted.isEmpty() || !learned.isEmpty();
        }

        void take(Incoming record, @Nullable Known known) {
            if (known == null) {
                created.add(new Numbered(record, ++seq, true, ""));
                return;
            }
            if (!known.gone() && known.fingerprint().equals(record.fingerprint())) {
                unchanged++;
                // One that was put together is learned anew when it comes as a whole.
                if ((known.source() == null) != (record.source() == null)) {
                    learned.put(known.place(), record.source());
                }
                return;
            }
            switch (known.against(record)) {
                case INCOMING -> replace(record, known);
                case STORED -> {
                    unchanged++;
                    outdated.add(record.id());
                }
                case NOBODY_KNOWS -> unsure.add(record.id());
            }
        }

        private void replace(Incoming record, Known known) {
            if (known.gone()) returned++;
            changed.add(new Numbered(record, ++seq, known.gone(), known.place()));
        }

        void takeDeleted(String id, @Nullable Known known) {
            if (known == null || known.gone()) return;
            if (known.moved()) {
                unsure.add(id);
            } else {
                deleted.put(known.place(), ++seq);
            }
        }
    }

    /// A record and the sequence number it gets.
    ///
    /// @param created whether it is new, or back again
    /// @param place where its row stands; empty for a new one
    record Numbered(Incoming record, long seq, boolean created, String place) {}
}
