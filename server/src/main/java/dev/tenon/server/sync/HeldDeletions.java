package dev.tenon.server.sync;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Deletions that wait for a person, because a sweep missed more records than can be believed. Safe
/// for use by many threads.
public final class HeldDeletions {
    private final TimeId ids;
    private final InstantSource clock;

    public HeldDeletions(TimeId ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// Holds deletions; those that an earlier sweep held are superseded.
    ///
    /// @param asOf the dataset's newest sequence number when the sweep began
    /// @return their id, for [#add]
    UUID hold(Tx tx, DatasetId id, UUID operation, Amount amount, long asOf) {
        supersede(tx, id);
        UUID held = ids.next();
        tx.update(
                """
                insert into held_deletions (project_id, group_id, dataset_id, id, operation_id,
                  records, of_records, as_of, status, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, 'held', ?)\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                held,
                operation,
                amount.records(),
                amount.of(),
                asOf,
                clock.instant());
        return held;
    }

    void add(Tx tx, DatasetId id, UUID held, int page, List<String> records) {
        tx.update(
                """
                insert into held_deletion_pages (project_id, group_id, dataset_id, id, page, ids)
                values (?, ?, ?, ?, ?, ?)\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                held,
                page,
                records.toArray(String[]::new));
    }

    /// A sweep has come to another conclusion.
    void supersede(Tx tx, DatasetId id) {
        tx.update(
                """
                delete from held_deletion_pages p using held_deletions h
                where p.project_id = ? and p.group_id = ? and p.dataset_id = ?
                  and h.project_id = p.project_id and h.group_id = p.group_id
                  and h.dataset_id = p.dataset_id and h.id = p.id and h.status = 'held'\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number());
        tx.update(
                """
                update held_deletions set status = 'superseded', decided_at = ?
                where project_id = ? and group_id = ? and dataset_id = ? and status = 'held'\
                """,
                clock.instant(),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    /// A person's decision; none when nothing is held under this id any more.
    Optional<Held> decide(Tx tx, Held held, Status decision, String by) {
        DatasetId id = held.dataset();
        return tx.first(
                """
                update held_deletions set status = ?, decided_by = ?, decided_at = ?
                where project_id = ? and group_id = ? and dataset_id = ? and id = ?
                  and status = 'held' returning *\
                """,
                HeldDeletions::read,
                decision.stored(),
                by,
                clock.instant(),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                held.id());
    }

    void drop(Tx tx, DatasetId id, UUID held) {
        tx.update(
                """
                delete from held_deletion_pages
                where project_id = ? and group_id = ? and dataset_id = ? and id = ?\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                held);
    }

    /// What was released and is not carried out yet.
    Optional<Held> released(Tx tx, DatasetId id) {
        return tx.first(
                """
                select * from held_deletions
                where project_id = ? and group_id = ? and dataset_id = ? and status = 'released'
                order by created_at limit 1\
                """,
                HeldDeletions::read,
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    /// The next page of ids that were released, which is taken away.
    Optional<List<String>> takePage(Tx tx, Held held) {
        DatasetId id = held.dataset();
        return tx.first(
                """
                delete from held_deletion_pages
                where project_id = ? and group_id = ? and dataset_id = ? and id = ? and page = (
                  select min(page) from held_deletion_pages
                  where project_id = ? and group_id = ? and dataset_id = ? and id = ?)
                returning ids\
                """,
                row -> row.texts("ids"),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                held.id(),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                held.id());
    }

    void done(Tx tx, Held held) {
        DatasetId id = held.dataset();
        tx.update(
                """
                update held_deletions set status = 'done'
                where project_id = ? and group_id = ? and dataset_id = ? and id = ?\
                """,
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                held.id());
    }

    /// One of a project.
    public Optional<Held> find(Tx tx, ProjectId project, UUID id) {
        return tx.first(
                "select * from held_deletions where project_id = ? and id = ?",
                HeldDeletions::read,
                project.number(),
                id);
    }

    /// Those of a project, newest first.
    ///
    /// @param status null for all
    /// @param before only those made before; null for the newest
    public List<Held> of(
            Tx tx, ProjectId project, @Nullable Status status, @Nullable UUID before, int limit) {
        return tx.query(
                """
                select * from held_deletions
                where project_id = ? and (?::text is null or status = ?)
                  and (?::uuid is null or id < ?::uuid)
                order by id desc limit ?\
                """,
                HeldDeletions::read,
                project.number(),
                status == null ? null : status.stored(),
                status == null ? null : status.stored(),
                before,
                before,
                limit);
    }

    private static Held read(Row row) throws SQLException {
        return new Held(
                new DatasetId(
                        new GroupId(
                                new ProjectId(row.integer("project_id")), row.number("group_id")),
                        row.number("dataset_id")),
                row.uuid("id"),
                row.uuid("operation_id"),
                new Amount(row.number("records"), row.number("of_records")),
                row.number("as_of"),
                Status.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.instant("created_at"),
                new Decision(row.text("decided_by"), row.instantOrNull("decided_at")));
    }

    /// @param records that would be deleted
    /// @param of how many there are
    public record Amount(long records, long of) {}

    /// @param by who decided; empty while nobody has
    public record Decision(String by, @Nullable Instant at) {
        /// Written out, for other packages see what may be null.
        public Decision(String by, @Nullable Instant at) {
            this.by = by;
            this.at = at;
        }
    }

    /// Deletions that are or were held.
    ///
    /// @param operation the sweep that found them
    /// @param asOf the dataset's newest sequence number when the sweep began
    public record Held(
            DatasetId dataset,
            UUID id,
            UUID operation,
            Amount amount,
            long asOf,
            Status status,
            Instant createdAt,
            Decision decision) {}

    /// What became of held deletions.
    public enum Status {
        /// Waiting for a person.
        HELD,
        /// A person said that they are right; they are being carried out.
        RELEASED,
        /// Carried out.
        DONE,
        /// A person said that they are wrong.
        DISCARDED,
        /// A later sweep came to another conclusion.
        SUPERSEDED;

        String stored() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
