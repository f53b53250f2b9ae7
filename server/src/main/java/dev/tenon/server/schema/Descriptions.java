package dev.tenon.server.schema;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Discovery.ObjectSchema;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stores the newest description of each object of a connection, under the name it was asked for.
/// Safe for use by many threads.
final class Descriptions {
    /// Lets one discovery of a connection be stored after the other, so that each is compared with
    /// the one before it. Until the transaction ends.
    void lock(Tx tx, Connection connection) {
        tx.query(
                "select pg_advisory_xact_lock(hashtextextended(?, 7203))",
                _ -> "",
                connection.id().toString());
    }

    /// Those that were asked for by one of these names.
    List<Known> asked(Tx tx, Connection connection, Collection<String> names) {
        return tx.query(
                """
                select object_name, described, described_at, vanished_at from schemas
                where project_id = ? and group_id = ? and connection_id = ?
                  and object_name = any(?)\
                """,
                Descriptions::read,
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id(),
                names.toArray(String[]::new));
    }

    /// All spellings of an object that have been asked for.
    ///
    /// @param name as the provider spells it
    List<Known> spellings(Tx tx, Connection connection, String name) {
        return tx.query(
                """
                select object_name, described, described_at, vanished_at from schemas
                where project_id = ? and group_id = ? and connection_id = ?
                  and described ->> 'name' = ? order by object_name\
                """,
                Descriptions::read,
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id(),
                name);
    }

    void save(Tx tx, Connection connection, String asked, ObjectSchema schema, Instant at) {
        tx.update(
                """
                insert into schemas
                  (project_id, group_id, connection_id, object_name, described, described_at)
                values (?, ?, ?, ?, ?::jsonb, ?)
                on conflict (project_id, group_id, connection_id, object_name) do update
                set described = excluded.described, described_at = excluded.described_at,
                  vanished_at = null\
                """,
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id(),
                asked,
                Json.text(SchemaJson.write(schema)),
                at);
    }

    /// Notes that an object is gone or is back, in all its spellings.
    ///
    /// @param vanishedAt null when it is back
    void mark(Tx tx, Connection connection, String name, @Nullable Instant vanishedAt) {
        tx.update(
                """
                update schemas set vanished_at = ?::timestamptz, described_at = '1970-01-01Z'
                where project_id = ? and group_id = ? and connection_id = ?
                  and described ->> 'name' = ?\
                """,
                vanishedAt,
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id(),
                name);
    }

    /// Lets all descriptions of a connection be asked for anew.
    void expire(Tx tx, Connection connection) {
        tx.update(
                """
                update schemas set described_at = '1970-01-01Z'
                where project_id = ? and group_id = ? and connection_id = ?\
                """,
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id());
    }

    private static Known read(Row row) throws SQLException {
        return new Known(
                row.text("object_name"),
                SchemaJson.read(Json.parse(row.text("described"))),
                row.instant("described_at"),
                row.instantOrNull("vanished_at") != null);
    }

    /// What is known of an object.
    ///
    /// @param asked the name it was asked for
    /// @param vanished whether it is gone since; the description is the last there was
    record Known(String asked, ObjectSchema schema, Instant at, boolean vanished) {
        /// As the provider spells it.
        String name() {
            return schema.object().name();
        }
    }
}
