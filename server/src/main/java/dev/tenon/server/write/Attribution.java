package dev.tenon.server.write;

import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.records.ChangeFeed;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.records.StoredRecord.Change;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Trait;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells whether a record that was read back after a write differs from the store by that write
/// alone. Fields that only the provider writes, such as formulas and times of change, follow from
/// the write. Safe for use by many threads.
final class Attribution {
    private final ChangeFeed feed = new ChangeFeed();

    /// Whether nobody else had a hand in it.
    boolean isOurs(Tx tx, ReadBack.Shown.Records shown, QueuedWrite write, Incoming record) {
        Optional<StoredRecord> stored = feed.find(tx, shown.dataset().id(), record.id());
        if (stored.isEmpty()) return isNew(write);
        if (stored.get().change() == Change.DELETED) return false;
        Set<String> written = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        written.addAll(write.content().fields().propertyNames());
        written.addAll(
                shown.schema().fields().stream()
                        .filter(field -> field.is(Trait.READ_ONLY))
                        .map(FieldInfo::name)
                        .collect(Collectors.toSet()));
        ObjectNode before = Json.parseObject(stored.get().fields());
        ObjectNode after = Json.parseObject(record.fields());
        return differing(before, after).stream().allMatch(written::contains);
    }

    private static boolean isNew(QueuedWrite write) {
        return switch (write.content().kind()) {
            case CREATE -> true;
            case UPSERT -> Boolean.TRUE.equals(write.result().created());
            case UPDATE, DELETE -> false;
        };
    }

    private static Set<String> differing(ObjectNode before, ObjectNode after) {
        var names = new TreeSet<String>(before.propertyNames());
        names.addAll(after.propertyNames());
        names.removeIf(name -> same(before.path(name), after.path(name)));
        return names;
    }

    private static boolean same(JsonNode one, JsonNode two) {
        if (one.isMissingNode() || two.isMissingNode()) {
            return one.isMissingNode() == two.isMissingNode();
        }
        if (one.isNumber() && two.isNumber()) {
            return one.decimalValue().compareTo(two.decimalValue()) == 0;
        }
        return one.equals(two);
    }
}
