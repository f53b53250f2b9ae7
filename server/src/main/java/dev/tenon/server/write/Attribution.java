package dev.tenon.server.write;

import dev.tenon.server.json.Json;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.records.StoredRecord.Change;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Trait;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells whether a record that was read back after a write differs from the store by that write
/// alone. Fields that only the provider writes, such as formulas and times of change, follow from
/// the write. For use by one thread.
final class Attribution {
    private final Map<String, StoredRecord> before;
    private final ReadBack.Shown.Records shown;

    /// @param before what the store holds of the records that were read back, by id
    Attribution(Map<String, StoredRecord> before, ReadBack.Shown.Records shown) {
        this.before = Map.copyOf(before);
        this.shown = shown;
    }

    /// Whether nobody else had a hand in it.
    boolean isOurs(QueuedWrite write, Incoming record) {
        StoredRecord stored = before.get(record.id());
        if (stored == null) return isNew(write);
        if (stored.change() == Change.DELETED) return false;
        ObjectNode then = Json.parseObject(stored.fields());
        ObjectNode now = Json.parseObject(record.fields());
        Set<String> written = written(write, now);
        written.addAll(
                shown.schema().fields().stream()
                        .filter(field -> field.is(Trait.READ_ONLY))
                        .map(FieldInfo::name)
                        .collect(Collectors.toSet()));
        return differing(then, now).stream().allMatch(written::contains);
    }

    /// The fields that the write may have changed. Of one that was perhaps left out, its value
    /// tells.
    private static Set<String> written(QueuedWrite write, ObjectNode now) {
        Set<String> written = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        ObjectNode sent = write.content().fields();
        Extras extras = write.content().extras();
        written.addAll(extras.references().keySet());
        for (String name : sent.propertyNames()) {
            boolean isSent = !extras.mayLeaveOut(name) || same(sent.path(name), now.path(name));
            if (isSent) written.add(name);
        }
        return written;
    }

    private static boolean isNew(QueuedWrite write) {
        return switch (write.content().kind()) {
            case CREATE -> true;
            case UPSERT -> Boolean.TRUE.equals(write.result().created());
            case UPDATE, DELETE -> false;
        };
    }

    private static Set<String> differing(ObjectNode then, ObjectNode now) {
        var names = new TreeSet<String>(then.propertyNames());
        names.addAll(now.propertyNames());
        names.removeIf(name -> same(then.path(name), now.path(name)));
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
