package dev.tenon.server.schema;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.json.Json;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Connector;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.ObjectInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Discovers what a connection has, and remembers it for an hour; older knowledge is still used
/// when the provider does not answer in time for a query. Safe for use by many threads.
public final class Schemas {
    private static final Duration FRESH = Duration.ofHours(1);

    private final Db db;
    private final Outbound outbound;
    private final InstantSource clock;

    public Schemas(Db db, Outbound outbound, InstantSource clock) {
        this.db = db;
        this.outbound = outbound;
        this.clock = clock;
    }

    /// All objects of a connection, asked of the provider now.
    public List<ObjectInfo> objects(Connection connection, Connector connector) {
        return connector
                .discovery(outbound.access(connection, connector.info(), Lane.INTERACTIVE, null))
                .objects();
    }

    /// The named objects, from memory where it is fresh. Objects that the connection does not have
    /// are absent. Keyed by the name asked for, in any case the provider takes.
    public Map<String, ObjectSchema> describe(
            Connection connection, Connector connector, Set<String> objects) {
        Map<String, Known> known =
                db.inTransaction(
                        connection.group().projectNumber(), tx -> load(tx, connection, objects));
        Instant oldest = clock.instant().minus(FRESH);
        var missing = new HashSet<>(objects);
        var found = new HashMap<String, ObjectSchema>();
        known.forEach((name, schema) -> {
            if (schema.at().isBefore(oldest)) return;
            found.put(name, schema.schema());
            missing.remove(name);
        });
        if (!missing.isEmpty()) found.putAll(discover(connection, connector, missing));
        return found;
    }

    /// One object, from memory where it is fresh.
    public Optional<ObjectSchema> describe(
            Connection connection, Connector connector, String object) {
        return Optional.ofNullable(describe(connection, connector, Set.of(object)).get(object));
    }

    /// The named objects, asked of the provider now.
    public Map<String, ObjectSchema> discover(
            Connection connection, Connector connector, Set<String> objects) {
        Map<String, ObjectSchema> found =
                connector
                        .discovery(
                                outbound.access(
                                        connection, connector.info(), Lane.INTERACTIVE, null))
                        .describe(objects);
        db.inTransaction(
                connection.group().projectNumber(),
                tx -> {
                    found.forEach((name, schema) -> save(tx, connection, name, schema));
                    return found.size();
                });
        return found;
    }

    /// What is remembered of an object, however old; for reading the store without the provider.
    public Optional<ObjectSchema> remembered(Tx tx, Connection connection, String object) {
        return Optional.ofNullable(load(tx, connection, Set.of(object)).get(object))
                .map(Known::schema);
    }

    /// Forgets everything of a connection, as when another account signed in.
    public void forget(Tx tx, Connection connection) {
        tx.update(
                """
                delete from schemas where project_id = ? and group_id = ? and connection_id = ?\
                """,
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id());
    }

    private Map<String, Known> load(Tx tx, Connection connection, Set<String> objects) {
        var known = new HashMap<String, Known>();
        tx.query(
                """
                select object_name, described, described_at from schemas
                where project_id = ? and group_id = ? and connection_id = ?
                  and object_name = any(?)\
                """,
                row ->
                        known.put(
                                row.text("object_name"),
                                new Known(
                                        SchemaJson.read(Json.parse(row.text("described"))),
                                        row.instant("described_at"))),
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id(),
                objects.toArray(String[]::new));
        return known;
    }

    private void save(Tx tx, Connection connection, String name, ObjectSchema schema) {
        tx.update(
                """
                insert into schemas
                  (project_id, group_id, connection_id, object_name, described, described_at)
                values (?, ?, ?, ?, ?::jsonb, ?)
                on conflict (project_id, group_id, connection_id, object_name) do update
                set described = excluded.described, described_at = excluded.described_at\
                """,
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id(),
                name,
                Json.text(SchemaJson.write(schema)),
                clock.instant());
    }

    private record Known(ObjectSchema schema, Instant at) {}
}
