package dev.tenon.server.schema;

import dev.tenon.server.db.Tx;
import dev.tenon.server.schema.Descriptions.Known;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.ObjectInfo;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Stores what a provider said of its objects, after comparing it with what it said before; what
/// differs goes into the history and to whoever listens, in the same transaction. What is seen for
/// the first time is no change. Safe for use by many threads.
final class Comparison {
    private static final System.Logger LOG = System.getLogger("tenon.schema");

    private final Descriptions descriptions = new Descriptions();
    private final ObjectLists lists = new ObjectLists();
    private final SchemaHistory history;
    private final DriftListener listener;
    private final InstantSource clock;

    Comparison(SchemaHistory history, DriftListener listener, InstantSource clock) {
        this.history = history;
        this.listener = listener;
        this.clock = clock;
    }

    /// Of objects that were described before and are absent now, those that a list of all objects
    /// does not have either. An object that is in the list and was not described is a gap in the
    /// answer, not a change.
    void absent(Tx tx, Connection connection, List<Known> absent, Set<String> listed) {
        for (Known known : absent) {
            if (listed.contains(known.name())) continue;
            boolean still =
                    descriptions.spellings(tx, connection, known.name()).stream()
                            .anyMatch(each -> !each.vanished());
            if (still) vanished(tx, connection, known.schema().object());
        }
    }

    /// Stores the description of an object.
    ///
    /// @param asked the name it was asked for
    /// @return the description that holds: the one before, when the new one has no fields at all
    ///   and so cannot be whole
    ObjectSchema described(Tx tx, Connection connection, String asked, ObjectSchema schema) {
        var spellings = new ArrayList<>(descriptions.spellings(tx, connection, name(schema)));
        Optional<Known> own = descriptions.asked(tx, connection, List.of(asked)).stream().findAny();
        own.filter(known -> spellings.stream().noneMatch(each -> each.asked().equals(asked)))
                .ifPresent(spellings::add);
        Optional<Known> before = own.isPresent() ? own : spellings.stream().findFirst();
        if (before.filter(known -> isGap(known.schema(), schema)).isPresent()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "%s described %s of connection %s without fields; what was known stays"
                            .formatted(connection.provider(), asked, connection.id()));
            return before.get().schema();
        }
        var names = new LinkedHashSet<String>();
        names.add(asked);
        spellings.forEach(each -> names.add(each.asked()));
        names.forEach(name -> descriptions.save(tx, connection, name, schema, clock.instant()));
        if (before.isPresent()) {
            if (before.get().vanished()) relist(tx, connection, name(schema), schema.object());
            tell(tx, connection, names, name(schema), compared(before.get(), schema));
        }
        return schema;
    }

    private static boolean isGap(ObjectSchema before, ObjectSchema after) {
        return after.fields().isEmpty() && !before.fields().isEmpty();
    }

    private static Drift compared(Known before, ObjectSchema after) {
        Drift drift = Drift.between(before.schema(), after);
        if (!before.vanished()) return drift;
        var changes = new ArrayList<SchemaChange>();
        changes.add(new SchemaChange.ObjectAppeared(after.object()));
        drift.changes().stream()
                .filter(change -> !(change instanceof SchemaChange.ObjectChanged))
                .forEach(changes::add);
        return new Drift(changes);
    }

    /// Stores a list of all objects. An empty list where there were objects cannot be whole and
    /// changes nothing.
    void listed(Tx tx, Connection connection, List<ObjectInfo> objects) {
        Map<String, ObjectInfo> after = ObjectLists.byName(objects);
        Optional<Map<String, ObjectInfo>> before = lists.load(tx, connection);
        if (after.isEmpty() && before.filter(known -> !known.isEmpty()).isPresent()) return;
        before.ifPresent(known -> {
            known.forEach((name, object) -> {
                if (!after.containsKey(name)) vanished(tx, connection, object);
            });
            after.forEach((name, object) -> {
                if (!known.containsKey(name)) appeared(tx, connection, object);
            });
        });
        lists.save(tx, connection, after, clock.instant());
    }

    private void vanished(Tx tx, Connection connection, ObjectInfo object) {
        Set<String> names = spellings(tx, connection, object);
        descriptions.mark(tx, connection, object.name(), clock.instant());
        relist(tx, connection, object.name(), null);
        var drift = new Drift(List.of(new SchemaChange.ObjectVanished(object)));
        tell(tx, connection, names, object.name(), drift);
    }

    private void appeared(Tx tx, Connection connection, ObjectInfo object) {
        Set<String> names = spellings(tx, connection, object);
        descriptions.mark(tx, connection, object.name(), null);
        var drift = new Drift(List.of(new SchemaChange.ObjectAppeared(object)));
        tell(tx, connection, names, object.name(), drift);
    }

    private Set<String> spellings(Tx tx, Connection connection, ObjectInfo object) {
        var names = new LinkedHashSet<String>();
        descriptions
                .spellings(tx, connection, object.name())
                .forEach(each -> names.add(each.asked()));
        return names;
    }

    /// Keeps the list in step with what describing has shown, so that it is not told twice.
    private void relist(
            Tx tx,
            Connection connection,
            String name,
            @org.jspecify.annotations.Nullable ObjectInfo object) {
        lists.load(tx, connection)
                .ifPresent(known -> {
                    var changed = new LinkedHashMap<>(known);
                    if (object == null) changed.remove(name);
                    else changed.put(name, object);
                    lists.save(tx, connection, changed, clock.instant());
                });
    }

    private void tell(Tx tx, Connection connection, Set<String> names, String object, Drift drift) {
        if (drift.isEmpty()) return;
        history.record(tx, connection, object, drift);
        names.forEach(name -> listener.drifted(tx, connection, name, drift));
    }

    private static String name(ObjectSchema schema) {
        return schema.object().name();
    }
}
