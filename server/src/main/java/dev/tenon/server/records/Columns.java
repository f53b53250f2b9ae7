package dev.tenon.server.records;

import dev.tenon.server.db.Tx;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.spi.Records;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives stored records fields that they lack, and takes away fields that are no longer selected,
/// without reading the rest again. Safe for use by many threads.
public final class Columns {
    /// The ids of live records after `after`, in order.
    public List<String> ids(Tx tx, DatasetId id, String after, int limit) {
        return tx.query(
                """
                select record_id from records
                where project_id = ? and group_id = ? and dataset_id = ? and record_id > ?
                  and deleted_at is null
                order by record_id limit ?\
                """,
                row -> row.text("record_id"),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                after,
                limit);
    }

    /// The stored records with what the provider said of their new fields, under the dataset's
    /// lock. A field that a record has by now, because somebody else read it meanwhile, stays as it
    /// is.
    ///
    /// @param shaper of the whole selection
    /// @param partial the records with the new fields alone
    public List<Incoming> merged(Tx tx, DatasetId id, RecordShaper shaper, Records partial) {
        var news = new HashMap<String, String>();
        partial.forEach((record, _, json) -> news.put(record, inside(json)));
        var whole = new ArrayList<Incoming>();
        for (Stored stored : locked(tx, id, List.copyOf(news.keySet()))) {
            String added = news.getOrDefault(stored.id(), "");
            String old = inside(stored.fields());
            String joint = added.isEmpty() || old.isEmpty() ? "" : ",";
            whole.addAll(shaped(shaper, stored, "{" + added + joint + old + "}"));
        }
        return whole;
    }

    /// Takes away what `shaper` does not select. That is no change of a record: it keeps its
    /// sequence number, and nobody is told.
    public void trim(Tx tx, DatasetId id, RecordShaper shaper, List<String> ids) {
        var rows = new ArrayList<Incoming>();
        for (Stored stored : locked(tx, id, ids)) {
            rows.addAll(shaped(shaper, stored, stored.fields()));
        }
        tx.update(
                """
                update records r set fields = v.fields::jsonb, fingerprint = v.fingerprint,
                  source = null
                from unnest(?, ?, ?::uuid[]) as v(record_id, fields, fingerprint)
                where r.project_id = ? and r.group_id = ? and r.dataset_id = ?
                  and r.record_id = v.record_id\
                """,
                rows.stream().map(Incoming::id).toArray(String[]::new),
                rows.stream().map(Incoming::fields).toArray(String[]::new),
                rows.stream().map(row -> row.fingerprint().toString()).toArray(String[]::new),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    private static List<Stored> locked(Tx tx, DatasetId id, List<String> ids) {
        tx.one(
                """
                select seq from datasets
                where project_id = ? and group_id = ? and dataset_id = ? for no key update\
                """,
                row -> row.number("seq"),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
        PagePlans.inIndexOrder(tx);
        List<Stored> stored =
                tx.query(
                        """
                        select record_id, fields::text as fields, provider_modified_at from records
                        where project_id = ? and group_id = ? and dataset_id = ?
                          and record_id = any(?) and deleted_at is null
                        order by record_id\
                        """,
                        row ->
                                new Stored(
                                        row.text("record_id"),
                                        row.text("fields"),
                                        row.instantOrNull("provider_modified_at")),
                        id.group().projectNumber(),
                        id.group().number(),
                        id.number(),
                        ids.toArray(String[]::new));
        PagePlans.any(tx);
        return stored;
    }

    /// Of a member that comes twice the last counts, so that what is stored wins.
    private static List<Incoming> shaped(RecordShaper shaper, Stored stored, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Records one =
                visitor ->
                        visitor.see(
                                stored.id(),
                                stored.modifiedAt(),
                                new Records.Slice(bytes, 0, bytes.length));
        return shaper.shape(one).records().stream().map(Incoming::composed).toList();
    }

    private static String inside(Records.Slice json) {
        return inside(
                new String(json.buffer(), json.offset(), json.length(), StandardCharsets.UTF_8));
    }

    private static String inside(String object) {
        String stripped = object.strip();
        return stripped.substring(1, stripped.length() - 1).strip();
    }

    private record Stored(String id, String fields, @Nullable Instant modifiedAt) {}
}
