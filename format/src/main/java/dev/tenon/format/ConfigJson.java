package dev.tenon.format;

import dev.tenon.format.InstallationConfig.ReadChoices;
import dev.tenon.format.InstallationConfig.SubscribeChoices;
import dev.tenon.format.InstallationConfig.WriteChoices;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The content of an installation's config as JSON, in the shape that clients send.
public final class ConfigJson {
    private ConfigJson() {}

    /// Reads a content. Never fails: what is wrong is in the findings. A member that is `null` is
    /// as good as absent.
    public static ConfigReading read(JsonNode content) {
        var notes = new Notes("config", "");
        Fields fields = Fields.of(JsonSource.read(content), notes);
        String provider = fields.text("provider");
        var readShape = new ReadChoiceShape(notes);
        var writeShape = new WriteChoiceShape(notes);
        var subscribeShape = new SubscribeChoiceShape(notes);
        Map<String, ReadChoice> reads = section(fields, "read", notes, readShape::read);
        Map<String, WriteChoice> writes = section(fields, "write", notes, writeShape::read);
        Map<String, SubscribeChoice> subscribes =
                section(fields, "subscribe", notes, subscribeShape::read);
        Boolean proxy = proxy(fields.object("proxy"));
        fields.done();
        if (notes.hasErrors()) return new ConfigReading(null, notes.findings());
        var config =
                new InstallationConfig(
                        provider,
                        reads == null ? null : new ReadChoices(reads),
                        writes == null ? null : new WriteChoices(writes),
                        subscribes == null ? null : new SubscribeChoices(subscribes),
                        proxy);
        return new ConfigReading(config, notes.findings());
    }

    /// The choices of a section by the names of their objects; nothing when it is not there.
    private static <C> @Nullable Map<String, C> section(
            Fields content, String key, Notes notes, BiFunction<String, Fields, C> shape) {
        Fields section = content.object(key);
        if (section == null) return null;
        var choices = new LinkedHashMap<String, C>();
        Fields objects = section.object("objects");
        section.done();
        if (objects == null) return choices;
        for (Written.Entry entry : objects.entries()) {
            Fields fields = Fields.of(entry.value(), notes);
            choices.put(entry.key(), shape.apply(entry.key(), fields));
            fields.done();
        }
        return choices;
    }

    private static @Nullable Boolean proxy(@Nullable Fields fields) {
        if (fields == null) return null;
        Boolean enabled = fields.flag("enabled");
        fields.done();
        return enabled;
    }

    /// The content that [#read] reads.
    public static ObjectNode write(InstallationConfig config) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ManifestJson.put(node, "provider", config.provider());
        if (config.read() != null) {
            ObjectNode objects = node.putObject("read").putObject("objects");
            config.read().objects().forEach((k, v) -> objects.set(k, ReadChoiceJson.write(v)));
        }
        if (config.write() != null) {
            ObjectNode objects = node.putObject("write").putObject("objects");
            config.write().objects().forEach((k, v) -> objects.set(k, write(v)));
        }
        if (config.subscribe() != null) {
            ObjectNode objects = node.putObject("subscribe").putObject("objects");
            config.subscribe().objects().forEach((k, v) -> objects.set(k, write(v)));
        }
        if (config.proxy() != null) node.putObject("proxy").put("enabled", config.proxy());
        return node;
    }

    private static ObjectNode write(WriteChoice choice) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("objectName", choice.objectName());
        if (choice.inheritMapping() != null) node.put("inheritMapping", choice.inheritMapping());
        if (choice.deletions() != null) {
            node.putObject("deletionSettings").put("enabled", choice.deletions());
        }
        if (!choice.fields().isEmpty()) {
            ObjectNode fields = node.putObject("selectedFieldSettings");
            choice.fields().forEach((name, field) -> write(fields.putObject(name), field));
        }
        if (!choice.defaults().isEmpty()) {
            ObjectNode defaults = node.putObject("selectedValueDefaults");
            choice.defaults().forEach(defaults::set);
        }
        return node;
    }

    private static void write(ObjectNode node, WriteField field) {
        JsonNode value = field.value();
        if (value != null) node.putObject("default").set(WriteChoiceShape.keyOf(value), value);
        node.put("writeOnCreate", field.onCreate().word());
        node.put("writeOnUpdate", field.onUpdate().word());
    }

    private static ObjectNode write(SubscribeChoice choice) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("objectName", choice.objectName());
        ManifestJson.put(node, "destination", choice.destination());
        node.put("inheritFieldsAndMappings", choice.inheritFieldsAndMappings());
        writeEvent(node, "createEvent", choice.events().create());
        writeEvent(node, "updateEvent", choice.events().update());
        writeEvent(node, "deleteEvent", choice.events().delete());
        SubscribeObject.Watch updates = choice.updates();
        if (updates != null) {
            JsonNode event = node.get("updateEvent");
            ManifestJson.writeWatch(
                    event instanceof ObjectNode written ? written : node.putObject("updateEvent"),
                    updates);
        }
        ManifestJson.texts(node, "otherEvents", choice.otherEvents());
        if (choice.optimizeQuota()) {
            node.putObject("providerOptions").putObject("quotaOptimization").put("enabled", true);
        }
        return node;
    }

    private static void writeEvent(ObjectNode node, String key, @Nullable Boolean enabled) {
        if (enabled != null) node.putObject(key).put("enabled", enabled ? "always" : "never");
    }
}
