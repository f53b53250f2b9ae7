package dev.tenon.format;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one object of `subscribe.objects`.
final class SubscribeShape {
    private final Notes notes;
    private final @Nullable Read read;

    SubscribeShape(Notes notes, @Nullable Read read) {
        this.notes = notes;
        this.read = read;
    }

    SubscribeObject read(Fields fields) {
        String objectName = fields.requiredText("objectName", "objectName: contact");
        String destination = fields.requiredText("destination", "destination: changes");
        boolean inherits = fields.flag("inheritFieldsAndMapping", false);
        boolean creates = plain(fields.object("createEvent"));
        SubscribeObject.Watch updates = updates(fields, objectName);
        boolean deletes = plain(fields.object("deleteEvent"));
        SubscribeObject.AssociationChange associations = associations(fields);
        List<String> others = fields.texts("otherEvents").stream().map(Written.Text::text).toList();
        fields.done();
        var object =
                new SubscribeObject(
                        objectName,
                        destination,
                        inherits,
                        creates,
                        deletes,
                        updates,
                        associations,
                        others);
        checkEvents(object, fields);
        return object;
    }

    private void checkEvents(SubscribeObject object, Fields fields) {
        boolean standard =
                fields.has("createEvent")
                        || fields.has("updateEvent")
                        || fields.has("deleteEvent")
                        || fields.has("associationChangeEvent");
        if (!standard && object.otherEvents().isEmpty() && !fields.isBroken()) {
            notes.error(
                    fields.place(),
                    "no-events",
                    "No event of \"%s\" is subscribed to.".formatted(object.objectName()),
                    "Add createEvent, updateEvent, deleteEvent, associationChangeEvent or"
                            + " otherEvents.");
        }
        if (!standard) return;
        if (!object.inheritFieldsAndMapping()) {
            notes.error(
                    fields.placeOf("inheritFieldsAndMapping"),
                    "must-inherit",
                    "The events need the fields of the read object.",
                    "Write inheritFieldsAndMapping: true.");
        }
        if (readObject(object.objectName()) == null && !object.objectName().isEmpty()) {
            notes.error(
                    fields.placeOf("objectName"),
                    "no-read-object",
                    "\"%s\" is not among the read objects.".formatted(object.objectName()),
                    Nearest.advice(object.objectName(), readNames(), "Add it to read.objects."));
        }
    }

    private @Nullable ReadObject readObject(String name) {
        if (read == null) return null;
        return read.objects().stream()
                .filter(each -> each.objectName().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    private List<String> readNames() {
        if (read == null) return List.of();
        return read.objects().stream().map(ReadObject::objectName).toList();
    }

    /// The event's keys when it is there; `enabled: always` is the only way to write one.
    private @Nullable Fields always(@Nullable Fields event) {
        if (event == null) return null;
        event.word("enabled", Map.of("always", true));
        if (!event.has("enabled")) event.missing("enabled", "enabled: always");
        return event;
    }

    /// An event with no other key.
    private boolean plain(@Nullable Fields event) {
        Fields fields = always(event);
        if (fields == null) return false;
        fields.done();
        return true;
    }

    private SubscribeObject.@Nullable Watch updates(Fields fields, String objectName) {
        Fields event = always(fields.object("updateEvent"));
        if (event == null) return null;
        SubscribeObject.Watch auto =
                event.word(
                        "watchFieldsAuto",
                        Map.of(
                                "all", new SubscribeObject.Watch.All(),
                                "selected", new SubscribeObject.Watch.Selected()));
        List<Written.Text> names = event.texts("requiredWatchFields");
        event.done();
        boolean one = event.has("watchFieldsAuto") != event.has("requiredWatchFields");
        if (!one && !event.isBroken()) {
            notes.error(
                    event.place(),
                    "bad-watch",
                    "An update event needs either \"watchFieldsAuto\" or \"requiredWatchFields\".",
                    "Write watchFieldsAuto: all, or list the fields to watch.");
        }
        ReadObject object = readObject(objectName);
        names.forEach(name -> checkWatched(name, object));
        if (auto != null) return auto;
        return new SubscribeObject.Watch.Fields(names.stream().map(Written.Text::text).toList());
    }

    private void checkWatched(Written.Text name, @Nullable ReadObject object) {
        if (name.text().startsWith("$")) {
            notes.error(
                    name.place(),
                    "bad-path",
                    "A part of a field, \"%s\", cannot be watched.".formatted(name.text()),
                    "Write the whole field's name.");
            return;
        }
        if (object == null || object.fields().allOptional()) return;
        Set<String> known = IndexRule.names(object.fields());
        if (known.contains(name.text())) return;
        notes.warning(
                name.place(),
                "unknown-field",
                "The read object names no field \"%s\" to watch.".formatted(name.text()),
                Nearest.advice(name.text(), known, "Add it to the read object's fields."));
    }

    private SubscribeObject.@Nullable AssociationChange associations(Fields fields) {
        Fields event = always(fields.object("associationChangeEvent"));
        if (event == null) return null;
        boolean full = event.flag("includeFullRecords", false);
        event.done();
        return new SubscribeObject.AssociationChange(full);
    }
}
