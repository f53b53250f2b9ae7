package dev.tenon.sandbox.web;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON trees for what is small, and a generator for what is not. Any thread may use it.
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /// An empty object.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// An empty array.
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /// Text to a tree. Throws [JacksonException] with the line and column when it is not JSON.
    public static JsonNode parse(byte[] text) {
        return MAPPER.readTree(text);
    }

    /// A plain value (map, list, record, tree) to a tree.
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /// A plain value as UTF-8 text.
    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /// A generator that writes to `out` and does not close it.
    public static JsonGenerator to(OutputStream out) {
        return MAPPER.createGenerator(out);
    }

    /// What `writer` writes, as bytes.
    public static byte[] written(Writer writer) {
        var out = new ByteArrayOutputStream(8192);
        try (JsonGenerator json = to(out)) {
            writer.write(json);
        }
        return out.toByteArray();
    }

    /// Writes one JSON value.
    @FunctionalInterface
    public interface Writer {
        /// Writes it.
        void write(JsonGenerator json);
    }
}
