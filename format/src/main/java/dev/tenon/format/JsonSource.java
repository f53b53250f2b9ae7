package dev.tenon.format;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Turns JSON into what the shapes read. A member that is `null` is as good as absent.
final class JsonSource {
    private JsonSource() {}

    static Written read(JsonNode json) {
        return read(json, "");
    }

    private static Written read(JsonNode json, String path) {
        Place place = Place.of(path);
        if (json.isObject()) return new Written.Tree(place, entries(json, path));
        if (json.isArray()) return new Written.Row(place, items(json, path));
        if (json.isBoolean()) return new Written.Flag(place, json.booleanValue());
        if (json.isIntegralNumber() && json.canConvertToLong()) {
            return new Written.Whole(place, json.longValue());
        }
        if (json.isNumber()) return new Written.Fraction(place, json.asDouble());
        if (json.isString()) return new Written.Text(place, json.stringValue());
        return new Written.Nothing(place);
    }

    private static List<Written.Entry> entries(JsonNode json, String path) {
        var entries = new ArrayList<Written.Entry>();
        json.properties()
                .forEach(member -> {
                    if (member.getValue().isNull()) return;
                    String key = member.getKey();
                    String inner = path.isEmpty() ? key : path + "." + key;
                    entries.add(
                            new Written.Entry(
                                    key, Place.of(inner), read(member.getValue(), inner)));
                });
        return entries;
    }

    private static List<Written> items(JsonNode json, String path) {
        var items = new ArrayList<Written>();
        for (JsonNode item : json) items.add(read(item, path + "[" + items.size() + "]"));
        return items;
    }
}
