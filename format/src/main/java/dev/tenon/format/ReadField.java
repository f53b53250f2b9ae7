package dev.tenon.format;

import org.jspecify.annotations.Nullable;

/// One field to read: the product team names it, or lets the customer choose it.
public sealed interface ReadField {
    /// What the product calls the field.
    String productName();

    /// A field of the provider, perhaps under a name of the product's own.
    ///
    /// @param fieldName the provider's name, or a path such as `$['address']['city']`
    /// @param mapToName the product's name, or a path that nests it
    record Named(String fieldName, @Nullable String mapToName, @Nullable String mapToDisplayName)
            implements ReadField {
        @Override
        public String productName() {
            return mapToName == null ? fieldName : mapToName;
        }
    }

    /// A field of the product for which each customer chooses one of their own.
    ///
    /// @param mapToName the product's name
    /// @param prompt what the customer is asked
    /// @param suggestion the provider's field taken when the customer chooses none
    record Chosen(
            String mapToName,
            @Nullable String mapToDisplayName,
            @Nullable String prompt,
            @Nullable String suggestion)
            implements ReadField {
        @Override
        public String productName() {
            return mapToName;
        }
    }
}
