package dev.tenon.server.tenant;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Who did what: one entry per change, in the transaction of the change. Safe for use by many
/// threads.
public final class Audit {
    private final InstantSource clock;

    public Audit(InstantSource clock) {
        this.clock = clock;
    }

    /// Notes a change.
    ///
    /// @param actor such as `key/1f…`
    /// @param action such as `integration.deployed`
    /// @param subject what was changed
    public void note(
            Tx tx,
            ProjectId project,
            String actor,
            String action,
            String subject,
            Map<String, String> details) {
        tx.update(
                """
                insert into audit (project_id, at, actor, action, subject, details)
                values (?, ?, ?, ?, ?, ?::jsonb)\
                """,
                project.number(),
                clock.instant(),
                actor,
                action,
                subject,
                Json.text(Json.object(details)));
    }

    /// The newest entries, newest first.
    public List<Entry> newest(Tx tx, ProjectId project, int limit) {
        return newest(tx, project, Filter.ALL, limit);
    }

    /// The newest entries that a filter lets pass, newest first.
    public List<Entry> newest(Tx tx, ProjectId project, Filter filter, int limit) {
        return tx.query(
                """
                select entry, at, actor, action, subject, details from audit
                where project_id = ? and entry < ? and starts_with(action, ?)
                  and (? = '' or subject = ?)
                order by entry desc limit ?\
                """,
                Entry::read,
                project.number(),
                filter.before(),
                filter.actions(),
                filter.subject(),
                filter.subject(),
                limit);
    }

    /// Which entries to show.
    ///
    /// @param actions what the action begins with, such as `key.`; empty for all
    /// @param subject what was changed; empty for all
    /// @param before the number of an entry; only older ones are shown
    public record Filter(String actions, String subject, long before) {
        /// Every entry.
        public static final Filter ALL = new Filter("", "", Long.MAX_VALUE);

        /// The same, but only entries before this one.
        public Filter before(long entry) {
            return new Filter(actions, subject, entry);
        }
    }

    /// One change.
    ///
    /// @param number grows with each entry
    public record Entry(
            long number, Instant at, String actor, String action, String subject, String details) {
        static Entry read(Row row) throws SQLException {
            return new Entry(
                    row.number("entry"),
                    row.instant("at"),
                    row.text("actor"),
                    row.text("action"),
                    row.text("subject"),
                    row.text("details"));
        }
    }
}
