package dev.tenon.server.schema;

import dev.tenon.server.json.Json;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.ObjectInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Objects and fields as JSON: the form they are remembered in and shown in by the API.
public final class SchemaJson {
    private SchemaJson() {}

    /// An object with its fields.
    public static ObjectNode write(ObjectSchema schema) {
        ObjectNode json = write(schema.object());
        ArrayNode fields = json.putArray("fields");
        schema.fields().forEach(field -> fields.add(write(field)));
        return json;
    }

    /// An object alone.
    public static ObjectNode write(ObjectInfo object) {
        ObjectNode json = Json.object();
        json.put("name", object.name());
        json.put("label", object.label());
        json.put("custom", object.custom());
        json.set("abilities", words(object.abilities()));
        json.set("upsertKeys", Json.array(object.upsertKeys().stream().sorted().toList()));
        json.put("deletes", word(object.deletes()));
        return json;
    }

    /// A field.
    public static ObjectNode write(FieldInfo field) {
        ObjectNode json = Json.object();
        json.put("name", field.name());
        json.put("label", field.label());
        json.put("type", word(field.type()));
        json.put("providerType", field.providerType());
        json.set("traits", words(field.traits()));
        if (field.maxLength() > 0) json.put("maxLength", field.maxLength());
        if (!field.references().isEmpty()) json.set("references", Json.array(field.references()));
        if (!field.relationship().isEmpty()) json.put("relationship", field.relationship());
        if (!field.choices().isEmpty()) {
            ArrayNode choices = json.putArray("choices");
            field.choices()
                    .forEach(choice ->
                            choices.addObject()
                                    .put("value", choice.value())
                                    .put("label", choice.label()));
        }
        return json;
    }

    /// What [#write(ObjectSchema)] wrote.
    static ObjectSchema read(JsonNode json) {
        var fields = new ArrayList<FieldInfo>();
        json.get("fields").forEach(field -> fields.add(field(field)));
        return new ObjectSchema(readObject(json), fields);
    }

    /// What [#write(ObjectInfo)] wrote.
    static ObjectInfo readObject(JsonNode json) {
        return new ObjectInfo(
                Json.text(json, "name", ""),
                Json.text(json, "label", ""),
                json.get("custom").asBoolean(),
                values(json, "abilities", ObjectInfo.Ability::valueOf),
                Set.copyOf(Json.texts(json, "upsertKeys")),
                ObjectInfo.Deletes.valueOf(name(Json.text(json, "deletes", ""))));
    }

    private static FieldInfo field(JsonNode json) {
        var choices = new ArrayList<FieldInfo.Choice>();
        json.path("choices")
                .forEach(choice ->
                        choices.add(
                                new FieldInfo.Choice(
                                        Json.text(choice, "value", ""),
                                        Json.text(choice, "label", ""))));
        return new FieldInfo(
                Json.text(json, "name", ""),
                Json.text(json, "label", ""),
                FieldInfo.FieldType.valueOf(name(Json.text(json, "type", ""))),
                Json.text(json, "providerType", ""),
                values(json, "traits", FieldInfo.Trait::valueOf),
                json.path("maxLength").asInt(0),
                Json.texts(json, "references"),
                choices,
                Json.text(json, "relationship", ""));
    }

    private static <E> Set<E> values(JsonNode json, String member, Function<String, E> valueOf) {
        var values = new HashSet<E>();
        Json.texts(json, member).forEach(word -> values.add(valueOf.apply(name(word))));
        return values;
    }

    static ArrayNode words(Set<? extends Enum<?>> values) {
        List<String> words = values.stream().map(SchemaJson::word).sorted().toList();
        return Json.array(words);
    }

    /// `LONG_TEXT` is `longText` for people.
    static String word(Enum<?> value) {
        String[] parts = value.name().toLowerCase(Locale.ROOT).split("_", -1);
        var word = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            word.append(Character.toUpperCase(parts[i].charAt(0))).append(parts[i].substring(1));
        }
        return word.toString();
    }

    private static String name(String word) {
        return word.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }
}
