package dev.tenon.server.records;

import dev.tenon.server.db.Tx;
import java.time.Instant;
import java.util.List;

/// Remembers which records sweeps of a dataset have seen, and which the complete ones have missed.
/// Safe for use by many threads.
public final class Sightings {
    /// Begins a sweep: forgets what an earlier one, which did not come to its end, has seen.
    public void begin(Tx tx, DatasetId id) {
        tx.update(
                """
                delete from sweep_pages
                where project_id = ? and group_id = ? and dataset_id = ?\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    /// Notes a page of ids; the same page again replaces it.
    public void add(Tx tx, DatasetId id, long page, List<String> ids) {
        tx.update(
                """
                insert into sweep_pages (project_id, group_id, dataset_id, page, ids)
                values (?, ?, ?, ?, ?)
                on conflict (project_id, group_id, dataset_id, page) do update
                set ids = excluded.ids\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                page,
                ids.toArray(String[]::new));
    }

    /// Ends a complete sweep: live records that it did not see have been missed once more, all
    /// others no longer. Two statements, whatever the size.
    ///
    /// @param asOf the dataset's newest sequence number when the sweep began; what changed since is
    ///   not held against a record
    /// @return how many records have been missed
    public long conclude(Tx tx, DatasetId id, long asOf, Instant now) {
        tx.update(
                """
                with seen as materialized (
                  select unnest(ids) as record_id from sweep_pages
                  where project_id = ? and group_id = ? and dataset_id = ?
                ), missing as (
                  select r.record_id from records r
                  where r.project_id = ? and r.group_id = ? and r.dataset_id = ?
                    and r.deleted_at is null and r.seq <= ?
                    and not exists (select from seen s where s.record_id = r.record_id)
                ), cleared as (
                  delete from missed_records m
                  where m.project_id = ? and m.group_id = ? and m.dataset_id = ?
                    and not exists (select from missing s where s.record_id = m.record_id)
                )
                insert into missed_records
                  (project_id, group_id, dataset_id, record_id, sweeps, missed_at)
                select ?, ?, ?, record_id, 1, ? from missing
                on conflict (project_id, group_id, dataset_id, record_id) do update
                set sweeps = missed_records.sweeps + 1, missed_at = excluded.missed_at\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                asOf,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                now);
        begin(tx, id);
        return count(tx, id);
    }

    /// How many records have been missed.
    public long count(Tx tx, DatasetId id) {
        return tx.one(
                """
                select count(*) as missed from missed_records
                where project_id = ? and group_id = ? and dataset_id = ?\
                """,
                row -> row.number("missed"),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    /// Missed records after `after`, by id.
    public List<Missed> missed(Tx tx, DatasetId id, String after, int limit) {
        return tx.query(
                """
                select record_id, sweeps from missed_records
                where project_id = ? and group_id = ? and dataset_id = ? and record_id > ?
                order by record_id limit ?\
                """,
                row -> new Missed(row.text("record_id"), row.integer("sweeps")),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                after,
                limit);
    }

    /// Lets bygones be bygones: these records have not been missed.
    public void forget(Tx tx, DatasetId id, List<String> ids) {
        if (ids.isEmpty()) return;
        tx.update(
                """
                delete from missed_records
                where project_id = ? and group_id = ? and dataset_id = ? and record_id = any(?)\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                ids.toArray(String[]::new));
    }

    /// A record that complete sweeps did not see.
    ///
    /// @param sweeps how many in a row
    public record Missed(String id, int sweeps) {}
}
