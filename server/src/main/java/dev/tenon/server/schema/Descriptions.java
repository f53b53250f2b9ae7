package dev.tenon.server.schema;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.recent.Recent;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Discovery.ObjectSchema;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Stores the newest description of each object of a connection, under the name it was asked for.
/// Safe for use by many threads.
final class Descriptions {
    /// A description of a hundred fields takes up some fifty kilobytes.
    private static final int REMEMBERED = 300;

    private final Recent<Key, Known> recent = new Recent<>(REMEMBERED);

    /// Lets one discovery of a connection be stored after the other, so that each is compared with
    /// the one before it. Until the transaction ends.
    void lock(Tx tx, Connection connection) {
        tx.query(
                "select pg_advisory_xact_lock(hashtextextended(?, 7203))",
                _ -> "",
                connection.id().toString());
    }

    /// Those that were asked for by one of these names. What this node has read before is not sent
    /// and read again: the moment of a description tells one from another.
    List<Known> asked(Tx tx, Connection connection, Collection<String> names) {
        var before = new HashMap<String, Known>();
        for (String name : names) {
            Known known = recent.get(new Key(connection.id(), name));
            if (known != null) before.put(name, known);
        }
        return tx.query(
                """
                select object_name, described_at, vanished_at,
                  case when described_at = asked.at then null else described end as described
                from unnest(?::text[], ?::timestamptz[]) as asked(name, at)
                join schemas on object_name = asked.name
                where project_id = ? and group_id = ? and connection_id = ?\
                """,
                row -> read(row, connection, before),
                names.toArray(String[]::new),
                names.stream().map(name -> moment(before.get(name))).toArray(OffsetDateTime[]::new),
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id());
    }

    private static @Nullable OffsetDateTime moment(@Nullable Known known) {
        return known == null ? null : known.at().atOffset(ZoneOffset.UTC);
    }

    private Known read(Row row, Connection connection, Map<String, Known> before)
            throws SQLException {
        String name = row.text("object_name");
        boolean isGone = row.instantOrNull("vanished_at") != null;
        if (row.textOrNull("described") == null) {
            Known known = Objects.requireNonNull(before.get(name));
            return new Known(name, known.schema(), known.at(), isGone);
        }
        Known known = read(row);
        // What has expired has no moment of its own.
        if (!known.at().equals(Instant.EPOCH)) recent.put(new Key(connection.id(), name), known);
        return known;
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
        recent.remove(new Key(connection.id(), asked));
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

    private record Key(UUID connection, String asked) {}

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
