package dev.tenon.server.records;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What changed in a dataset, in commit order. A record stands in the feed once, at its newest
/// change. Safe for use by many threads.
public final class ChangeFeed {
    static final String COLUMNS =
            """
            record_id, seq, created_seq, fields, raw, provider_modified_at, changed_at, deleted_at,
            origin, news_seq\
            """;

    /// The changes after a sequence number, oldest first.
    public List<StoredRecord> after(Tx tx, DatasetId id, long seq, int limit) {
        return tx.query(
                """
                select %s from records
                where project_id = ? and group_id = ? and dataset_id = ? and seq > ?
                order by seq limit ?\
                """
                        .formatted(COLUMNS),
                ChangeFeed::read,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                seq,
                limit);
    }

    /// One record, also one that is deleted.
    public Optional<StoredRecord> find(Tx tx, DatasetId id, String record) {
        return tx.first(
                """
                select %s from records
                where project_id = ? and group_id = ? and dataset_id = ? and record_id = ?\
                """
                        .formatted(COLUMNS),
                ChangeFeed::read,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                record);
    }

    /// Several records by their ids, also those that are deleted; ids without a record are absent.
    public Map<String, StoredRecord> find(Tx tx, DatasetId id, Collection<String> records) {
        var found = new HashMap<String, StoredRecord>();
        if (records.isEmpty()) return found;
        tx.query(
                """
                select %s from records
                where project_id = ? and group_id = ? and dataset_id = ? and record_id = any(?)\
                """
                        .formatted(COLUMNS),
                row -> found.put(row.text("record_id"), read(row)),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                records.toArray(String[]::new));
        return found;
    }

    static StoredRecord read(Row row) throws SQLException {
        long seq = row.number("seq");
        var times =
                new StoredRecord.Times(
                        row.instantOrNull("provider_modified_at"),
                        row.instant("changed_at"),
                        row.instantOrNull("deleted_at"));
        StoredRecord.Change change =
                seq == row.number("created_seq")
                        ? StoredRecord.Change.CREATED
                        : StoredRecord.Change.UPDATED;
        return new StoredRecord(
                row.text("record_id"),
                seq,
                times.deletedAt() == null ? change : StoredRecord.Change.DELETED,
                row.text("fields"),
                row.textOrNull("raw"),
                times,
                row.number("origin"),
                row.number("news_seq"));
    }
}
