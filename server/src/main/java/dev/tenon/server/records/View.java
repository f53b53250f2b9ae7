package dev.tenon.server.records;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.spi.FieldInfo.FieldType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// How the product sees a dataset: its own names and values over the provider's.
///
/// @param object the product's name of the object, for messages
/// @param types the provider's fields that are stored, with their types
/// @param mappings the provider's field for each of the product's names
/// @param valueMappings by the provider's field: its value for each of the product's values
/// @param nearest near names, for those that do not exist
public record View(
        String object,
        Map<String, FieldType> types,
        Map<String, String> mappings,
        Map<String, Map<String, String>> valueMappings,
        Function<String, List<String>> nearest) {

    /// Copies its maps.
    public View {
        var anyCase = new TreeMap<String, FieldType>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(types);
        types = java.util.Collections.unmodifiableMap(anyCase);
        mappings = Map.copyOf(mappings);
        valueMappings = Map.copyOf(valueMappings);
    }

    /// The provider's spelling of a name, the product's or the provider's own.
    ///
    /// @param where what names the field, such as `where, position 7`
    /// @throws Refusal `query.unknown-field`
    public String nativeName(String name, String where) {
        String mapped = mappings.getOrDefault(name, name);
        Optional<String> known =
                types.keySet().stream().filter(field -> field.equalsIgnoreCase(mapped)).findFirst();
        return known.orElseThrow(() -> unknown(name, where));
    }

    /// The type of a native field.
    public FieldType type(String field) {
        return types.getOrDefault(field, FieldType.TEXT);
    }

    /// The provider's value for a value of the product.
    String providerValue(String field, String value) {
        return valueMappings.getOrDefault(field, Map.of()).getOrDefault(value, value);
    }

    private Refusal unknown(String name, String where) {
        List<String> near = nearest.apply(name);
        return new Refusal(
                Refusal.Kind.INVALID,
                "query.unknown-field",
                "\"" + object + "\" has no field \"" + name + "\" in the store.",
                where,
                near.isEmpty()
                        ? "Use a field that the installation selects."
                        : "Write " + String.join(" or ", near) + ".");
    }
}
