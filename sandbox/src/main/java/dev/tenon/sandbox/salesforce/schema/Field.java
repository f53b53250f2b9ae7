package dev.tenon.sandbox.salesforce.schema;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A field of an object.
///
/// @param key what the store calls it; stays when the field is renamed
/// @param name what callers call it
/// @param label what people call it
/// @param type the type
/// @param shape sizes and formula
/// @param flags what is true of it
/// @param values the values of a picklist, else none
/// @param reference where it points, when it is a reference
public record Field(
        String key,
        String name,
        String label,
        FieldType type,
        Shape shape,
        Set<Flag> flags,
        List<String> values,
        @Nullable Reference reference) {
    /// Checks that a reference points somewhere.
    public Field {
        if (name.isBlank()) throw new IllegalArgumentException("a field needs a name");
        if ((type == FieldType.REFERENCE) != (reference != null)) {
            throw new IllegalArgumentException(
                    name + " must be a reference exactly if it points somewhere");
        }
        flags = Set.copyOf(flags);
        values = List.copyOf(values);
    }

    /// Sizes of a field.
    ///
    /// @param length the longest text, or 0
    /// @param precision digits in all, or 0
    /// @param scale digits after the point
    /// @param formula for a calculated field, else empty
    public record Shape(int length, int precision, int scale, String formula) {}

    /// A field that may be read, created and updated.
    public static Field of(String name, String label, FieldType type, int length) {
        var flags = EnumSet.of(Flag.CREATEABLE, Flag.UPDATEABLE);
        if (name.endsWith("__c")) flags.add(Flag.CUSTOM);
        var shape =
                switch (type) {
                    case INT -> new Shape(0, 9, 0, "");
                    case DOUBLE, CURRENCY, PERCENT -> new Shape(0, 18, length, "");
                    case ID -> new Shape(18, 0, 0, "");
                    case BOOLEAN, DATE, DATETIME, ADDRESS -> new Shape(0, 0, 0, "");
                    case STRING, TEXTAREA, EMAIL, PHONE, URL, PICKLIST, MULTIPICKLIST, REFERENCE ->
                            new Shape(length, 0, 0, "");
                };
        return new Field(name, name, label, type, shape, flags, List.of(), null);
    }

    /// A reference such as `AccountId` to `Account`.
    public static Field reference(String name, String label, Reference to) {
        var flags = EnumSet.of(Flag.CREATEABLE, Flag.UPDATEABLE);
        if (name.endsWith("__c")) flags.add(Flag.CUSTOM);
        var shape = new Shape(18, 0, 0, "");
        return new Field(name, name, label, FieldType.REFERENCE, shape, flags, List.of(), to);
    }

    /// The same field of which more is true.
    public Field with(Flag... more) {
        var all = new TreeSet<>(flags);
        all.addAll(List.of(more));
        return new Field(key, name, label, type, shape, all, values, reference);
    }

    /// The same field with nothing to write: neither on create nor later.
    public Field readOnly(Flag... more) {
        var rest = new TreeSet<>(with(more).flags);
        rest.remove(Flag.CREATEABLE);
        rest.remove(Flag.UPDATEABLE);
        return new Field(key, name, label, type, shape, rest, values, reference);
    }

    /// The same field with a list of values.
    public Field values(String... listed) {
        return new Field(key, name, label, type, shape, flags, List.of(listed), reference);
    }

    /// The same field, worked out by a formula.
    public Field formula(String text) {
        var formula = new Shape(shape.length, shape.precision, shape.scale, text);
        return new Field(key, name, label, type, formula, flags, values, reference)
                .readOnly(Flag.CALCULATED);
    }

    /// The same values under another name.
    public Field renamed(String newName) {
        return new Field(key, newName, newName, type, shape, flags, values, reference);
    }

    /// The same field under another key of the store, where it has no values yet.
    public Field keyed(String newKey) {
        return new Field(newKey, name, label, type, shape, flags, values, reference);
    }

    /// The same field, called otherwise by people.
    public Field labelled(String newLabel) {
        return new Field(key, name, newLabel, type, shape, flags, values, reference);
    }

    /// The same values shown as another type.
    public Field retyped(FieldType newType) {
        Shape fresh = of(name, label, newType, newType.isNumber() ? 2 : 255).shape;
        return new Field(key, name, label, newType, fresh, flags, values, null);
    }

    /// Whether `flag` is true of it.
    public boolean is(Flag flag) {
        return flags.contains(flag);
    }

    /// Whether its values are kept in an index by value.
    public boolean isIndexed() {
        return is(Flag.EXTERNAL_ID)
                || is(Flag.UNIQUE)
                || is(Flag.ID_LOOKUP)
                || type == FieldType.REFERENCE;
    }

    /// Whether a query may filter on it.
    public boolean isFilterable() {
        return type != FieldType.ADDRESS && !(type == FieldType.TEXTAREA && shape.length > 255);
    }

    /// Whether a query may group by it.
    public boolean isGroupable() {
        if (type == FieldType.INT) return true;
        return isFilterable() && type != FieldType.DATETIME && !type.isNumber();
    }
}
