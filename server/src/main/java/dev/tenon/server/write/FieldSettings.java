package dev.tenon.server.write;

import dev.tenon.format.WriteField;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.Writer.Operation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Applies an installation's settings of single fields to one record: fills in defaults, leaves out
/// what is never sent, and notes what can be decided only when the record is about to be sent. For
/// use by one thread.
final class FieldSettings {
    private final Map<String, WriteField> settings;
    private final ReverseMapping names;
    private final Operation kind;
    private final @Nullable String keyField;
    private final Set<String> ifEmpty = new LinkedHashSet<>();
    private final Set<String> notOnCreate = new LinkedHashSet<>();
    private final Set<String> notOnUpdate = new LinkedHashSet<>();

    /// @param keyField which is always sent; null for none
    FieldSettings(
            Map<String, WriteField> settings,
            ReverseMapping names,
            Operation kind,
            @Nullable String keyField) {
        this.settings = settings;
        this.names = names;
        this.kind = kind;
        this.keyField = keyField;
    }

    /// @param named the record's values by the provider's names, which are changed
    void apply(Map<String, JsonNode> named, Findings found) {
        if (kind == Operation.DELETE) return;
        settings.forEach((name, setting) -> {
            Optional<FieldInfo> field = names.field(name);
            if (field.isEmpty() || field.get().name().equals(keyField)) return;
            apply(name, field.get().name(), setting, named, found);
        });
    }

    private void apply(
            String name,
            String theirs,
            WriteField setting,
            Map<String, JsonNode> named,
            Findings found) {
        boolean onCreate = setting.onCreate() == WriteField.OnCreate.ALWAYS;
        boolean onUpdate = setting.onUpdate() != WriteField.OnUpdate.NEVER;
        boolean isSent =
                switch (kind) {
                    case CREATE -> onCreate;
                    case UPDATE -> onUpdate;
                    case UPSERT -> onCreate || onUpdate;
                    case DELETE -> true;
                };
        if (!isSent) {
            if (named.remove(theirs) != null) warn(name, theirs, found);
            return;
        }
        JsonNode value = setting.value();
        if (value != null) named.putIfAbsent(theirs, value);
        if (!named.containsKey(theirs)) return;
        if (kind == Operation.UPSERT && !onCreate) notOnCreate.add(theirs);
        if (kind == Operation.UPSERT && !onUpdate) notOnUpdate.add(theirs);
        boolean updates = kind == Operation.UPDATE || kind == Operation.UPSERT;
        boolean isIfEmpty = setting.onUpdate() == WriteField.OnUpdate.IF_EMPTY;
        if (updates && isIfEmpty) ifEmpty.add(theirs);
    }

    private void warn(String name, String theirs, Findings found) {
        String never =
                switch (kind) {
                    case CREATE -> "never on create";
                    case UPDATE -> "never on update";
                    case UPSERT, DELETE -> "never";
                };
        found.warning(
                "write.field-left-out",
                "The field " + theirs + " is left out: it is written " + never + ".",
                name,
                "Change the field's setting in the installation if it should be written.");
    }

    /// What hangs on what the provider has, of the record that was last seen.
    Extras conditions() {
        return new Extras(Map.of(), ifEmpty, notOnCreate, notOnUpdate, List.of());
    }
}
