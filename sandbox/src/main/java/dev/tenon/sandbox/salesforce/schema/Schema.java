package dev.tenon.sandbox.salesforce.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All objects of an org at one moment. Immutable.
public final class Schema {
    private final Map<String, ObjectType> byName = new LinkedHashMap<>();

    /// A way down from an object to those that refer to it.
    ///
    /// @param object the object that refers
    /// @param field the field by which it refers
    /// @param relationship the name of the way, such as `Contacts`
    public record Child(ObjectType object, Field field, String relationship) {}

    /// A schema of these objects.
    public Schema(Collection<ObjectType> objects) {
        for (ObjectType object : objects)
            byName.put(object.name().toLowerCase(Locale.ROOT), object);
    }

    /// All objects.
    public List<ObjectType> objects() {
        return List.copyOf(byName.values());
    }

    /// The object of a name without regard to case, or null.
    public @Nullable ObjectType object(String name) {
        return byName.get(name.toLowerCase(Locale.ROOT));
    }

    /// The ways down from an object.
    public List<Child> children(ObjectType parent) {
        var children = new ArrayList<Child>();
        for (ObjectType object : byName.values()) {
            for (Field field : object.fields()) {
                Reference reference = field.reference();
                if (reference == null || reference.children().isEmpty()) continue;
                if (reference.to().equalsIgnoreCase(parent.name())) {
                    children.add(new Child(object, field, reference.children()));
                }
            }
        }
        return children;
    }

    /// The same schema with an object added or replaced.
    public Schema with(ObjectType object) {
        var all = new LinkedHashMap<>(byName);
        all.put(object.name().toLowerCase(Locale.ROOT), object);
        return new Schema(all.values());
    }
}
