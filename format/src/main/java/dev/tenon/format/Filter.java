package dev.tenon.format;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A condition on a field: only records that meet it are read.
///
/// @param fieldName the provider's name
/// @param value a JSON string, number, boolean or null
public record Filter(String fieldName, Operator operator, JsonNode value) {
    /// Checks that the value is a scalar.
    public Filter {
        if (value.isContainer()) throw new IllegalArgumentException("filter value " + value);
    }

    /// How the field is compared.
    public enum Operator {
        /// The field is exactly the value.
        EQ;

        /// As the config spells it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
