package dev.tenon.server.write;

import dev.tenon.format.WriteField;
import dev.tenon.server.json.Json;
import dev.tenon.server.write.WriteBody.Entry;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Reference;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes of each record of a request what will be sent: names and values backwards, the
/// installation's settings of single fields, references to other records, and every value checked
/// against the discovered schema. For use by one thread.
final class RecordCheck {
    private final ObjectSchema schema;
    private final ReverseMapping names;
    private final Map<String, WriteField> settings;
    private final ReferenceCheck references;
    private final Way way;

    /// @param settings what happens to single fields
    RecordCheck(
            ObjectSchema schema,
            ReverseMapping names,
            Map<String, WriteField> settings,
            ReferenceCheck references,
            Way way) {
        this.schema = schema;
        this.names = names;
        this.settings = settings;
        this.references = references;
        this.way = way;
    }

    /// @param where the record's place in the request
    PreparedRecord prepare(Entry entry, String where) {
        var found = new Findings(where);
        Map<String, JsonNode> named = names.apply(entry.fields(), found);
        var rules = new FieldSettings(settings, names, way.kind(), way.keyField());
        rules.apply(named, found);
        var parents = new LinkedHashMap<String, Reference>();
        ObjectNode fields = checked(named, parents, found);
        if (way.kind() == Writer.Operation.CREATE) requireAll(named, found);
        String keyValue = keyValue(fields);
        if (way.kind() == Writer.Operation.UPSERT && keyValue == null) missingKey(named, found);
        String text = Json.text(fields);
        way.check(entry, fields, text, found);
        Extras extras = rules.conditions().with(parents, entry.associations());
        return new PreparedRecord(
                entry.id(),
                keyValue == null ? null : way.keyField(),
                orderKey(entry.id(), keyValue),
                text,
                extras,
                found.problems(),
                found.warnings());
    }

    private ObjectNode checked(
            Map<String, JsonNode> named, Map<String, Reference> parents, Findings found) {
        var check = new FieldCheck(way.kind(), found);
        ObjectNode fields = Json.object();
        named.forEach((name, value) -> {
            FieldInfo field = names.nativeField(name).orElseThrow();
            if (!check.mayHave(field)) return;
            if (field.type() == FieldType.REFERENCE && value instanceof ObjectNode given) {
                references
                        .check(field, given, found)
                        .ifPresent(parent -> parents.put(field.name(), parent));
                return;
            }
            check.check(field, value).ifPresent(sent -> fields.set(field.name(), sent));
        });
        return fields;
    }

    private void requireAll(Map<String, JsonNode> named, Findings found) {
        for (FieldInfo field : schema.fields()) {
            if (!field.is(Trait.REQUIRED) || named.containsKey(field.name())) continue;
            if (field.is(Trait.READ_ONLY)) continue;
            found.problem(
                    "write.required-field",
                    "A new " + schema.object().name() + " needs the field " + field.name() + ".",
                    field.name(),
                    "Give it a value.");
        }
    }

    private void missingKey(Map<String, JsonNode> named, Findings found) {
        String key = String.valueOf(way.keyField());
        if (named.containsKey(key) && !named.get(key).isNull()) return;
        found.problem(
                "write.missing-key",
                "The record has no value for its key " + key + ".",
                key,
                "Send the value by which the record is found.");
    }

    private @Nullable String keyValue(ObjectNode fields) {
        String keyField = way.keyField();
        if (keyField == null) return null;
        boolean isById =
                way.kind() == Writer.Operation.UPDATE || way.kind() == Writer.Operation.DELETE;
        return isById ? null : KeyValue.of(fields, keyField);
    }

    /// Many providers take a key in any case; two that differ in nothing else follow one another
    /// where they need not, which does no harm.
    private @Nullable String orderKey(@Nullable String id, @Nullable String keyValue) {
        if (id != null) return "id=" + id;
        String key = keyValue == null ? null : keyValue.toLowerCase(Locale.ROOT);
        return key == null ? null : way.keyField() + "=" + key;
    }
}
