package dev.tenon.format;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Changes the content of an installation's config in the two ways that clients do: by field masks,
/// and by a list of changes of one object. Nothing given is altered; the result is checked by
/// [ConfigJson#read], not here.
public final class ConfigPatch {
    private static final String CONTENT = "config.content";

    private ConfigPatch() {}

    /// What came of a change.
    ///
    /// @param content the new content; absent when there are findings
    /// @param findings why it could not be changed
    public record Patched(@Nullable ObjectNode content, List<Finding> findings) {
        /// Copies the list.
        public Patched {
            findings = List.copyOf(findings);
        }
    }

    /// One change of an object's config.
    ///
    /// @param op `add`, `remove` or `replace`
    /// @param path below the object: `/selectedFields/email`, with `~1` for `/` and `~0` for `~`
    /// @param value of `add` and `replace`
    public record Change(String op, String path, @Nullable JsonNode value) {}

    /// Takes what the masks name from `given` into `content`: puts what is there, removes what is
    /// not. A mask is a path such as `config.content.read.objects.contact`, where a backslash
    /// stands before each `.`, `:`, `/` and `\` of a name. Masks outside of the content, such as
    /// `connectionId`, are passed over.
    public static Patched apply(JsonNode content, List<String> masks, JsonNode given) {
        var notes = new Notes("config", "");
        ObjectNode changed = copy(content);
        for (String mask : masks) {
            if (!mask.equals(CONTENT) && !mask.startsWith(CONTENT + ".")) continue;
            List<String> path = MaskPath.split(mask.substring(CONTENT.length()));
            if (path == null) noteBadMask(mask, notes);
            else if (path.isEmpty()) changed = copy(given);
            else take(changed, path, given);
        }
        return patched(changed, notes);
    }

    private static void noteBadMask(String mask, Notes notes) {
        notes.error(
                Place.of("updateMask"),
                "bad-mask",
                "\"%s\" is not a path into the config.".formatted(mask),
                "Write names with dots between them, such as config.content.read.objects.contact.");
    }

    private static void take(ObjectNode changed, List<String> path, JsonNode given) {
        JsonNode value = given;
        for (String step : path) value = value.path(step);
        ObjectNode parent = changed;
        for (String step : path.subList(0, path.size() - 1)) {
            JsonNode inner = parent.get(step);
            if (inner instanceof ObjectNode object) parent = object;
            else if (value.isMissingNode()) return;
            else parent = parent.putObject(step);
        }
        if (value.isMissingNode()) parent.remove(path.getLast());
        else parent.set(path.getLast(), value.deepCopy());
    }

    /// Applies the changes, in their order, to one object of a section (`read`, `write` or
    /// `subscribe`). All or none: with any finding nothing is changed. An object that the content
    /// does not have yet begins with nothing but its name.
    public static Patched apply(
            JsonNode content, String section, String objectName, List<Change> changes) {
        var notes = new Notes("config", "");
        ObjectNode changed = copy(content);
        ObjectNode object = child(child(child(changed, section), "objects"), objectName);
        if (!object.has("objectName")) object.put("objectName", objectName);
        for (int i = 0; i < changes.size(); i++) {
            new JsonChange(object, Place.of("changes[" + i + "]"), notes).apply(changes.get(i));
        }
        return patched(changed, notes);
    }

    private static ObjectNode child(ObjectNode parent, String key) {
        return parent.get(key) instanceof ObjectNode object ? object : parent.putObject(key);
    }

    private static ObjectNode copy(JsonNode content) {
        return content instanceof ObjectNode object
                ? object.deepCopy()
                : JsonNodeFactory.instance.objectNode();
    }

    private static Patched patched(ObjectNode changed, Notes notes) {
        return new Patched(notes.hasErrors() ? null : changed, notes.findings());
    }
}
