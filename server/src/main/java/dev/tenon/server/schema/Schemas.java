package dev.tenon.server.schema;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.schema.Descriptions.Known;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Connector;
import dev.tenon.spi.Discovery;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// Discovers what a connection has, and remembers it for an hour; older knowledge is still used
/// when the provider does not answer in time for a query. Every discovery is compared with the one
/// before it, and what changed is kept and told. Safe for use by many threads.
public final class Schemas {
    private static final Duration FRESH = Duration.ofHours(1);

    private final Db db;
    private final Outbound outbound;
    private final InstantSource clock;
    private final Descriptions descriptions = new Descriptions();
    private final SharedCalls<Missing, Map<String, ObjectSchema>> discoveries = new SharedCalls<>();
    private final List<DriftListener> listeners = new CopyOnWriteArrayList<>();
    private final Comparison comparison;

    public Schemas(Db db, Outbound outbound, SchemaHistory history, InstantSource clock) {
        this.db = db;
        this.outbound = outbound;
        this.clock = clock;
        this.comparison =
                new Comparison(
                        history,
                        (tx, connection, object, drift) ->
                                listeners.forEach(
                                        each -> each.drifted(tx, connection, object, drift)),
                        clock);
    }

    /// Tells `listener` of every change from now on. Called as the server is built, before work
    /// begins; listeners are told in the order in which they came.
    public void listen(DriftListener listener) {
        listeners.add(listener);
    }

    /// All objects of a connection, asked of the provider now.
    public List<ObjectInfo> objects(Connection connection, Connector connector) {
        return objects(connection, connector, Lane.INTERACTIVE);
    }

    /// All objects of a connection, asked of the provider in a lane.
    public List<ObjectInfo> objects(Connection connection, Connector connector, Lane lane) {
        List<ObjectInfo> objects = discovery(connection, connector, lane).objects();
        db.inTransaction(
                connection.group().projectNumber(),
                tx -> {
                    descriptions.lock(tx, connection);
                    comparison.listed(tx, connection, objects);
                    return objects;
                });
        return objects;
    }

    /// The named objects, from memory where it is fresh. Objects that the connection does not have
    /// are absent. Keyed by the name asked for, in any case the provider takes.
    public Map<String, ObjectSchema> describe(
            Connection connection, Connector connector, Set<String> objects) {
        Map<String, ObjectSchema> found = fresh(connection, objects);
        var missing = new TreeSet<>(objects);
        missing.removeAll(found.keySet());
        if (missing.isEmpty()) return found;
        found.putAll(
                discoveries.get(
                        new Missing(connection.id(), missing),
                        () -> discover(connection, connector, missing)));
        return found;
    }

    private Map<String, ObjectSchema> fresh(Connection connection, Set<String> objects) {
        List<Known> known =
                db.inTransaction(
                        connection.group().projectNumber(),
                        tx -> descriptions.asked(tx, connection, objects));
        Instant oldest = clock.instant().minus(FRESH);
        var found = new HashMap<String, ObjectSchema>();
        for (Known each : known) {
            if (!each.vanished() && !each.at().isBefore(oldest)) {
                found.put(each.asked(), each.schema());
            }
        }
        return found;
    }

    /// One object, from memory where it is fresh.
    public Optional<ObjectSchema> describe(
            Connection connection, Connector connector, String object) {
        return Optional.ofNullable(describe(connection, connector, Set.of(object)).get(object));
    }

    /// The named objects, asked of the provider now. When that fails, nothing is stored and nothing
    /// told.
    public Map<String, ObjectSchema> discover(
            Connection connection, Connector connector, Set<String> objects) {
        return discover(connection, connector, objects, Lane.INTERACTIVE);
    }

    /// The same, asked in a lane.
    public Map<String, ObjectSchema> discover(
            Connection connection, Connector connector, Set<String> objects, Lane lane) {
        int project = connection.group().projectNumber();
        Discovery discovery = discovery(connection, connector, lane);
        Map<String, ObjectSchema> found = new TreeMap<>(discovery.describe(objects));
        List<Known> absent =
                db.inTransaction(project, tx -> absent(tx, connection, objects, found));
        Set<String> listed =
                absent.isEmpty()
                        ? Set.of()
                        : discovery.objects().stream()
                                .map(ObjectInfo::name)
                                .collect(Collectors.toSet());
        return db.inTransaction(
                project,
                tx -> {
                    descriptions.lock(tx, connection);
                    found.replaceAll(
                            (asked, schema) -> comparison.described(tx, connection, asked, schema));
                    comparison.absent(tx, connection, absent, listed);
                    return found;
                });
    }

    /// What was there when it was last asked for, and is not in the answer now.
    private List<Known> absent(
            Tx tx, Connection connection, Set<String> objects, Map<String, ObjectSchema> found) {
        var absent = new HashSet<>(objects);
        absent.removeAll(found.keySet());
        if (absent.isEmpty()) return List.of();
        return descriptions.asked(tx, connection, absent).stream()
                .filter(known -> !known.vanished())
                .toList();
    }

    private Discovery discovery(Connection connection, Connector connector, Lane lane) {
        return connector.discovery(outbound.access(connection, connector.info(), lane, null));
    }

    /// What is remembered of an object, however old; for reading the store without the provider. Of
    /// an object that is gone, what was known last.
    public Optional<ObjectSchema> remembered(Tx tx, Connection connection, String object) {
        return descriptions.asked(tx, connection, List.of(object)).stream()
                .findAny()
                .map(Known::schema);
    }

    /// Lets everything of a connection be asked for anew, as when somebody signed in again: perhaps
    /// with another account, perhaps with other rights. What was known is kept, so that the
    /// difference is told.
    public void expire(Tx tx, Connection connection) {
        descriptions.expire(tx, connection);
    }

    /// What many may miss at once.
    private record Missing(UUID connection, Set<String> objects) {}
}
