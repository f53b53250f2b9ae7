package dev.tenon.server.schema;

import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.ObjectInfo;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// One difference between two descriptions of an object. The order of fields, of choices and of
/// references is no difference, nor is the name of a relationship.
public sealed interface SchemaChange {
    /// The provider has the object for this connection, and had not before.
    record ObjectAppeared(ObjectInfo object) implements SchemaChange {}

    /// The provider has the object no more, or this connection's user may not see it any more.
    record ObjectVanished(ObjectInfo object) implements SchemaChange {}

    /// The object itself is described otherwise: its label, or what may be done with it.
    record ObjectChanged(ObjectInfo before, ObjectInfo after) implements SchemaChange {}

    /// A field is there, and was not before.
    record FieldCreated(FieldInfo field) implements SchemaChange {}

    /// A field is gone, or this connection's user may not see it any more.
    record FieldDeleted(FieldInfo field) implements SchemaChange {}

    /// A field is described otherwise.
    record FieldChanged(FieldInfo before, FieldInfo after) implements SchemaChange {
        /// What of the field is otherwise; never empty in a [Drift].
        public Set<Aspect> aspects() {
            var aspects = EnumSet.noneOf(Aspect.class);
            if (!before.label().equals(after.label())) aspects.add(Aspect.LABEL);
            if (before.type() != after.type()) aspects.add(Aspect.TYPE);
            if (!before.providerType().equals(after.providerType())) {
                aspects.add(Aspect.PROVIDER_TYPE);
            }
            if (before.maxLength() != after.maxLength()) aspects.add(Aspect.LENGTH);
            for (FieldInfo.Trait trait : FieldInfo.Trait.values()) {
                if (before.is(trait) != after.is(trait)) aspects.add(Aspect.of(trait));
            }
            if (!Set.copyOf(before.references()).equals(Set.copyOf(after.references()))) {
                aspects.add(Aspect.REFERENCES);
            }
            if (!Set.copyOf(before.choices()).equals(Set.copyOf(after.choices()))) {
                aspects.add(Aspect.CHOICES);
            }
            return aspects;
        }

        /// What became of the values of a choice.
        public List<ChoiceChange> choices() {
            return ChoiceDiff.between(before.choices(), after.choices());
        }
    }

    /// What of a field may be otherwise.
    enum Aspect {
        LABEL,
        TYPE,
        PROVIDER_TYPE,
        LENGTH,
        NULLABLE,
        READ_ONLY,
        CREATE_ONLY,
        REQUIRED,
        UNIQUE,
        KEY,
        CUSTOM,
        SORTABLE,
        FILTERABLE,
        RESTRICTED,
        REFERENCES,
        CHOICES;

        /// Such as `readOnly`.
        public String wireName() {
            return SchemaJson.word(this);
        }

        /// The aspect that a trait is.
        static Aspect of(FieldInfo.Trait trait) {
            return switch (trait) {
                case NULLABLE -> NULLABLE;
                case READ_ONLY -> READ_ONLY;
                case CREATE_ONLY -> CREATE_ONLY;
                case REQUIRED -> REQUIRED;
                case UNIQUE -> UNIQUE;
                case KEY -> KEY;
                case CUSTOM -> CUSTOM;
                case SORTABLE -> SORTABLE;
                case FILTERABLE -> FILTERABLE;
                case RESTRICTED -> RESTRICTED;
            };
        }
    }
}
