package dev.tenon.format;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads `watchSchema`.
final class WatchSchemaShape {
    private static final Duration SHORTEST = Duration.ofHours(1);

    private final Notes notes;

    WatchSchemaShape(Notes notes) {
        this.notes = notes;
    }

    @Nullable WatchSchema read(@Nullable Fields fields) {
        if (fields == null) return null;
        String destination = fields.requiredText("destination", "destination: changes");
        String schedule = fields.schedule("schedule");
        if (schedule != null) checkGap(schedule, fields);
        Fields all =
                fields.requiredObject(
                        "allObjects", "allObjects: {fieldCreated: {enabled: always}}");
        fields.done();
        if (all == null) return new WatchSchema(destination, false, false, false, schedule);
        var watch =
                new WatchSchema(
                        destination,
                        event(all, "fieldCreated"),
                        event(all, "fieldDeleted"),
                        event(all, "fieldChanged"),
                        schedule);
        all.done();
        if (all.isBroken()) return watch;
        if (!all.has("fieldCreated") && !all.has("fieldDeleted") && !all.has("fieldChanged")) {
            notes.error(
                    all.place(),
                    "no-events",
                    "No change of a schema is watched for.",
                    "Add fieldCreated, fieldDeleted or fieldChanged with {enabled: always}.");
        }
        return watch;
    }

    private boolean event(Fields all, String key) {
        Fields event = all.object(key);
        if (event == null) return false;
        event.word("enabled", Map.of("always", true));
        if (!event.has("enabled")) event.missing("enabled", "enabled: always");
        event.done();
        return true;
    }

    private void checkGap(String schedule, Fields fields) {
        try {
            if (Schedule.parse(schedule).shortestGap().compareTo(SHORTEST) >= 0) return;
            notes.error(
                    fields.placeOf("schedule"),
                    "bad-schedule",
                    "Schemas cannot be watched more often than once an hour.",
                    "Write a schedule such as \"0 * * * *\".");
        } catch (Schedule.Malformed malformed) {
            throw new IllegalStateException("checked before", malformed);
        }
    }
}
