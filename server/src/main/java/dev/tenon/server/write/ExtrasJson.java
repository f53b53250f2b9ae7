package dev.tenon.server.write;

import dev.tenon.server.json.Json;
import dev.tenon.spi.Writer.Association;
import dev.tenon.spi.Writer.AssociationLabel;
import dev.tenon.spi.Writer.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What goes with the fields of a write, as it stands in the queue.
final class ExtrasJson {
    private ExtrasJson() {}

    static ObjectNode write(Extras extras) {
        ObjectNode json = Json.object();
        put(json, "ifEmpty", extras.ifEmpty());
        put(json, "notOnCreate", extras.notOnCreate());
        put(json, "notOnUpdate", extras.notOnUpdate());
        if (!extras.references().isEmpty()) {
            ObjectNode references = json.putObject("references");
            extras.references().forEach((field, each) -> references.set(field, reference(each)));
        }
        if (!extras.associations().isEmpty()) {
            ArrayNode associations = json.putArray("associations");
            extras.associations().forEach(each -> associations.add(association(each)));
        }
        return json;
    }

    private static void put(ObjectNode json, String member, Set<String> names) {
        if (!names.isEmpty()) json.set(member, Json.array(names));
    }

    private static ObjectNode reference(Reference reference) {
        ObjectNode json = Json.object();
        json.put("relationship", reference.relationship());
        Json.putIfPresent(json, "object", reference.object());
        json.put("key", reference.keyField());
        json.set("value", Json.mapper().valueToTree(reference.value()));
        return json;
    }

    private static ObjectNode association(Association association) {
        ObjectNode json = Json.object();
        json.put("id", association.recordId());
        ArrayNode labels = json.putArray("labels");
        for (AssociationLabel label : association.labels()) {
            labels.addObject().put("category", label.category()).put("type", label.typeId());
        }
        return json;
    }

    /// What [#write] wrote.
    static Extras read(String text) {
        ObjectNode json = Json.parseObject(text);
        if (json.isEmpty()) return Extras.NONE;
        return new Extras(
                references(json.path("references")),
                names(json, "ifEmpty"),
                names(json, "notOnCreate"),
                names(json, "notOnUpdate"),
                associations(json.path("associations")));
    }

    private static Set<String> names(ObjectNode json, String member) {
        return new LinkedHashSet<>(Json.texts(json, member));
    }

    private static Map<String, Reference> references(JsonNode json) {
        var references = new LinkedHashMap<String, Reference>();
        json.properties()
                .forEach(each -> {
                    JsonNode reference = each.getValue();
                    references.put(
                            each.getKey(),
                            new Reference(
                                    Json.text(reference, "relationship", ""),
                                    Json.textOrNull(reference, "object"),
                                    Json.text(reference, "key", ""),
                                    value(reference.path("value"))));
                });
        return references;
    }

    private static List<Association> associations(JsonNode json) {
        var associations = new ArrayList<Association>();
        for (JsonNode each : json) {
            var labels = new ArrayList<AssociationLabel>();
            for (JsonNode label : each.path("labels")) {
                labels.add(
                        new AssociationLabel(
                                Json.text(label, "category", ""), label.path("type").longValue()));
            }
            associations.add(new Association(Json.text(each, "id", ""), labels));
        }
        return associations;
    }

    /// A value as connectors take it.
    static Object value(JsonNode node) {
        @Nullable Object value = WriteCall.value(node);
        return value == null ? "" : value;
    }
}
