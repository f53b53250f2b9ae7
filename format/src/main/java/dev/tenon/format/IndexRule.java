package dev.tenon.format;

import java.util.LinkedHashSet;
import java.util.Set;

/// Warns of an index on a field that the object does not name.
final class IndexRule {
    private final Notes notes;

    IndexRule(Notes notes) {
        this.notes = notes;
    }

    void check(ReadObject object, Fields fields) {
        if (object.fields().allOptional()) return;
        if (!(fields.any("index") instanceof Written.Row row)) return;
        Set<String> known = names(object.fields());
        for (Written item : row.items()) {
            if (!(item instanceof Written.Text name) || known.contains(name.text())) continue;
            notes.warning(
                    name.place(),
                    "unknown-field",
                    "The object names no field \"%s\" to index.".formatted(name.text()),
                    Nearest.advice(name.text(), known, "Add it to requiredFields."));
        }
    }

    /// The provider's and the product's names of the fields.
    static Set<String> names(FieldSelection fields) {
        var names = new LinkedHashSet<String>();
        for (ReadField field : fields.all()) {
            names.add(field.productName());
            if (field instanceof ReadField.Named named) names.add(named.fieldName());
        }
        return names;
    }
}
