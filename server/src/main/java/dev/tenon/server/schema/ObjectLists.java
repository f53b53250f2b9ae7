package dev.tenon.server.schema;

import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.ObjectInfo;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;

/// Stores which objects each connection had when they were last listed. Safe for use by many
/// threads.
final class ObjectLists {
    /// By the provider's names; none when they were never listed.
    Optional<Map<String, ObjectInfo>> load(Tx tx, Connection connection) {
        return tx.first(
                """
                select objects from connection_objects
                where project_id = ? and group_id = ? and connection_id = ?\
                """,
                row ->
                        byName(
                                Json.parse(row.text("objects"))
                                        .valueStream()
                                        .map(SchemaJson::readObject)
                                        .toList()),
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id());
    }

    void save(Tx tx, Connection connection, Map<String, ObjectInfo> objects, Instant at) {
        ArrayNode json = Json.array();
        new TreeMap<>(objects).values().forEach(object -> json.add(SchemaJson.write(object)));
        tx.update(
                """
                insert into connection_objects
                  (project_id, group_id, connection_id, objects, listed_at)
                values (?, ?, ?, ?::jsonb, ?)
                on conflict (project_id, group_id, connection_id) do update
                set objects = excluded.objects, listed_at = excluded.listed_at\
                """,
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id(),
                Json.text(json),
                at);
    }

    static Map<String, ObjectInfo> byName(List<ObjectInfo> objects) {
        var byName = new LinkedHashMap<String, ObjectInfo>();
        objects.forEach(object -> byName.putIfAbsent(object.name(), object));
        return byName;
    }
}
