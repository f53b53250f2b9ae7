package dev.tenon.format;

import dev.tenon.format.InstallationConfig.SubscribeChoices;
import dev.tenon.format.InstallationConfig.WriteChoices;
import dev.tenon.format.ReadChoice.StorageChoice;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Lays an installation's config over a revision; the rules are told at [EffectiveConfig].
final class Merge {
    private final Integration revision;
    private final InstallationConfig config;
    private final Notes notes = new Notes("config", "");

    Merge(Integration revision, InstallationConfig config) {
        this.revision = revision;
        this.config = config;
    }

    EffectiveConfig run() {
        checkProvider();
        return new EffectiveConfig(
                revision.provider(),
                revision.module(),
                reads(),
                writes(),
                subscribes(),
                config.proxy() == null ? revision.proxies() : config.proxy() && revision.proxies(),
                notes.findings());
    }

    private void checkProvider() {
        String provider = config.provider();
        if (provider == null || provider.equals(revision.provider())) return;
        notes.warning(
                Place.of("provider"),
                "other-provider",
                "The config is for \"%s\", the integration is for \"%s\"."
                        .formatted(provider, revision.provider()),
                "Write \"%s\", or leave the provider out.".formatted(revision.provider()));
    }

    private Map<String, EffectiveRead> reads() {
        var merged = new LinkedHashMap<String, EffectiveRead>();
        InstallationConfig.ReadChoices choices = config.read();
        for (ReadObject object : revision.readObjects()) {
            ReadChoice choice =
                    choices == null
                            ? null
                            : choiceFor(
                                    choices.objects(), object.objectName(), object.mappedName());
            if (choice == null && choices != null && !object.always()) continue;
            merged.put(object.objectName(), read(object, choice, choices == null));
        }
        if (choices != null) {
            var known = new LinkedHashSet<String>();
            for (ReadObject object : revision.readObjects()) {
                known.add(object.objectName());
                known.add(object.mappedName());
            }
            reportUnknown("read", choices.objects().keySet(), known);
        }
        return merged;
    }

    /// Names are matched exactly, then by the product's name, then whatever their case.
    private static <C> @Nullable C choiceFor(Map<String, C> choices, String name, String mapped) {
        C exact = choices.get(name);
        if (exact == null) exact = choices.get(mapped);
        if (exact != null) return exact;
        for (Map.Entry<String, C> each : choices.entrySet()) {
            if (each.getKey().equalsIgnoreCase(name)) return each.getValue();
        }
        return null;
    }

    private EffectiveRead read(ReadObject object, @Nullable ReadChoice choice, boolean asItStands) {
        Rename rename = object.rename();
        return new EffectiveRead(
                object.objectName(),
                object.mappedName(),
                rename == null ? null : rename.mapToDisplayName(),
                timing(object, choice),
                delivery(object, choice),
                new FieldMerge(object, choice, asItStands, notes).run(),
                filters(choice),
                choice == null ? object.storage() : storage(object.storage(), choice.storage()));
    }

    private static EffectiveRead.Timing timing(ReadObject object, @Nullable ReadChoice choice) {
        if (choice == null) {
            return new EffectiveRead.Timing(object.schedule(), false, object.backfill());
        }
        String schedule = choice.schedule() == null ? object.schedule() : choice.schedule();
        Backfill period = choice.backfill() == null ? null : choice.backfill().period();
        return new EffectiveRead.Timing(
                schedule, choice.disabled(), period == null ? object.backfill() : period);
    }

    private static Delivery delivery(ReadObject object, @Nullable ReadChoice choice) {
        if (choice == null || choice.destination() == null) return object.delivery();
        return object.delivery().to(choice.destination());
    }

    private static EffectiveRead.Filters filters(@Nullable ReadChoice choice) {
        if (choice == null) return new EffectiveRead.Filters(List.of(), List.of());
        List<Filter> backfill = choice.backfill() == null ? List.of() : choice.backfill().filters();
        return new EffectiveRead.Filters(
                choice.filters(), backfill.isEmpty() ? choice.filters() : backfill);
    }

    private Storage storage(Storage manifest, StorageChoice choice) {
        var index = new LinkedHashSet<>(manifest.index());
        index.addAll(choice.index());
        if (index.size() > Storage.MAX_INDEX) {
            notes.warning(
                    Place.of("read.objects"),
                    "too-many-indexes",
                    "Manifest and config index %d fields together; %d can be."
                            .formatted(index.size(), Storage.MAX_INDEX),
                    "Take fields out of the config's index.");
        }
        return new Storage(
                index.stream().limit(Storage.MAX_INDEX).toList(),
                choice.keepRaw() == null ? manifest.keepRaw() : choice.keepRaw(),
                choice.deletions() == null ? manifest.deletions() : choice.deletions(),
                choice.permissions() == null ? manifest.permissions() : choice.permissions(),
                choice.retain() == null ? manifest.retain() : choice.retain());
    }

