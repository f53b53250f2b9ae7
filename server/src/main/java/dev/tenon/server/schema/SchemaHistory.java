package dev.tenon.server.schema;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What changed in the objects of connections, as long as retention keeps it. Safe for use by many
/// threads.
public final class SchemaHistory {
    private final TimeId ids;

    public SchemaHistory(TimeId ids) {
        this.ids = ids;
    }

    /// Keeps what was found in one object. Costs one statement.
    void record(Tx tx, Connection connection, String object, Drift drift) {
        UUID together = ids.next();
        var rows = new ArrayList<@Nullable Object[]>();
        for (SchemaChange change : drift.changes()) {
            UUID id = ids.next();
            rows.add(
                    new @Nullable Object[] {
                        connection.group().projectNumber(),
                        connection.group().number(),
                        connection.id(),
                        id,
                        together,
                        connection.provider(),
                        object,
                        DriftJson.kind(change),
                        DriftJson.field(change),
                        Json.text(DriftJson.details(change)),
                        TimeId.instantOf(id)
                    });
        }
        tx.batch(
                """
                insert into schema_changes (project_id, group_id, connection_id, id, drift_id,
                  provider, object_name, kind, field_name, details, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)\
                """,
                rows);
    }

    /// What was found, newest first.
    ///
    /// @param after only what is older than this entry; null for the newest
    public List<Entry> list(
            Tx tx, ProjectId project, Filter filter, @Nullable UUID after, int limit) {
        return tx.query(
                """
                select * from schema_changes
                where project_id = ? and group_id = coalesce(?::bigint, group_id)
                  and connection_id = coalesce(?::uuid, connection_id)
                  and (?::text = '' or provider = ?) and (?::text = '' or object_name = ?)
                  and created_at <= coalesce(?::timestamptz, 'infinity')
                  and (?::uuid is null or id < ?::uuid)
                order by id desc limit ?\
                """,
                SchemaHistory::read,
                project.number(),
                filter.group() == null ? null : filter.group().number(),
                filter.connection(),
                filter.provider(),
                filter.provider(),
                filter.object(),
                filter.object(),
                after == null ? null : TimeId.instantOf(after),
                after,
                after,
                limit);
    }

    private static Entry read(Row row) throws SQLException {
        return new Entry(
                new GroupId(new ProjectId(row.integer("project_id")), row.number("group_id")),
                row.uuid("connection_id"),
                row.uuid("id"),
                row.uuid("drift_id"),
                new Subject(row.text("provider"), row.text("object_name"), row.text("field_name")),
                row.text("kind"),
                Json.parseObject(row.text("details")),
                row.instant("created_at"));
    }

    /// Which changes are asked for.
    ///
    /// @param provider empty for all
    /// @param object the provider's name; empty for all
    public record Filter(
            @Nullable GroupId group, @Nullable UUID connection, String provider, String object) {}

    /// One change.
    ///
    /// @param drift what was found together has the same
    /// @param kind such as `fieldDeleted`
    /// @param details how it was and how it is, as the API shows it
    public record Entry(
            GroupId group,
            UUID connection,
            UUID id,
            UUID drift,
            Subject subject,
            String kind,
            ObjectNode details,
            Instant at) {}

    /// What changed.
    ///
    /// @param field empty when it is the object itself
    public record Subject(String provider, String object, String field) {}
}
