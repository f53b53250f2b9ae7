package dev.tenon.format;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One object as it is written for one installation.
///
/// @param objectName the provider's name
/// @param names what the product may call the object: the provider's name and the mapped one
/// @param inheritMapping the read object's mappings apply in reverse
/// @param deletions whether records may be deleted
/// @param externalIdField identifies a record for upserts and after unknown outcomes
/// @param batch how long writes are gathered; sent at once when absent
/// @param fields what happens to single fields, by the provider's names
public record EffectiveWrite(
        String objectName,
        List<String> names,
        boolean inheritMapping,
        boolean deletions,
        @Nullable String externalIdField,
        WriteObject.@Nullable Batch batch,
        Map<String, WriteField> fields) {
    /// Copies the collections.
    public EffectiveWrite {
        names = List.copyOf(names);
        fields = unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
