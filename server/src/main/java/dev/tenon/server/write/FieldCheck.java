package dev.tenon.server.write;

import dev.tenon.format.Nearest;
import dev.tenon.server.json.Json;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Checks one value against what the connection says of its field, before a call is spent on it.
/// For use by one thread.
final class FieldCheck {
    private final Writer.Operation kind;
    private final Findings found;

    FieldCheck(Writer.Operation kind, Findings found) {
        this.kind = kind;
        this.found = found;
    }

    /// Whether a write of this kind may have the field; if not, it is noted.
    boolean mayHave(FieldInfo field) {
        if (field.is(Trait.READ_ONLY)) return readOnly(field);
        boolean isLate = field.is(Trait.CREATE_ONLY) && kind == Writer.Operation.UPDATE;
        return !isLate || createOnly(field);
    }

    /// The value as it is sent; none when it cannot be, which is noted.
    Optional<JsonNode> check(FieldInfo field, JsonNode value) {
        if (value.isNull()) return empty(field, value);
        Optional<JsonNode> typed = ValueForm.of(field.type()).read(value);
        if (typed.isEmpty()) return wrongType(field, value);
        boolean isShort = isShortEnough(field, typed.get());
        boolean isChoice = isAmongChoices(field, typed.get());
        return isShort && isChoice ? typed : Optional.empty();
    }

    private boolean readOnly(FieldInfo field) {
        found.problem(
                "write.read-only-field",
                "The field " + field.name() + " cannot be written.",
                field.name(),
                "Leave it out.");
        return false;
    }

    private boolean createOnly(FieldInfo field) {
        found.problem(
                "write.create-only-field",
                "The field " + field.name() + " can be set when a record is made, not later.",
                field.name(),
                "Leave it out of updates.");
        return false;
    }

    private Optional<JsonNode> empty(FieldInfo field, JsonNode value) {
        if (!field.is(Trait.REQUIRED)) return Optional.of(value);
        found.problem(
                "write.required-field",
                "The field " + field.name() + " cannot be empty.",
                field.name(),
                "Give it a value.");
        return Optional.empty();
    }

    private Optional<JsonNode> wrongType(FieldInfo field, JsonNode value) {
        String shown = Json.text(value);
        found.problem(
                "write.wrong-type",
                "%s is not %s, as %s needs."
                        .formatted(
                                shown.length() > 60 ? shown.substring(0, 60) + "…" : shown,
                                ValueForm.of(field.type()).words(),
                                field.name()),
                field.name(),
                "Send " + ValueForm.of(field.type()).words() + ".");
        return Optional.empty();
    }

    private boolean isShortEnough(FieldInfo field, JsonNode value) {
        if (field.maxLength() <= 0 || !value.isString()) return true;
        String text = value.asString();
        int length = text.codePointCount(0, text.length());
        if (length <= field.maxLength()) return true;
        found.problem(
                "write.too-long",
                "The text has %d characters, and %s takes %d."
                        .formatted(length, field.name(), field.maxLength()),
                field.name(),
                "Shorten it to " + field.maxLength() + " characters.");
        return false;
    }

    private boolean isAmongChoices(FieldInfo field, JsonNode value) {
        if (!field.is(Trait.RESTRICTED) || field.choices().isEmpty()) return true;
        List<String> choices = field.choices().stream().map(FieldInfo.Choice::value).toList();
        boolean isRight = true;
        for (String given : texts(field, value)) {
            if (given.isEmpty() || choices.contains(given)) continue;
            isRight = false;
            String some = String.join(", ", choices.subList(0, Math.min(10, choices.size())));
            found.problem(
                    "write.unknown-choice",
                    "\"" + given + "\" is not among the values of " + field.name() + ".",
                    field.name(),
                    Nearest.advice(given, choices, "Send one of its values: " + some + "."));
        }
        return isRight;
    }

    private static List<String> texts(FieldInfo field, JsonNode value) {
        var texts = new ArrayList<String>();
        if (value instanceof ArrayNode several) {
            several.forEach(each -> texts.add(each.asString()));
        } else if (field.type() == FieldInfo.FieldType.CHOICES) {
            for (String each : value.asString().split(";", -1)) texts.add(each.strip());
        } else {
            texts.add(value.asString());
        }
        return texts;
    }
}
