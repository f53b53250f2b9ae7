package dev.tenon.sandbox.salesforce.schema;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An object of an org at one moment. Immutable; names are found without regard to case.
public final class ObjectType {
    private final Title title;
    private final List<Field> fields;
    private final Instant changedAt;
    private final Map<String, Field> byName = new LinkedHashMap<>();

    /// What an object is called.
    ///
    /// @param name as in the API, such as `Account`
    /// @param label for one record
    /// @param plural for many
    /// @param prefix the first three characters of its ids
    public record Title(String name, String label, String plural, String prefix) {
        /// Checks the prefix.
        public Title {
            if (prefix.length() != 3)
                throw new IllegalArgumentException("a prefix has 3 characters: " + prefix);
        }
    }

    /// An object with these fields, last changed at `changedAt`.
    public ObjectType(Title title, List<Field> fields, Instant changedAt) {
        this.title = title;
        this.fields = List.copyOf(fields);
        this.changedAt = changedAt;
        for (Field field : this.fields) byName.put(field.name().toLowerCase(Locale.ROOT), field);
    }

    /// What it is called.
    public Title title() {
        return title;
    }

    /// The name in the API.
    public String name() {
        return title.name;
    }

    /// All fields, in describe's order.
    public List<Field> fields() {
        return fields;
    }

    /// When its description last changed.
    public Instant changedAt() {
        return changedAt;
    }

    /// Whether an administrator made it.
    public boolean isCustom() {
        return title.name.endsWith("__c");
    }

    /// Whether records may be written; users and the organization are not.
    public boolean isWritable() {
        return !title.name.equals("User") && !title.name.equals("Organization");
    }

    /// The field of a name, or null.
    public @Nullable Field field(String name) {
        return byName.get(name.toLowerCase(Locale.ROOT));
    }

    /// The field of a relationship upwards, such as `AccountId` for `Account`, or null.
    public @Nullable Field fieldOfRelationship(String relationship) {
        for (Field field : fields) {
            Reference reference = field.reference();
            if (reference != null && reference.relationship().equalsIgnoreCase(relationship))
                return field;
        }
        return null;
    }

    /// The same object with one more field.
    public ObjectType plus(Field field, Instant now) {
        var more = new ArrayList<>(fields);
        more.add(field);
        return new ObjectType(title, more, now);
    }

    /// The same object without a field.
    public ObjectType minus(String name, Instant now) {
        var rest = fields.stream().filter(field -> !field.name().equalsIgnoreCase(name)).toList();
        return new ObjectType(title, rest, now);
    }

    /// The same object with one field changed.
    public ObjectType changing(String name, UnaryOperator<Field> change, Instant now) {
        var changed =
                fields.stream()
                        .map(field ->
                                field.name().equalsIgnoreCase(name) ? change.apply(field) : field)
                        .toList();
        return new ObjectType(title, changed, now);
    }
}
