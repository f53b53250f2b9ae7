package dev.tenon.server.quota;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The newest word of each provider account on its quotas, taken from reply headers. Kept in memory
/// and stored once a second, never in the way of a call. Safe for use by many threads.
public final class QuotaReadings {
    private final Db db;
    private Map<Key, Reading> waiting = new LinkedHashMap<>();

    public QuotaReadings(Db db) {
        this.db = db;
    }

    /// Notes what a reply said.
    public synchronized void note(GroupId group, UUID connection, Reading reading) {
        waiting.put(new Key(group, connection, reading.quota()), reading);
    }

    /// Stores what was noted.
    public void flush() {
        Map<Key, Reading> taken = take();
        if (taken.isEmpty()) return;
        var rows = new ArrayList<Object[]>();
        taken.forEach((key, reading) -> rows.add(values(key, reading)));
        db.asSystem(tx -> {
            tx.batch(
                    """
                    insert into quota_readings
                      (project_id, group_id, connection_id, quota, used, allowed, read_at)
                    select ?, ?, ?, ?, ?, ?, ?
                    on conflict (project_id, group_id, connection_id, quota) do update
                    set used = excluded.used, allowed = excluded.allowed,
                        read_at = excluded.read_at
                    where quota_readings.read_at <= excluded.read_at\
                    """,
                    List.copyOf(rows));
            return rows.size();
        });
    }

    /// The readings of connections of a project.
    List<Known> of(Tx tx, ProjectId project, Collection<UUID> connections) {
        return tx.query(
                """
                select * from quota_readings where project_id = ? and connection_id = any(?)
                order by quota\
                """,
                QuotaReadings::known,
                project.number(),
                connections.toArray(UUID[]::new));
    }

    /// The readings of all connections that are not older than a day. Run as system.
    List<Known> all() {
        return db.asSystem(tx ->
                tx.query(
                        """
                        select * from quota_readings where read_at > now() - interval '1 day'\
                        """,
                        QuotaReadings::known));
    }

    private static Known known(Row row) throws SQLException {
        var project = new ProjectId(row.integer("project_id"));
        return new Known(
                new GroupId(project, row.number("group_id")),
                row.uuid("connection_id"),
                new Reading(
                        row.text("quota"),
                        row.number("used"),
                        row.number("allowed"),
                        row.instant("read_at")));
    }

    private synchronized Map<Key, Reading> take() {
        Map<Key, Reading> taken = waiting;
        waiting = new LinkedHashMap<>();
        return taken;
    }

    private static Object[] values(Key key, Reading reading) {
        return new Object[] {
            key.group().projectNumber(),
            key.group().number(),
            key.connection(),
            reading.quota(),
            reading.used(),
            reading.allowed(),
            java.time.OffsetDateTime.ofInstant(reading.at(), java.time.ZoneOffset.UTC)
        };
    }

    private record Key(GroupId group, UUID connection, String quota) {}

    record Known(GroupId group, UUID connection, Reading reading) {}

    /// How much of a quota was used at a moment.
    public record Reading(String quota, long used, long allowed, Instant at) {}
}
