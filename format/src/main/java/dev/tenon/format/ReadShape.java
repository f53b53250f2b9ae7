package dev.tenon.format;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one object of `read.objects`.
final class ReadShape {
    private final Notes notes;

    ReadShape(Notes notes) {
        this.notes = notes;
    }

    ReadObject read(Fields fields) {
        String objectName = fields.requiredText("objectName", "objectName: contact");
        Rename rename = rename(fields);
        String destination = fields.text("destination");
        String schedule = fields.schedule("schedule");
        boolean always = "always".equals(fields.word("enabled", Map.of("always", "always")));
        FieldSelection selection = new FieldShape(notes).read(fields);
        Backfill backfill = BackfillShape.read(fields.object("backfill"), notes);
        Delivery delivery = delivery(fields, destination);
        Storage storage = new StorageShape(notes).read(fields);
        fields.done();
        var object =
                new ReadObject(
                        objectName,
                        rename,
                        schedule,
                        always,
                        selection,
                        backfill == null ? new Backfill.None() : backfill,
                        delivery,
                        storage);
        if (always) checkAlways(object, fields);
        new IndexRule(notes).check(object, fields);
        return object;
    }

    private @Nullable Rename rename(Fields fields) {
        String name = fields.text("mapToName");
        String displayName = fields.text("mapToDisplayName");
        if (name != null) return new Rename(name, displayName);
        if (displayName != null) {
            notes.warning(
                    fields.placeOf("mapToDisplayName"),
                    "ignored-key",
                    "\"mapToDisplayName\" has no effect without \"mapToName\".",
                    "Add mapToName, or remove it.");
        }
        return null;
    }

    /// What is read for everybody cannot wait for anybody's choice.
    private void checkAlways(ReadObject object, Fields fields) {
        Place place = fields.placeOf("enabled");
        if (object.fields().required().isEmpty()) {
            badAlways(place, "has no required fields", "Add requiredFields");
        }
        if (!fields.has("schedule")) badAlways(place, "has no schedule", "Add a schedule");
        boolean asks = object.fields().all().stream().anyMatch(ReadField.Chosen.class::isInstance);
        if (asks) badAlways(place, "asks customers to choose fields", "Name the fields yourself");
    }

    private void badAlways(Place place, String because, String fix) {
        notes.error(
                place,
                "bad-always",
                "The object cannot be enabled for everybody: it %s.".formatted(because),
                fix + ", or remove \"enabled: always\".");
    }

    private Delivery delivery(Fields object, @Nullable String destination) {
        Fields fields = object.object("delivery");
        if (fields == null) return Delivery.STORE_ONLY.to(destination);
        Delivery.Mode mode =
                fields.word(
                        "mode",
                        Map.of("auto", Delivery.Mode.AUTO, "onRequest", Delivery.Mode.ON_REQUEST));
        Long pageSize = fields.number("pageSize", Delivery.MIN_PAGE, Delivery.MAX_PAGE);
        fields.done();
        if (mode == Delivery.Mode.ON_REQUEST) {
            if (!fields.has("pageSize")) fields.missing("pageSize", "pageSize: 100");
            int size = pageSize == null ? Delivery.MIN_PAGE : pageSize.intValue();
            return new Delivery(destination, mode, size);
        }
        if (fields.has("pageSize")) {
            notes.error(
                    fields.placeOf("pageSize"),
                    "page-size-without-request",
                    "\"pageSize\" can only stand with \"mode: onRequest\".",
                    "Remove it, or write mode: onRequest.");
        }
        return Delivery.STORE_ONLY.to(destination);
    }
}
