package dev.tenon.format;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads what was chosen for one object that is written.
final class WriteChoiceShape {
    private static final Map<String, WriteField.OnCreate> ON_CREATE =
            StorageShape.words(WriteField.OnCreate.values(), WriteField.OnCreate::word);
    private static final Map<String, WriteField.OnUpdate> ON_UPDATE =
            StorageShape.words(WriteField.OnUpdate.values(), WriteField.OnUpdate::word);

    private final Notes notes;

    WriteChoiceShape(Notes notes) {
        this.notes = notes;
    }

    WriteChoice read(String name, Fields fields) {
        String objectName = fields.text("objectName");
        Fields deletion = fields.object("deletionSettings");
        Boolean deletions = deletion == null ? null : deletion.flag("enabled");
        if (deletion != null) deletion.done();
        return new WriteChoice(
                objectName == null ? name : objectName,
                fields.flag("inheritMapping"),
                deletions,
                settings(fields.object("selectedFieldSettings")),
                defaults(fields.object("selectedValueDefaults")));
    }

    private Map<String, WriteField> settings(@Nullable Fields all) {
        var settings = new LinkedHashMap<String, WriteField>();
        if (all == null) return settings;
        for (Written.Entry entry : all.entries()) {
            Fields fields = Fields.of(entry.value(), notes);
            WriteField.OnCreate onCreate = fields.word("writeOnCreate", ON_CREATE);
            WriteField.OnUpdate onUpdate = fields.word("writeOnUpdate", ON_UPDATE);
            JsonNode value = typedValue(fields.object("default"));
            fields.done();
            settings.put(
                    entry.key(),
                    new WriteField(
                            value,
                            onCreate == null ? WriteField.OnCreate.ALWAYS : onCreate,
                            onUpdate == null ? WriteField.OnUpdate.ALWAYS : onUpdate));
        }
        return settings;
    }

    /// Exactly one of the three kinds of value.
    private @Nullable JsonNode typedValue(@Nullable Fields fields) {
        if (fields == null) return null;
        JsonNodeFactory json = JsonNodeFactory.instance;
        Written text = fields.any("stringValue");
        Long whole = fields.number("integerValue", Long.MIN_VALUE, Long.MAX_VALUE);
        Boolean flag = fields.flag("booleanValue");
        fields.done();
        long given = fields.entries().stream().filter(each -> each.key().endsWith("Value")).count();
        if (given != 1) {
            notes.error(
                    fields.place(),
                    "bad-default",
                    "A default has one value; this one has %d.".formatted(given),
                    "Give one of stringValue, integerValue and booleanValue.");
        }
        if (text instanceof Written.Text string) return json.stringNode(string.text());
        if (text != null) WrongType.note(text, "text", "Put it in quotes.", notes);
        if (whole != null) return WrittenJson.number(whole);
        return flag == null ? null : json.booleanNode(flag);
    }

    /// The key under which a value of this kind is written.
    static String keyOf(JsonNode value) {
        if (value.isBoolean()) return "booleanValue";
        return value.isNumber() ? "integerValue" : "stringValue";
    }

    private Map<String, JsonNode> defaults(@Nullable Fields all) {
        var defaults = new LinkedHashMap<String, JsonNode>();
        if (all == null) return defaults;
        for (Written.Entry entry : all.entries()) {
            JsonNode value = WrittenJson.of(entry.value());
            boolean fits = !value.isObject() || value.has("value");
            if (value.isArray() || !fits) {
                WrongType.note(
                        entry.value(),
                        "a value, or a mapping with the key \"value\"",
                        "Write {\"value\": …}.",
                        notes);
                continue;
            }
            defaults.put(entry.key(), value);
        }
        return defaults;
    }
}
