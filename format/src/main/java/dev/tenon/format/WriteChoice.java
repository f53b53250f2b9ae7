package dev.tenon.format;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What was chosen for one object that is written. What is absent is the manifest's.
///
/// @param objectName the provider's name
/// @param inheritMapping the read object's mappings apply in reverse
/// @param deletions whether records may be deleted; they may not when absent
/// @param fields what happens to single fields
/// @param defaults values for fields a write leaves out, in the older form
public record WriteChoice(
        String objectName,
        @Nullable Boolean inheritMapping,
        @Nullable Boolean deletions,
        Map<String, WriteField> fields,
        Map<String, JsonNode> defaults) {
    /// Copies the maps, keeping their order.
    public WriteChoice {
        fields = unmodifiableMap(new LinkedHashMap<>(fields));
        defaults = unmodifiableMap(new LinkedHashMap<>(defaults));
    }
}
