package dev.tenon.server.write;

import dev.tenon.format.WriteField;
import dev.tenon.server.json.Json;
import dev.tenon.server.write.WriteBody.Entry;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.Writer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes of each record of a request what will be sent: names and values backwards, the
/// installation's settings of single fields, and every value checked against the discovered schema.
/// Safe for use by many threads.
final class RecordCheck {
    private final ObjectSchema schema;
    private final ReverseMapping names;
    private final Map<String, WriteField> settings;
    private final Writer.Operation kind;
    private final @Nullable String keyField;

    /// @param settings what happens to single fields
    /// @param keyField the provider's name of the field that identifies records; null for none
    RecordCheck(
            ObjectSchema schema,
            ReverseMapping names,
            Map<String, WriteField> settings,
            Writer.Operation kind,
            @Nullable String keyField) {
        this.schema = schema;
        this.names = names;
        this.settings = settings;
        this.kind = kind;
        this.keyField = keyField;
    }

    /// @param where the record's place in the request
    PreparedRecord prepare(Entry entry, String where) {
        var found = new Findings(where);
        if (entry.hasAssociations()) {
            found.warning(
                    "write.associations-left-out",
                    "Associations are not written.",
                    "associations",
                    "Write them as fields, where the provider has reference fields.");
        }
        Map<String, JsonNode> named = names.apply(entry.fields(), found);
        if (kind != Writer.Operation.DELETE) applySettings(named, found);
        ObjectNode fields = checked(named, found);
        if (kind == Writer.Operation.CREATE) requireAll(named, found);
        String keyValue = keyValue(fields);
        if (kind == Writer.Operation.UPSERT && keyValue == null) missingKey(named, found);
        return new PreparedRecord(
                entry.id(),
                keyValue == null ? null : keyField,
                orderKey(entry.id(), keyValue),
                fields,
                found.problems(),
                found.warnings());
    }

    private void applySettings(Map<String, JsonNode> named, Findings found) {
        settings.forEach((name, setting) -> {
            Optional<FieldInfo> field = names.field(name);
            if (field.isEmpty() || field.get().name().equals(keyField)) return;
            String theirs = field.get().name();
            JsonNode value = setting.value();
            String reason = reasonToLeaveOut(setting);
            if (reason.isEmpty()) {
                if (value != null) named.putIfAbsent(theirs, value);
                return;
            }
            boolean wasGiven = named.remove(theirs) != null;
            boolean isDue = value != null && setting.onUpdate() == WriteField.OnUpdate.IF_EMPTY;
            if (wasGiven || isDue) warnLeftOut(name, theirs, reason, found);
        });
    }

    private static void warnLeftOut(String name, String theirs, String reason, Findings found) {
        found.warning(
                "write.field-left-out",
                "The field " + theirs + " is left out: it is written " + reason + ".",
                name,
                "Change the field's setting in the installation if it should be written.");
    }

    /// Empty when a field is sent with a write of this kind. What a provider's field holds now is
    /// not looked up, so a field that is written into empty fields only is left out.
    private String reasonToLeaveOut(WriteField setting) {
        boolean creates = kind == Writer.Operation.CREATE || kind == Writer.Operation.UPSERT;
        if (creates && setting.onCreate() == WriteField.OnCreate.NEVER) return "never on create";
        if (kind == Writer.Operation.CREATE) return "";
        return switch (setting.onUpdate()) {
            case ALWAYS -> "";
            case NEVER -> "never on update";
            case IF_EMPTY -> "only when the provider's is empty, which is not looked up";
        };
    }

    private ObjectNode checked(Map<String, JsonNode> named, Findings found) {
        var check = new FieldCheck(kind, found);
        ObjectNode fields = Json.object();
        named.forEach((name, value) -> {
            FieldInfo field = names.nativeField(name).orElseThrow();
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
        String key = String.valueOf(keyField);
        if (named.containsKey(key) && !named.get(key).isNull()) return;
        found.problem(
                "write.missing-key",
                "The record has no value for its key " + key + ".",
                key,
                "Send the value by which the record is found.");
    }

    private @Nullable String keyValue(ObjectNode fields) {
        if (keyField == null) return null;
        boolean isUpdate = kind == Writer.Operation.UPDATE || kind == Writer.Operation.DELETE;
        return isUpdate ? null : KeyValue.of(fields, keyField);
    }

    private @Nullable String orderKey(@Nullable String id, @Nullable String keyValue) {
        if (id != null) return "id=" + id;
        return keyValue == null ? null : keyField + "=" + keyValue;
    }
}
