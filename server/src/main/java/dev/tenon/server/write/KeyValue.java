package dev.tenon.server.write;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The value by which a provider can find a record.
final class KeyValue {
    private KeyValue() {}

    /// The value of a record's key field as text; null when it has none.
    static @Nullable String of(ObjectNode fields, String keyField) {
        JsonNode value = fields.get(keyField);
        if (value == null || value.isNull() || value.isContainer()) return null;
        String text = value.isNumber() ? plain(value) : value.asString();
        return text.isBlank() ? null : text;
    }

    private static String plain(JsonNode number) {
        return number.decimalValue().stripTrailingZeros().toPlainString();
    }
}
