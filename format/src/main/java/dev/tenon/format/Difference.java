package dev.tenon.format;

import dev.tenon.format.Plan.KeyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Compares two JSON trees key by key. Items of lists are paired by what names them, so that their
/// order does not count.
final class Difference {
    private final List<KeyChange> changes = new ArrayList<>();

    List<KeyChange> between(JsonNode before, JsonNode after) {
        compare("", before, after);
        return List.copyOf(changes);
    }

    private void compare(String path, @Nullable JsonNode before, @Nullable JsonNode after) {
        if (before != null && before.equals(after)) return;
        if (before != null && after != null) {
            if (before.isObject() && after.isObject()) {
                compareAll(path, ".", members(before), members(after));
                return;
            }
            if (before.isArray() && after.isArray()) {
                compareAll(path, "", items(before), items(after));
                return;
            }
        }
        changes.add(new KeyChange(path, before, after));
    }

    private void compareAll(
            String path, String dot, Map<String, JsonNode> before, Map<String, JsonNode> after) {
        var keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            compare(path.isEmpty() ? key : path + dot + key, before.get(key), after.get(key));
        }
    }

    private static Map<String, JsonNode> members(JsonNode tree) {
        var members = new TreeMap<String, JsonNode>();
        tree.properties().forEach(each -> members.put(each.getKey(), each.getValue()));
        return members;
    }

    private static Map<String, JsonNode> items(JsonNode row) {
        var items = new TreeMap<String, JsonNode>();
        for (JsonNode item : row) items.put("[" + nameOf(item) + "]", item);
        return items;
    }

    private static String nameOf(JsonNode item) {
        if (item.isObject()) {
            JsonNode name = item.has("mapToName") ? item.get("mapToName") : item.get("fieldName");
            if (name != null) return name.asString();
        }
        return item.isString() ? item.stringValue() : item.toString();
    }
}
