package dev.tenon.spi;

import java.util.List;
import java.util.Set;

/// One field of an object, as this user sees it.
///
/// @param name the provider's own name
/// @param label the name people see
/// @param type what its values are
/// @param providerType the provider's own word for the type
/// @param traits what else is true of it
/// @param maxLength the longest text in characters; 0 when not limited or not known
/// @param references objects that a reference may point at
/// @param choices the values of a choice, in the provider's order; inactive ones are left out
/// @param relationship the provider's name of the way to the record that a reference points at;
///   empty when a writer cannot name that record by a [Writer.Reference]
public record FieldInfo(
        String name,
        String label,
        FieldType type,
        String providerType,
        Set<Trait> traits,
        int maxLength,
        List<String> references,
        List<Choice> choices,
        String relationship) {

    /// A field that is no reference, or one whose records are named by their ids alone.
    public FieldInfo(
            String name,
            String label,
            FieldType type,
            String providerType,
            Set<Trait> traits,
            int maxLength,
            List<String> references,
            List<Choice> choices) {
        this(name, label, type, providerType, traits, maxLength, references, choices, "");
    }

    /// Copies its collections.
    public FieldInfo {
        traits = Set.copyOf(traits);
        references = List.copyOf(references);
        choices = List.copyOf(choices);
    }

    /// Whether `trait` is true of this field.
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /// What may be true of a field.
    public enum Trait {
        /// May be empty.
        NULLABLE,
        /// Can never be written.
        READ_ONLY,
        /// Can be written when a record is made, not later.
        CREATE_ONLY,
        /// A record cannot be made without it.
        REQUIRED,
        /// No two records share a value.
        UNIQUE,
        /// The record's own id.
        KEY,
        /// The customer made it.
        CUSTOM,
        /// The provider can sort by it.
        SORTABLE,
        /// The provider can filter by it.
        FILTERABLE,
        /// Values outside `choices` are refused by the provider.
        RESTRICTED
    }

    /// One value of a choice.
    public record Choice(String value, String label) {}

    /// What values are, in one closed set for all providers.
    public enum FieldType {
        TEXT,
        LONG_TEXT,
        INTEGER,
        DECIMAL,
        MONEY,
        BOOLEAN,
        DATE,
        TIME,
        DATE_TIME,
        CHOICE,
        CHOICES,
        REFERENCE,
        EMAIL,
        PHONE,
        URL,
        ADDRESS,
        JSON,
        BINARY
    }
}
