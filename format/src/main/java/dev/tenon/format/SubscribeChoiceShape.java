package dev.tenon.format;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what was chosen for one object to hear of. The fields to watch may stand in the update
/// event, as in a manifest, or beside it.
final class SubscribeChoiceShape {
    private final Notes notes;

    SubscribeChoiceShape(Notes notes) {
        this.notes = notes;
    }

    SubscribeChoice read(String name, Fields fields) {
        String objectName = fields.text("objectName");
        String destination = fields.text("destination");
        boolean inherits = fields.flag("inheritFieldsAndMappings", false);
        SubscribeObject.Watch beside = watch(fields);
        Fields update = fields.object("updateEvent");
        SubscribeObject.Watch within = update == null ? null : watch(update);
        var events =
                new SubscribeChoice.Events(
                        enabled(fields.object("createEvent")),
                        enabled(update),
                        enabled(fields.object("deleteEvent")));
        if (beside != null && within != null && !beside.equals(within)) {
            notes.error(
                    fields.place(),
                    "bad-watch",
                    "The fields to watch are given twice, and differ.",
                    "Give them in updateEvent only.");
        }
        return new SubscribeChoice(
                objectName == null ? name : objectName,
                destination,
                inherits,
                events,
                within == null ? beside : within,
                fields.texts("otherEvents").stream().map(Written.Text::text).toList(),
                optimizeQuota(fields.object("providerOptions")));
    }

    private SubscribeObject.@Nullable Watch watch(Fields fields) {
        SubscribeObject.Watch auto =
                fields.word(
                        "watchFieldsAuto",
                        Map.of(
                                "all", new SubscribeObject.Watch.All(),
                                "selected", new SubscribeObject.Watch.Selected()));
        List<String> names =
                fields.texts("requiredWatchFields").stream().map(Written.Text::text).toList();
        if (auto != null || names.isEmpty()) return auto;
        return new SubscribeObject.Watch.Fields(names);
    }

    private static @Nullable Boolean enabled(@Nullable Fields event) {
        if (event == null) return null;
        Boolean enabled = event.word("enabled", Map.of("always", true, "never", false));
        event.done();
        return enabled;
    }

    private static boolean optimizeQuota(@Nullable Fields options) {
        Fields quota = options == null ? null : options.object("quotaOptimization");
        boolean enabled = quota != null && quota.flag("enabled", false);
        if (quota != null) quota.done();
        if (options != null) options.done();
        return enabled;
    }
}
