package dev.tenon.server.schema;

import dev.tenon.server.json.Json;
import dev.tenon.server.schema.SchemaChange.FieldChanged;
import dev.tenon.server.schema.SchemaChange.FieldCreated;
import dev.tenon.server.schema.SchemaChange.FieldDeleted;
import dev.tenon.server.schema.SchemaChange.ObjectAppeared;
import dev.tenon.server.schema.SchemaChange.ObjectChanged;
import dev.tenon.server.schema.SchemaChange.ObjectVanished;
import dev.tenon.spi.FieldInfo.Choice;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Changes as JSON: the form they are kept in and shown in by the API.
final class DriftJson {
    private DriftJson() {}

    /// One word for what happened.
    static String kind(SchemaChange change) {
        return switch (change) {
            case ObjectAppeared _ -> "objectAppeared";
            case ObjectVanished _ -> "objectVanished";
            case ObjectChanged _ -> "objectChanged";
            case FieldCreated _ -> "fieldCreated";
            case FieldDeleted _ -> "fieldDeleted";
            case FieldChanged _ -> "fieldChanged";
        };
    }

    /// The field it happened to; empty for the object itself.
    static String field(SchemaChange change) {
        return switch (change) {
            case ObjectAppeared _, ObjectVanished _, ObjectChanged _ -> "";
            case FieldCreated(var field) -> field.name();
            case FieldDeleted(var field) -> field.name();
            case FieldChanged(_, var after) -> after.name();
        };
    }

    /// How it was and how it is.
    static ObjectNode details(SchemaChange change) {
        ObjectNode json = Json.object();
        switch (change) {
            case ObjectAppeared(var object) -> json.set("after", SchemaJson.write(object));
            case ObjectVanished(var object) -> json.set("before", SchemaJson.write(object));
            case ObjectChanged(var before, var after) -> {
                json.set("before", SchemaJson.write(before));
                json.set("after", SchemaJson.write(after));
            }
            case FieldCreated(var field) -> json.set("after", SchemaJson.write(field));
            case FieldDeleted(var field) -> json.set("before", SchemaJson.write(field));
            case FieldChanged changed -> changed(json, changed);
        }
        return json;
    }

    private static void changed(ObjectNode json, FieldChanged change) {
        json.set("before", SchemaJson.write(change.before()));
        json.set("after", SchemaJson.write(change.after()));
        ArrayNode aspects = json.putArray("aspects");
        change.aspects().forEach(aspect -> aspects.add(aspect.wireName()));
        ArrayNode choices = Json.array();
        change.choices().forEach(choice -> choices.add(choice(choice)));
        if (!choices.isEmpty()) json.set("choices", choices);
    }

    private static ObjectNode choice(ChoiceChange change) {
        ObjectNode json = Json.object();
        switch (change) {
            case ChoiceChange.Added(var choice) ->
                    json.put("kind", "added").set("after", choice(choice));
            case ChoiceChange.Removed(var choice) ->
                    json.put("kind", "removed").set("before", choice(choice));
            case ChoiceChange.Relabelled(var before, var after) ->
                    both(json.put("kind", "relabelled"), before, after);
            case ChoiceChange.Renamed(var before, var after) ->
                    both(json.put("kind", "renamed"), before, after);
        }
        return json;
    }

    private static void both(ObjectNode json, Choice before, Choice after) {
        json.set("before", choice(before));
        json.set("after", choice(after));
    }

    private static ObjectNode choice(Choice choice) {
        return Json.object().put("value", choice.value()).put("label", choice.label());
    }
}