    private Map<String, EffectiveWrite> writes() {
        var merged = new LinkedHashMap<String, EffectiveWrite>();
        WriteChoices choices = config.write();
        var known = new LinkedHashSet<String>();
        for (WriteObject object : revision.writeObjects()) {
            ReadObject read = readOf(object.objectName());
            String name = read == null ? object.objectName() : read.objectName();
            String mapped = read == null ? object.objectName() : read.mappedName();
            known.add(name);
            known.add(mapped);
            WriteChoice choice =
                    choices == null ? null : choiceFor(choices.objects(), name, mapped);
            if (choice == null && choices != null) continue;
            merged.put(name, write(object, choice, name, mapped));
        }
        if (choices != null) reportUnknown("write", choices.objects().keySet(), known);
        return merged;
    }

    /// A write object may go by the product's name of a read object.
    private @Nullable ReadObject readOf(String name) {
        for (ReadObject each : revision.readObjects()) {
            if (each.objectName().equalsIgnoreCase(name)) return each;
        }
        for (ReadObject each : revision.readObjects()) {
            if (each.mappedName().equalsIgnoreCase(name)) return each;
        }
        return null;
    }

    private static EffectiveWrite write(
            WriteObject object, @Nullable WriteChoice choice, String name, String mapped) {
        Boolean inherit = choice == null ? null : choice.inheritMapping();
        boolean inherits = inherit == null ? object.inheritMapping() : inherit;
        var names = new LinkedHashSet<>(List.of(name, object.objectName()));
        if (inherits) names.add(mapped);
        return new EffectiveWrite(
                name,
                List.copyOf(names),
                inherits,
                choice != null && Boolean.TRUE.equals(choice.deletions()),
                object.externalIdField(),
                object.batch(),
                choice == null ? Map.of() : writeFields(choice));
    }

    /// The older form says only a value; a setting of the newer form wins over it.
    private static Map<String, WriteField> writeFields(WriteChoice choice) {
        var fields = new LinkedHashMap<String, WriteField>();
        choice.defaults()
                .forEach((field, written) -> {
                    JsonNode inner = written.isObject() ? written.get("value") : written;
                    fields.put(
                            field,
                            new WriteField(
                                    inner, WriteField.OnCreate.ALWAYS, WriteField.OnUpdate.ALWAYS));
                });
        fields.putAll(choice.fields());
        return fields;
    }

    private Map<String, SubscribeObject> subscribes() {
        var merged = new LinkedHashMap<String, SubscribeObject>();
        SubscribeChoices choices = config.subscribe();
        var known = new LinkedHashSet<String>();
        for (SubscribeObject object : revision.subscribeObjects()) {
            String name = object.objectName();
            known.add(name);
            SubscribeChoice choice =
                    choices == null ? null : choiceFor(choices.objects(), name, name);
            if (choice == null && choices != null) continue;
            merged.put(name, choice == null ? object : subscribe(object, choice));
        }
        if (choices != null) reportUnknown("subscribe", choices.objects().keySet(), known);
        return merged;
    }

    private static SubscribeObject subscribe(SubscribeObject object, SubscribeChoice choice) {
        SubscribeChoice.Events events = choice.events();
        boolean create = events.create() == null ? object.createEvent() : events.create();
        boolean delete = events.delete() == null ? object.deleteEvent() : events.delete();
        SubscribeObject.Watch watch =
                choice.updates() == null ? object.updates() : choice.updates();
        boolean update = events.update() == null || events.update();
        return new SubscribeObject(
                object.objectName(),
                choice.destination() == null ? object.destination() : choice.destination(),
                object.inheritFieldsAndMapping() || choice.inheritFieldsAndMappings(),
                create,
                delete,
                update ? watch : null,
                object.associations(),
                choice.otherEvents().isEmpty() ? object.otherEvents() : choice.otherEvents());
    }

    private void reportUnknown(String section, Set<String> given, Set<String> known) {
        for (String name : given) {
            if (known.stream().anyMatch(name::equalsIgnoreCase)) continue;
            notes.warning(
                    Place.of(section + ".objects." + name),
                    "unknown-object",
                    "The integration has no object \"%s\" to %s.".formatted(name, section),
                    Nearest.advice(name, known, "Remove it, or add it to the manifest."));
        }
    }
}
