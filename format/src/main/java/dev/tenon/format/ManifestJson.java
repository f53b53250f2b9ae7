package dev.tenon.format;

import dev.tenon.diagnostics.Refusal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Integrations as JSON, with the manifest's own keys. What a manifest leaves out, the JSON leaves
/// out too.
public final class ManifestJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final ProviderNames ANY_PROVIDER =
            new ProviderNames() {
                @Override
                public boolean knows(String name) {
                    return true;
                }

                @Override
                public List<String> nearest(String name) {
                    return List.of();
                }

                @Override
                public String canonical(String name) {
                    return name;
                }
            };

    private ManifestJson() {}

    /// The integration with the manifest's keys.
    public static ObjectNode write(Integration integration) {
        ObjectNode node = JSON.objectNode();
        node.put("name", integration.name());
        put(node, "displayName", integration.displayName());
        node.put("provider", integration.provider());
        put(node, "module", integration.module());
        if (integration.read() != null) {
            ArrayNode objects = node.putObject("read").putArray("objects");
            integration.readObjects().forEach(each -> objects.add(ReadJson.write(each)));
        }
        if (integration.write() != null) {
            ArrayNode objects = node.putObject("write").putArray("objects");
            integration.writeObjects().forEach(each -> objects.add(write(each)));
        }
        if (integration.subscribe() != null) {
            ArrayNode objects = node.putObject("subscribe").putArray("objects");
            integration.subscribeObjects().forEach(each -> objects.add(write(each)));
        }
        writeProxy(node, integration.proxy());
        writeWatchSchema(node, integration.watchSchema());
        return node;
    }

    /// The integration that [#write] wrote, or that a client sends; a `null` is as good as absent.
    ///
    /// @throws Refusal with everything that is wrong
    public static Integration read(JsonNode json) {
        var notes = new Notes("manifest", "");
        Fields fields = Fields.of(JsonSource.read(json), notes);
        Integration integration = new IntegrationShape(ANY_PROVIDER, notes).read(fields);
        if (!notes.hasErrors()) return integration;
        throw new Refusal(
                Refusal.Kind.INVALID,
                notes.findings().stream()
                        .filter(Finding::isError)
                        .map(Finding::diagnostic)
                        .toList());
    }

    private static ObjectNode write(WriteObject object) {
        ObjectNode node = JSON.objectNode();
        node.put("objectName", object.objectName());
        if (object.inheritMapping()) node.put("inheritMapping", true);
        if (object.allowAnyFields()) node.putObject("valueDefaults").put("allowAnyFields", true);
        put(node, "externalIdField", object.externalIdField());
        WriteObject.Batch batch = object.batch();
        if (batch != null) {
            node.putObject("batch")
                    .put("maxDelay", Span.write(batch.maxDelay()))
                    .put("maxRecords", batch.maxRecords());
        }
        return node;
    }

    private static ObjectNode write(SubscribeObject object) {
        ObjectNode node = JSON.objectNode();
        node.put("objectName", object.objectName());
        node.put("destination", object.destination());
        if (object.inheritFieldsAndMapping()) node.put("inheritFieldsAndMapping", true);
        if (object.createEvent()) always(node, "createEvent");
        SubscribeObject.Watch updates = object.updates();
        if (updates != null) writeWatch(always(node, "updateEvent"), updates);
        if (object.deleteEvent()) always(node, "deleteEvent");
        SubscribeObject.AssociationChange associations = object.associations();
        if (associations != null) {
            ObjectNode event = always(node, "associationChangeEvent");
            if (associations.includeFullRecords()) event.put("includeFullRecords", true);
        }
        texts(node, "otherEvents", object.otherEvents());
        return node;
    }

    static void writeWatch(ObjectNode node, SubscribeObject.Watch watch) {
        switch (watch) {
            case SubscribeObject.Watch.All() -> node.put("watchFieldsAuto", "all");
            case SubscribeObject.Watch.Selected() -> node.put("watchFieldsAuto", "selected");
            case SubscribeObject.Watch.Fields(List<String> names) ->
                    texts(node, "requiredWatchFields", names);
        }
    }

    private static void writeProxy(ObjectNode node, @Nullable Proxy proxy) {
        if (proxy == null) return;
        ObjectNode written = node.putObject("proxy").put("enabled", proxy.enabled());
        if (proxy.useModule()) written.put("useModule", true);
    }

    private static void writeWatchSchema(ObjectNode node, @Nullable WatchSchema watch) {
        if (watch == null) return;
        ObjectNode written = node.putObject("watchSchema").put("destination", watch.destination());
        put(written, "schedule", watch.schedule());
        ObjectNode all = written.putObject("allObjects");
        if (watch.fieldCreated()) always(all, "fieldCreated");
        if (watch.fieldDeleted()) always(all, "fieldDeleted");
        if (watch.fieldChanged()) always(all, "fieldChanged");
    }

    static ObjectNode always(ObjectNode node, String key) {
        return node.putObject(key).put("enabled", "always");
    }

    static void put(ObjectNode node, String key, @Nullable String value) {
        if (value != null) node.put(key, value);
    }

    static void put(ObjectNode node, String key, @Nullable Duration value) {
        if (value != null) node.put(key, Span.write(value));
    }

    static void texts(ObjectNode node, String key, List<String> values) {
        if (values.isEmpty()) return;
        ArrayNode array = node.putArray(key);
        values.forEach(array::add);
    }
}
