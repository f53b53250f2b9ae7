package dev.tenon.format;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes one change of a JSON tree, as JSON Patch does it, but makes the mappings on the way that
/// are not there yet.
final class JsonChange {
    private static final List<String> OPS = List.of("add", "remove", "replace");

    private final ObjectNode root;
    private final Place place;
    private final Notes notes;

    JsonChange(ObjectNode root, Place place, Notes notes) {
        this.root = root;
        this.place = place;
        this.notes = notes;
    }

    void apply(ConfigPatch.Change change) {
        JsonNode value = change.value();
        if (!OPS.contains(change.op())) {
            refuse(
                    "bad-op",
                    "\"%s\" is not a change.".formatted(change.op()),
                    Nearest.advice(change.op(), OPS, "Write add, remove or replace."));
        } else if (!change.path().startsWith("/") || change.path().endsWith("/")) {
            refuse(
                    "bad-path",
                    "\"%s\" is not a path of a change.".formatted(change.path()),
                    "Begin with a slash, such as /selectedFields/email.");
        } else if (change.op().equals("remove")) {
            remove(change);
        } else if (value == null) {
            refuse("missing-key", "\"value\" is missing.", "Add the value to put there.");
        } else {
            put(change, value);
        }
    }

    private void remove(ConfigPatch.Change change) {
        List<String> steps = steps(change.path());
        JsonNode parent = parent(steps, false);
        if (parent instanceof ObjectNode object && object.has(steps.getLast())) {
            object.remove(steps.getLast());
        } else if (parent instanceof ArrayNode array && index(array, steps.getLast()) >= 0) {
            array.remove(index(array, steps.getLast()));
        } else {
            noteNothingThere(change);
        }
    }

    private void put(ConfigPatch.Change change, JsonNode value) {
        List<String> steps = steps(change.path());
        boolean replaces = change.op().equals("replace");
        JsonNode parent = parent(steps, !replaces);
        String last = steps.getLast();
        if (parent instanceof ObjectNode object && (!replaces || object.has(last))) {
            object.set(last, value.deepCopy());
        } else if (parent instanceof ArrayNode array) {
            putIntoList(change, value, array, last);
        } else {
            noteNothingThere(change);
        }
    }

    private void putIntoList(
            ConfigPatch.Change change, JsonNode value, ArrayNode array, String last) {
        boolean replaces = change.op().equals("replace");
        int index = index(array, last);
        boolean atEnd = last.equals("-") || last.equals(String.valueOf(array.size()));
        if (replaces && index >= 0) array.set(index, value.deepCopy());
        else if (!replaces && index >= 0) array.insert(index, value.deepCopy());
        else if (!replaces && atEnd) array.add(value.deepCopy());
        else noteNothingThere(change);
    }

    private @Nullable JsonNode parent(List<String> steps, boolean make) {
        JsonNode node = root;
        for (String step : steps.subList(0, steps.size() - 1)) {
            JsonNode inner = null;
            if (node instanceof ObjectNode object) {
                inner = object.get(step);
                if (inner == null && make) inner = object.putObject(step);
            } else if (node instanceof ArrayNode array && index(array, step) >= 0) {
                inner = array.get(index(array, step));
            }
            if (inner == null) return null;
            node = inner;
        }
        return node;
    }

    /// The index of an item that is there; -1 for any other word.
    private static int index(ArrayNode array, String word) {
        if (!word.matches("0|[1-9][0-9]{0,5}")) return -1;
        int index = Integer.parseInt(word);
        return index < array.size() ? index : -1;
    }

    private static List<String> steps(String path) {
        return Arrays.stream(path.substring(1).split("/", -1))
                .map(each -> each.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    private void noteNothingThere(ConfigPatch.Change change) {
        refuse(
                "nothing-there",
                "There is nothing at \"%s\" to %s.".formatted(change.path(), change.op()),
                "Look at the installation's config, and use add for what is new.");
    }

    private void refuse(String rule, String what, String fix) {
        notes.error(place, rule, what, fix);
    }
}
