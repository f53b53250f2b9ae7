package dev.tenon.format;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The fields of one object for one installation, from what the manifest offers and what the
/// customer chose.
final class FieldMerge {
    private final ReadObject object;
    private final FieldChoice choice;
    private final boolean asItStands;
    private final Notes notes;
    private final SortedSet<String> names = new TreeSet<>();
    private final SortedSet<String> required = new TreeSet<>();
    private final Map<String, String> mappings = new LinkedHashMap<>();
    private final Set<String> offered = new LinkedHashSet<>();

    /// @param asItStands nobody was asked, so everything the manifest offers is taken
    FieldMerge(ReadObject object, @Nullable ReadChoice choice, boolean asItStands, Notes notes) {
        this.object = object;
        this.choice = choice == null ? FieldChoice.NONE : choice.fields();
        this.asItStands = asItStands;
        this.notes = notes;
    }

    EffectiveFields run() {
        FieldSelection fields = object.fields();
        fields.required().forEach(field -> add(field, true));
        fields.optional().forEach(field -> add(field, false));
        choice.menu().forEach(this::addFromMenu);
        addSelected();
        reportUnknownMappings();
        var values = new LinkedHashMap<String, Map<String, String>>();
        choice.valueMappings()
                .forEach((field, map) -> values.put(mappings.getOrDefault(field, field), map));
        boolean all = fields.allOptional() && (asItStands || choice.all());
        return new EffectiveFields(all, names, required, mappings, values);
    }

    private void add(ReadField field, boolean isRequired) {
        offered.add(field.productName());
        String nativeName =
                switch (field) {
                    case ReadField.Named named -> named(named, isRequired);
                    case ReadField.Chosen chosen -> chosen(chosen, isRequired);
                };
        if (nativeName == null) return;
        names.add(nativeName);
        if (isRequired) required.add(nativeName);
        if (!field.productName().equals(nativeName)) mappings.put(field.productName(), nativeName);
    }

    private @Nullable String named(ReadField.Named field, boolean isRequired) {
        offered.add(field.fieldName());
        if (isRequired || asItStands || choice.all()) return field.fieldName();
        boolean selected =
                choice.selected().getOrDefault(field.fieldName(), false)
                        || choice.selected().getOrDefault(field.productName(), false);
        return selected ? field.fieldName() : null;
    }

    private @Nullable String chosen(ReadField.Chosen field, boolean isRequired) {
        String nativeName = choice.mappings().get(field.mapToName());
        if (nativeName != null && !nativeName.isEmpty()) return nativeName;
        if (field.suggestion() != null && (isRequired || asItStands)) return field.suggestion();
        if (isRequired) reportUnmapped(field);
        return null;
    }

    private void reportUnmapped(ReadField.Chosen field) {
        notes.error(
                placeOf("selectedFieldMappings." + field.mapToName()),
                "unmapped-field",
                "Object \"%s\" needs a field for \"%s\", and none is chosen."
                        .formatted(object.objectName(), field.mapToName()),
                "Choose one of the customer's fields: selectedFieldMappings: {\"%s\": \"…\"}."
                        .formatted(field.mapToName()));
    }

    private void addFromMenu(FieldChoice.DynamicMapping item) {
        offered.add(item.mapToName());
        String nativeName = choice.mappings().getOrDefault(item.mapToName(), item.fieldName());
        if (nativeName == null || nativeName.isEmpty()) return;
        names.add(nativeName);
        if (!item.mapToName().equals(nativeName)) mappings.put(item.mapToName(), nativeName);
    }

    private void addSelected() {
        choice.selected()
                .forEach((name, selected) -> {
                    if (!selected || offered.contains(name)) return;
                    if (object.fields().allOptional()) names.add(name);
                    else reportUnknownField(name);
                });
    }

    private void reportUnknownField(String name) {
        notes.warning(
                placeOf("selectedFields." + name),
                "unknown-field",
                "Object \"%s\" does not offer the field \"%s\"."
                        .formatted(object.objectName(), name),
                Nearest.advice(
                        name, offered, "Add it to the manifest, or set optionalFieldsAuto: all."));
    }

    private void reportUnknownMappings() {
        for (String name : choice.mappings().keySet()) {
            if (offered.contains(name)) continue;
            notes.warning(
                    placeOf("selectedFieldMappings." + name),
                    "unknown-mapping",
                    "Object \"%s\" has no mapped field \"%s\"; the choice has no effect."
                            .formatted(object.objectName(), name),
                    Nearest.advice(name, offered, "Add a field with this mapToName."));
        }
    }

    private Place placeOf(String rest) {
        return Place.of("read.objects." + object.objectName() + "." + rest);
    }
}
