package dev.tenon.format;

import static java.util.Collections.unmodifiableMap;
import static java.util.Collections.unmodifiableSortedSet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// The fields of one object as they are read for one installation.
///
/// @param all every field the system has, also those that appear later
/// @param names the provider's names: required, chosen and mapped ones
/// @param required the provider's names of those every customer must have
/// @param mappings the provider's name for each of the product's names
/// @param valueMappings per field by the provider's name, the provider's value for each of the
///   product's values
public record EffectiveFields(
        boolean all,
        SortedSet<String> names,
        SortedSet<String> required,
        Map<String, String> mappings,
        Map<String, Map<String, String>> valueMappings) {
    /// Copies the collections.
    public EffectiveFields {
        names = unmodifiableSortedSet(new TreeSet<>(names));
        required = unmodifiableSortedSet(new TreeSet<>(required));
        mappings = unmodifiableMap(new LinkedHashMap<>(mappings));
        valueMappings = unmodifiableMap(new LinkedHashMap<>(valueMappings));
    }
}
