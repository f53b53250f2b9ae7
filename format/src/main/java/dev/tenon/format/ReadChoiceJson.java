package dev.tenon.format;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes what was chosen for one object that is read.
final class ReadChoiceJson {
    private ReadChoiceJson() {}

    static ObjectNode write(ReadChoice choice) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("objectName", choice.objectName());
        ManifestJson.put(node, "schedule", choice.schedule());
        ManifestJson.put(node, "destination", choice.destination());
        if (choice.disabled()) node.put("disabled", true);
        writeFields(node, choice.fields());
        ReadChoice.BackfillChoice backfill = choice.backfill();
        if (backfill != null) {
            ObjectNode written = node.putObject("backfill");
            if (backfill.period() != null) ReadJson.writePeriod(written, backfill.period());
            writeFilters(written, backfill.filters());
        }
        writeFilters(node, choice.filters());
        writeStorage(node, choice.storage());
        return node;
    }

    private static void writeFields(ObjectNode node, FieldChoice fields) {
        if (!fields.selected().isEmpty()) {
            ObjectNode selected = node.putObject("selectedFields");
            fields.selected().forEach(selected::put);
        }
        if (fields.all()) node.put("selectedFieldsAuto", "all");
        if (!fields.mappings().isEmpty()) {
            ObjectNode mappings = node.putObject("selectedFieldMappings");
            fields.mappings().forEach(mappings::put);
        }
        if (!fields.valueMappings().isEmpty()) {
            ObjectNode all = node.putObject("selectedValueMappings");
            fields.valueMappings()
                    .forEach((field, values) -> {
                        ObjectNode written = all.putObject(field);
                        values.forEach(written::put);
                    });
        }
        if (!fields.menu().isEmpty()) {
            ArrayNode menu = node.putArray("dynamicMappingsInput");
            fields.menu().forEach(each -> write(menu.addObject(), each));
        }
    }

    private static void write(ObjectNode node, FieldChoice.DynamicMapping mapping) {
        node.put("mapToName", mapping.mapToName());
        ManifestJson.put(node, "mapToDisplayName", mapping.mapToDisplayName());
        ManifestJson.put(node, "prompt", mapping.prompt());
        ManifestJson.put(node, "fieldName", mapping.fieldName());
        if (mapping.values().isEmpty()) return;
        ArrayNode values = node.putArray("mappedValues");
        for (FieldChoice.MappedValue value : mapping.values()) {
            ObjectNode written = values.addObject().put("mappedValue", value.mappedValue());
            ManifestJson.put(written, "mappedDisplayValue", value.mappedDisplayValue());
        }
    }

    private static void writeFilters(ObjectNode node, List<Filter> filters) {
        if (filters.isEmpty()) return;
        ArrayNode array = node.putArray("fieldFilters");
        for (Filter filter : filters) {
            array.addObject()
                    .put("fieldName", filter.fieldName())
                    .put("operator", filter.operator().word())
                    .set("value", filter.value());
        }
    }

    private static void writeStorage(ObjectNode node, ReadChoice.StorageChoice storage) {
        ManifestJson.texts(node, "index", storage.index());
        if (storage.keepRaw() != null) node.put("keepRaw", storage.keepRaw());
        if (storage.deletions() != null) {
            ReadJson.writeDeletions(node.putObject("deletions"), storage.deletions());
        }
        if (storage.permissions() != null) {
            node.put("permissions", storage.permissions().word());
        }
        ManifestJson.put(node, "retain", storage.retain());
    }
}
