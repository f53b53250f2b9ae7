package dev.tenon.server.write;

import dev.tenon.server.json.Json;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.records.StoredRecord.Change;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.FieldInfo.Trait;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells whether a record that was read back after a write differs from the store by that write
/// alone. Fields that only the provider writes, such as formulas and times of change, follow from
/// the write. A written field that holds another value than was sent is news: somebody wrote it
/// after us, or the provider changed what we wrote. For use by one thread.
final class Attribution {
    /// Types of which a provider shows what was sent, if it took it as it was.
    private static final Set<FieldType> PLAIN =
            EnumSet.of(
                    FieldType.TEXT,
                    FieldType.LONG_TEXT,
                    FieldType.INTEGER,
                    FieldType.DECIMAL,
                    FieldType.MONEY,
                    FieldType.BOOLEAN,
                    FieldType.DATE,
                    FieldType.CHOICE,
                    FieldType.EMAIL,
                    FieldType.PHONE,
                    FieldType.URL);

    private final Map<String, StoredRecord> before;
    private final Set<String> readOnly;
    private final Set<String> plain;

    /// @param before what the store holds of the records that were read back, by id
    Attribution(Map<String, StoredRecord> before, ReadBack.Shown.Records shown) {
        this.before = Map.copyOf(before);
        this.readOnly =
                shown.schema().fields().stream()
                        .filter(field -> field.is(Trait.READ_ONLY))
                        .map(FieldInfo::name)
                        .collect(Collectors.toSet());
        this.plain =
                shown.schema().fields().stream()
                        .filter(field -> PLAIN.contains(field.type()))
                        .map(FieldInfo::name)
                        .collect(Collectors.toSet());
    }

    /// Whether nobody else had a hand in it.
    ///
    /// @param writes those of this record, in the order they were sent
    boolean isOurs(List<QueuedWrite> writes, Incoming record) {
        ObjectNode now = Json.parseObject(record.fields());
        ObjectNode sent = Json.object();
        Set<String> written = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        writes.forEach(write -> note(write, now, sent, written));
        if (!isAsSent(sent, now)) return false;
        StoredRecord stored = before.get(record.id());
        if (stored == null) return writes.stream().anyMatch(Attribution::makesNew);
        if (stored.change() == Change.DELETED) return false;
        written.addAll(readOnly);
        ObjectNode then = Json.parseObject(stored.fields());
        return differing(then, now).stream().allMatch(written::contains);
    }

    /// What a write has surely sent, and the fields that it may have changed. Of one that was
    /// perhaps left out, its value tells.
    private static void note(
            QueuedWrite write, ObjectNode now, ObjectNode sent, Set<String> written) {
        Extras extras = write.content().extras();
        written.addAll(extras.references().keySet());
        write.content()
                .fields()
                .properties()
                .forEach(each -> {
                    String name = each.getKey();
                    boolean isSure = !extras.mayLeaveOut(name);
                    if (isSure) sent.set(name, each.getValue());
                    else sent.remove(name);
                    if (isSure || same(each.getValue(), now.path(name))) written.add(name);
                });
    }

    /// Fields that are not read, and those whose form is the provider's to choose, say nothing.
    private boolean isAsSent(ObjectNode sent, ObjectNode now) {
        return sent.propertyNames().stream()
                .filter(plain::contains)
                .filter(now::has)
                .allMatch(name -> isValue(sent.path(name), now.path(name)));
    }

    private static boolean isValue(JsonNode sent, JsonNode now) {
        if (isNothing(sent)) return isNothing(now);
        if (sent.isNumber() || now.isNumber()) return same(sent, now);
        return sent.asString("").equals(now.asString(""));
    }

    private static boolean isNothing(JsonNode value) {
        return value.isNull() || (value.isString() && value.asString().isEmpty());
    }

    private static boolean makesNew(QueuedWrite write) {
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
