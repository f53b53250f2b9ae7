package dev.tenon.server.records;

import dev.tenon.spi.FieldInfo.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// The fields of an object that are kept, with their types.
///
/// @param types by the provider's field name
public record Selection(SortedMap<String, FieldType> types, boolean keepRaw) {
    /// Copies its map.
    public Selection {
        types = Collections.unmodifiableSortedMap(new TreeMap<>(types));
    }

    /// @param types by the provider's field name
    public static Selection of(Map<String, FieldType> types, boolean keepRaw) {
        return new Selection(new TreeMap<>(types), keepRaw);
    }

    /// The type of a field; text when it is not known.
    public FieldType type(String field) {
        return types.getOrDefault(field, FieldType.TEXT);
    }

    /// Tells this selection from every other.
    public UUID fingerprint() {
        String text = String.join("\n", types.keySet()) + "\n" + keepRaw;
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
