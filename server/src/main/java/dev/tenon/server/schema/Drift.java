package dev.tenon.server.schema;

import dev.tenon.server.schema.SchemaChange.FieldChanged;
import dev.tenon.server.schema.SchemaChange.FieldCreated;
import dev.tenon.server.schema.SchemaChange.FieldDeleted;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What changed in one object between two descriptions of it.
public record Drift(List<SchemaChange> changes) {
    /// Copies its list.
    public Drift {
        changes = List.copyOf(changes);
    }

    /// What is otherwise in `after`. Empty when both say the same, in whatever order.
    public static Drift between(ObjectSchema before, ObjectSchema after) {
        var changes = new ArrayList<SchemaChange>();
        if (!before.object().equals(after.object())) {
            changes.add(new SchemaChange.ObjectChanged(before.object(), after.object()));
        }
        Map<String, FieldInfo> olds = byName(before);
        Map<String, FieldInfo> news = byName(after);
        news.forEach((name, field) -> {
            FieldInfo old = olds.get(name);
            if (old == null) {
                changes.add(new FieldCreated(field));
                return;
            }
            var change = new FieldChanged(old, field);
            if (!change.aspects().isEmpty()) changes.add(change);
        });
        olds.forEach((name, field) -> {
            if (!news.containsKey(name)) changes.add(new FieldDeleted(field));
        });
        return new Drift(changes);
    }

    private static Map<String, FieldInfo> byName(ObjectSchema schema) {
        var byName = new LinkedHashMap<String, FieldInfo>();
        schema.fields().forEach(field -> byName.putIfAbsent(field.name(), field));
        return byName;
    }

    /// Whether nothing changed.
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /// Whether the object itself is gone.
    public boolean hasVanished() {
        return changes.stream().anyMatch(SchemaChange.ObjectVanished.class::isInstance);
    }

    /// Whether the object itself is there again.
    public boolean hasAppeared() {
        return changes.stream().anyMatch(SchemaChange.ObjectAppeared.class::isInstance);
    }

    /// The fields that came.
    public List<FieldInfo> created() {
        return of(FieldCreated.class).stream().map(FieldCreated::field).toList();
    }

    /// The fields that went.
    public List<FieldInfo> deleted() {
        return of(FieldDeleted.class).stream().map(FieldDeleted::field).toList();
    }

    /// The fields that are described otherwise.
    public List<FieldChanged> changed() {
        return of(FieldChanged.class);
    }

    private <T extends SchemaChange> List<T> of(Class<T> kind) {
        return changes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
