package dev.tenon.format;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes a read object with the manifest's keys.
final class ReadJson {
    private ReadJson() {}

    static ObjectNode write(ReadObject object) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("objectName", object.objectName());
        Rename rename = object.rename();
        if (rename != null) {
            node.put("mapToName", rename.mapToName());
            ManifestJson.put(node, "mapToDisplayName", rename.mapToDisplayName());
        }
        ManifestJson.put(node, "destination", object.delivery().destination());
        ManifestJson.put(node, "schedule", object.schedule());
        if (object.always()) node.put("enabled", "always");
        writeFields(node, "requiredFields", object.fields().required());
        writeFields(node, "optionalFields", object.fields().optional());
        if (object.fields().allOptional()) node.put("optionalFieldsAuto", "all");
        if (!(object.backfill() instanceof Backfill.None)) {
            writePeriod(node.putObject("backfill"), object.backfill());
        }
        writeDelivery(node, object.delivery());
        writeStorage(node, object.storage());
        return node;
    }

    private static void writeFields(ObjectNode node, String key, List<ReadField> fields) {
        if (fields.isEmpty()) return;
        ArrayNode array = node.putArray(key);
        fields.forEach(each -> write(array.addObject(), each));
    }

    private static void write(ObjectNode node, ReadField field) {
        switch (field) {
            case ReadField.Named named -> {
                node.put("fieldName", named.fieldName());
                ManifestJson.put(node, "mapToName", named.mapToName());
                ManifestJson.put(node, "mapToDisplayName", named.mapToDisplayName());
            }
            case ReadField.Chosen chosen -> {
                node.put("mapToName", chosen.mapToName());
                ManifestJson.put(node, "mapToDisplayName", chosen.mapToDisplayName());
                ManifestJson.put(node, "prompt", chosen.prompt());
                ManifestJson.put(node, "default", chosen.suggestion());
            }
        }
    }

    static void writePeriod(ObjectNode backfill, Backfill period) {
        ObjectNode node = backfill.putObject("defaultPeriod");
        switch (period) {
            case Backfill.None() -> node.put("days", 0);
            case Backfill.Days(int days) -> node.put("days", days);
            case Backfill.FullHistory() -> node.put("fullHistory", true);
        }
    }

    private static void writeDelivery(ObjectNode node, Delivery delivery) {
        if (delivery.mode() == Delivery.Mode.AUTO) return;
        ObjectNode written = node.putObject("delivery").put("mode", delivery.mode().word());
        Integer pageSize = delivery.pageSize();
        if (pageSize != null) written.put("pageSize", pageSize);
    }

    private static void writeStorage(ObjectNode node, Storage storage) {
        ManifestJson.texts(node, "index", storage.index());
        if (storage.keepRaw()) node.put("keepRaw", true);
        if (!storage.deletions().equals(Deletions.DEFAULT)) {
            writeDeletions(node.putObject("deletions"), storage.deletions());
        }
        if (storage.permissions() != Storage.Permissions.NONE) {
            node.put("permissions", storage.permissions().word());
        }
        ManifestJson.put(node, "retain", storage.retain());
    }

    static void writeDeletions(ObjectNode node, Deletions deletions) {
        node.put("mode", deletions.mode().word());
        ManifestJson.put(node, "sweep", deletions.sweep());
        node.put("holdAbove", deletions.holdAbove() + "%");
    }
}
