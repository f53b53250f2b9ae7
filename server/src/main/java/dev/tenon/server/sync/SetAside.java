package dev.tenon.server.sync;

import dev.tenon.server.db.Tx;
import dev.tenon.server.records.DatasetId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Lists the records that could not be read or stored. They do not keep the rest of their page from
/// being stored, and leave the list when they come again in good form. Safe for use by many
/// threads.
public final class SetAside {
    private static final int LONGEST_REASON = 500;

    private final InstantSource clock;

    public SetAside(InstantSource clock) {
        this.clock = clock;
    }

    /// @param reasons by record id
    void add(Tx tx, DatasetId id, UUID operation, Map<String, String> reasons) {
        if (reasons.isEmpty()) return;
        Instant now = clock.instant();
        tx.update(
                """
                insert into set_aside (project_id, group_id, dataset_id, record_id, reason,
                  operation_id, first_at, last_at, times)
                select ?, ?, ?, v.record_id, v.reason, ?, ?, ?, 1
                from unnest(?, ?) as v(record_id, reason)
                on conflict (project_id, group_id, dataset_id, record_id) do update set
                  reason = excluded.reason, operation_id = excluded.operation_id,
                  last_at = excluded.last_at, times = set_aside.times + 1\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                operation,
                now,
                now,
                reasons.keySet().stream().map(SetAside::printable).toArray(String[]::new),
                reasons.values().stream().map(SetAside::shortened).toArray(String[]::new));
    }

    /// An id as the database can hold it: the reason why a record is here may be its id.
    static String printable(String id) {
        var text = new StringBuilder(id.length());
        id.codePoints()
                .forEach(sign -> {
                    boolean strange = sign == 0 || (sign >= 0xd800 && sign <= 0xdfff);
                    if (strange) text.append("\\u%04x".formatted(sign));
                    else text.appendCodePoint(sign);
                });
        return text.toString();
    }

    private static String shortened(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }

    /// Takes records off the list that have come in good form, or are gone. Costs one small
    /// statement while the list is empty.
    void clear(Tx tx, DatasetId id, Collection<String> ids) {
        if (ids.isEmpty() || of(tx, id, "", 1).isEmpty()) return;
        tx.update(
                """
                delete from set_aside
                where project_id = ? and group_id = ? and dataset_id = ? and record_id = any(?)\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                ids.toArray(String[]::new));
    }

    /// The list, by record id.
    public List<Entry> of(Tx tx, DatasetId id, String after, int limit) {
        return tx.query(
                """
                select * from set_aside
                where project_id = ? and group_id = ? and dataset_id = ? and record_id > ?
                order by record_id limit ?\
                """,
                row ->
                        new Entry(
                                row.text("record_id"),
                                row.text("reason"),
                                row.uuid("operation_id"),
                                row.instant("first_at"),
                                row.instant("last_at"),
                                row.integer("times")),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                after,
                limit);
    }

    /// A record that could not be stored.
    ///
    /// @param operation the run that met it last
    /// @param times how often it was met
    public record Entry(
            String record,
            String reason,
            UUID operation,
            Instant firstAt,
            Instant lastAt,
            int times) {}
}
