package dev.tenon.server.schema;

import dev.tenon.server.json.Json;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.FieldInfo.Trait;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A field in the compatible form, which the API and messages share.
public final class FieldMetadata {
    private FieldMetadata() {}

    /// The compatible form.
    public static ObjectNode write(FieldInfo field) {
        ObjectNode json = Json.object();
        json.put("fieldName", field.name());
        json.put("displayName", field.label());
        json.put("valueType", valueType(field.type()));
        json.put("providerType", field.providerType());
        json.put("readOnly", field.is(Trait.READ_ONLY));
        json.put("isCustom", field.is(Trait.CUSTOM));
        json.put("isRequired", field.is(Trait.REQUIRED));
        if (!field.references().isEmpty()) json.set("referenceTo", Json.array(field.references()));
        if (!field.choices().isEmpty()) {
            ArrayNode values = json.putArray("values");
            field.choices()
                    .forEach(choice ->
                            values.addObject()
                                    .put("value", choice.value())
                                    .put("displayValue", choice.label()));
        }
        return json;
    }

    /// The compatible form, and beside it what else may change of a field.
    public static ObjectNode writeAll(FieldInfo field) {
        ObjectNode json = write(field);
        if (field.maxLength() > 0) json.put("maxLength", field.maxLength());
        json.set("traits", SchemaJson.words(field.traits()));
        return json;
    }

    private static String valueType(FieldType type) {
        return switch (type) {
            case TEXT, LONG_TEXT, EMAIL, PHONE, URL, TIME -> "string";
            case INTEGER -> "int";
            case DECIMAL, MONEY -> "float";
            case BOOLEAN -> "boolean";
            case DATE -> "date";
            case DATE_TIME -> "datetime";
            case CHOICE -> "singleSelect";
            case CHOICES -> "multiSelect";
            case REFERENCE -> "reference";
            case ADDRESS, JSON, BINARY -> "other";
        };
    }
}
