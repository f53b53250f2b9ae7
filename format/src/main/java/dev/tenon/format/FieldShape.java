package dev.tenon.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the fields of an object.
final class FieldShape {
    private static final Pattern PATH = Pattern.compile("\\$(\\['[^'\\]]+'])+");

    private final Notes notes;
    private final Map<String, ReadField> seen = new HashMap<>();

    FieldShape(Notes notes) {
        this.notes = notes;
    }

    FieldSelection read(Fields object) {
        List<ReadField> required = fields(object, "requiredFields");
        List<ReadField> optional = fields(object, "optionalFields");
        boolean all = "all".equals(object.word("optionalFieldsAuto", Map.of("all", "all")));
        boolean named = object.has("requiredFields") || object.has("optionalFields");
        if (!named && !object.has("optionalFieldsAuto") && !object.isBroken()) {
            notes.warning(
                    object.place(),
                    "no-fields",
                    "The object names no fields, so nothing but ids is read.",
                    "Add requiredFields, optionalFields or \"optionalFieldsAuto: all\".");
        }
        return new FieldSelection(required, optional, all);
    }

    private List<ReadField> fields(Fields object, String key) {
        var fields = new ArrayList<ReadField>();
        for (Written item : object.list(key)) {
            ReadField field = field(Fields.of(item, notes));
            if (field != null) fields.add(field);
        }
        return fields;
    }

    private @Nullable ReadField field(Fields fields) {
        String fieldName = path(fields, "fieldName");
        String mapToName = path(fields, "mapToName");
        String displayName = fields.text("mapToDisplayName");
        String prompt = fields.text("prompt");
        String suggestion = fields.text("default");
        fields.done();
        ReadField field = null;
        if (fieldName != null) {
            warnIgnored(fields, "prompt");
            warnIgnored(fields, "default");
            field = new ReadField.Named(fieldName, mapToName, displayName);
        } else if (mapToName != null) {
            field = new ReadField.Chosen(mapToName, displayName, prompt, suggestion);
        } else if (!fields.has("fieldName") && !fields.has("mapToName")) {
            fields.missing("fieldName", "fieldName: email");
        }
        if (field != null) noteDuplicate(fields, field);
        return field;
    }

    private @Nullable String path(Fields fields, String key) {
        String name = fields.text(key);
        if (name != null && name.startsWith("$") && !PATH.matcher(name).matches()) {
            notes.error(
                    fields.placeOf(key),
                    "bad-path",
                    "\"%s\" is not a path into a field.".formatted(name),
                    "Write each step in brackets and single quotes, such as"
                            + " $['address']['city'].");
        }
        return name;
    }

    private void warnIgnored(Fields fields, String key) {
        if (!fields.has(key)) return;
        notes.warning(
                fields.placeOf(key),
                "ignored-key",
                "\"%s\" has no effect on a field that has a \"fieldName\".".formatted(key),
                "Remove it, or remove fieldName to let the customer choose.");
    }

    /// The same field twice is harmless; two fields under one name of the product's are not.
    private void noteDuplicate(Fields fields, ReadField field) {
        String name = field.productName();
        ReadField before = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), field);
        if (before == null) return;
        String key = fields.has("mapToName") ? "mapToName" : "fieldName";
        String what = "There is already a field named \"%s\" in this object.".formatted(name);
        String fix = "Remove one of them, or give it another mapToName.";
        if (before.equals(field)) notes.warning(fields.placeOf(key), "repeated-field", what, fix);
        else notes.error(fields.placeOf(key), "duplicate-field", what, fix);
    }
}
