package dev.tenon.server.write;

import dev.tenon.format.EffectiveFields;
import dev.tenon.format.EffectiveRead;
import dev.tenon.format.Integration;
import dev.tenon.format.Nearest;
import dev.tenon.format.ReadField;
import dev.tenon.format.ReadObject;
import dev.tenon.server.json.Json;
import dev.tenon.server.records.FieldPath;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Turns the product's names and values into the provider's: the read object's mappings, backwards.
/// Without inherited mappings only the spelling of names is put right. What is given under the name
/// of a relationship is given for its reference field. Safe for use by many threads.
final class ReverseMapping {
    private final Map<String, FieldInfo> there = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, FieldInfo> parents = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> mappings = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> values =
            new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> unset = new TreeSet<>();
    private final String object;

    private ReverseMapping(ObjectSchema schema) {
        this.object = schema.object().name();
        schema.fields().forEach(field -> there.put(field.name(), field));
        for (FieldInfo field : schema.fields()) {
            boolean isOwnName = there.containsKey(field.relationship());
            if (!field.relationship().isEmpty() && !isOwnName) {
                parents.put(field.relationship(), field);
            }
        }
    }

    /// Names alone.
    static ReverseMapping none(ObjectSchema schema) {
        return new ReverseMapping(schema);
    }

    /// With the mappings of a read object.
    static ReverseMapping of(EffectiveRead read, Integration manifest, ObjectSchema schema) {
        var reverse = new ReverseMapping(schema);
        EffectiveFields fields = read.fields();
        reverse.mappings.putAll(fields.mappings());
        fields.valueMappings()
                .forEach((field, map) -> reverse.values.put(FieldPath.top(field), map));
        manifest.readObjects().stream()
                .filter(each -> each.objectName().equals(read.objectName()))
                .findFirst()
                .ifPresent(reverse::noteUnset);
        return reverse;
    }

    private void noteUnset(ReadObject declared) {
        for (ReadField field : declared.fields().all()) {
            boolean isChosen = field instanceof ReadField.Chosen;
            boolean isTheirs = there.containsKey(field.productName());
            if (isChosen && !isTheirs && !mappings.containsKey(field.productName())) {
                unset.add(field.productName());
            }
        }
    }

    /// The provider's field for a name of the product's or the provider's.
    Optional<FieldInfo> field(String name) {
        String mapped = mappings.getOrDefault(name, name);
        return Optional.ofNullable(there.get(FieldPath.top(mapped)));
    }

    /// The field of the provider's that has this very name.
    Optional<FieldInfo> nativeField(String name) {
        return Optional.ofNullable(there.get(name));
    }

    /// The record's values by the provider's names. Names that stand for nothing are noted.
    Map<String, JsonNode> apply(ObjectNode record, Findings found) {
        var named = new LinkedHashMap<String, JsonNode>();
        ObjectNode rest = record.deepCopy();
        mappings.forEach((product, path) -> {
            JsonNode value = take(rest, FieldPath.of(product).steps());
            if (value != null) put(named, product, path, value, found);
        });
        for (String product : unset) {
            if (take(rest, FieldPath.of(product).steps()) == null) continue;
            found.warning(
                    "write.field-not-mapped",
                    "This customer has chosen no field for \"" + product + "\"; it is left out.",
                    product,
                    "Have the customer choose one in the installation's mappings.");
        }
        rest.properties()
                .forEach(each -> put(named, each.getKey(), each.getKey(), each.getValue(), found));
        return named;
    }

    private void put(
            Map<String, JsonNode> named,
            String given,
            String path,
            JsonNode value,
            Findings found) {
        List<String> steps = FieldPath.of(path).steps();
        FieldInfo parent = parents.get(steps.getFirst());
        FieldInfo field = parent == null ? there.get(steps.getFirst()) : parent;
        if (field == null) {
            unknown(given, found);
            return;
        }
        if (parent != null && steps.size() == 1 && !value.isObject()) {
            ReferenceCheck.badForm(field, "is not an object", found);
            return;
        }
        JsonNode translated = steps.size() == 1 ? translate(field.name(), value) : value;
        if (steps.size() > 1) {
            JsonNode known = named.computeIfAbsent(field.name(), _ -> Json.object());
            if (known instanceof ObjectNode inside) {
                nest(inside, steps.subList(1, steps.size()), value);
                return;
            }
        }
        if (named.putIfAbsent(field.name(), translated) == null) return;
        found.problem(
                "write.field-twice",
                "The field " + field.name() + " is given twice, under different names.",
                given,
                "Send it once.");
    }

    private static void nest(ObjectNode inside, List<String> steps, JsonNode value) {
        ObjectNode node = inside;
        for (String step : steps.subList(0, steps.size() - 1)) {
            node = node.get(step) instanceof ObjectNode deeper ? deeper : node.putObject(step);
        }
        node.set(steps.getLast(), value);
    }

    private JsonNode translate(String field, JsonNode value) {
        Map<String, String> map = values.get(field);
        if (map == null) return value;
        if (value instanceof ArrayNode several) {
            ArrayNode translated = Json.array();
            several.forEach(each -> translated.add(translate(map, each)));
            return translated;
        }
        return translate(map, value);
    }

    private static JsonNode translate(Map<String, String> map, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) return value;
        String theirs = map.get(value.asString());
        return theirs == null ? value : StringNode.valueOf(theirs);
    }

    private void unknown(String given, Findings found) {
        var known = new ArrayList<>(there.keySet());
        known.addAll(mappings.keySet());
        known.addAll(parents.keySet());
        found.problem(
                "write.unknown-field",
                "\"" + object + "\" has no field \"" + given + "\".",
                given,
                Nearest.advice(
                        given,
                        known,
                        "Leave it out, or have this user given the right to see it."));
    }

    /// Takes a value out of a record, and the objects that it alone was in.
    private static @Nullable JsonNode take(ObjectNode record, List<String> steps) {
        String first = steps.getFirst();
        if (steps.size() == 1) return record.remove(first);
        if (!(record.get(first) instanceof ObjectNode inside)) return null;
        JsonNode value = take(inside, steps.subList(1, steps.size()));
        if (value != null && inside.isEmpty()) record.remove(first);
        return value;
    }
}
