package dev.tenon.format;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields, mappings and values that a customer chose for one object.
///
/// @param selected optional fields by the provider's names; `false` means not chosen
/// @param all every optional field, also those that appear later
/// @param mappings the provider's field for each of the product's names
/// @param valueMappings per field, the provider's value for each of the product's values
/// @param menu mappings offered to this customer beside the manifest's
public record FieldChoice(
        Map<String, Boolean> selected,
        boolean all,
        Map<String, String> mappings,
        Map<String, Map<String, String>> valueMappings,
        List<DynamicMapping> menu) {
    /// Nothing chosen.
    public static final FieldChoice NONE =
            new FieldChoice(Map.of(), false, Map.of(), Map.of(), List.of());

    /// Copies the collections, keeping their order.
    public FieldChoice {
        selected = unmodifiableMap(new LinkedHashMap<>(selected));
        mappings = unmodifiableMap(new LinkedHashMap<>(mappings));
        valueMappings = unmodifiableMap(new LinkedHashMap<>(valueMappings));
        menu = List.copyOf(menu);
    }

    /// A mapping that is offered to one customer only; the choice itself is in the mappings.
    ///
    /// @param fieldName the provider's field, when there is nothing to choose
    /// @param values the product's values to map the field's values to
    public record DynamicMapping(
            String mapToName,
            @Nullable String mapToDisplayName,
            @Nullable String prompt,
            @Nullable String fieldName,
            List<MappedValue> values) {
        /// Copies the list.
        public DynamicMapping {
            values = List.copyOf(values);
        }
    }

    /// One of the product's values.
    public record MappedValue(String mappedValue, @Nullable String mappedDisplayValue) {}
}
