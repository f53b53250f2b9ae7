package dev.tenon.connectors.json;

import dev.tenon.spi.ProviderException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Small replies as trees, and values as JSON. Safe for use by many threads.
public final class JsonTree {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonTree() {}

    /// The tree of a reply that has to be JSON.
    ///
    /// @throws ProviderException.Garbled when it is not
    public static JsonNode read(byte[] reply) {
        return tryRead(reply)
                .orElseThrow(() -> RecordPage.garbled("The reply is not JSON as was promised."));
    }

    /// The tree of a reply that may be anything, such as a page of HTML.
    public static Optional<JsonNode> tryRead(byte[] reply) {
        try {
            JsonNode tree = MAPPER.readTree(reply);
            return tree == null || tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /// A value made of maps, lists, strings, numbers, booleans and nulls, as JSON in UTF-8.
    public static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }
}
