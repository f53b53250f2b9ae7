package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.EffectiveWrite;
import dev.tenon.format.Nearest;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.ObjectInfo.Ability;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Condition;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What must hold of a request as a whole before its records are looked at. For use by one thread.
final class RequestRules {
    private final WriteBody body;
    private final EffectiveWrite write;
    private final ObjectSchema schema;
    private final Offers offers;

    RequestRules(WriteRequest request, EffectiveWrite write, ObjectSchema schema, Offers offers) {
        this.body = request.body();
        this.write = write;
        this.schema = schema;
        this.offers = offers;
    }

    /// @throws Refusal for the first rule that is broken
    void check() {
        if (body.kind() == Writer.Operation.DELETE && !write.deletions()) throw deletionsOff();
        for (Ability ability : needed()) {
            if (!schema.object().abilities().contains(ability)) throw mayNot();
        }
        if (!offers.has(body.kind())) throw mayNot();
        if (body.options().allOrNone()) checkAllOrNone();
        checkConditions();
    }

    private Set<Ability> needed() {
        return switch (body.kind()) {
            case CREATE -> EnumSet.of(Ability.CREATE);
            case UPDATE -> EnumSet.of(Ability.UPDATE);
            case UPSERT -> EnumSet.of(Ability.CREATE, Ability.UPDATE);
            case DELETE -> EnumSet.of(Ability.DELETE);
        };
    }

    private Refusal mayNot() {
        String word = WriteRequestJson.word(body.kind());
        return new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                mayNotCode(),
                "The user of this connection cannot "
                        + word
                        + " records of \""
                        + schema.object().name()
                        + "\".",
                "body.type",
                "Have the user given the right, or connect as another user.");
    }

    private String mayNotCode() {
        return switch (body.kind()) {
            case CREATE -> "write.object-not-creatable";
            case UPDATE -> "write.object-not-updatable";
            case UPSERT -> "write.object-not-upsertable";
            case DELETE -> "write.object-not-deletable";
        };
    }

    private Refusal deletionsOff() {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "write.deletions-off",
                "Deleting records of \""
                        + write.objectName()
                        + "\" is switched off for this customer.",
                "body.type",
                "Set deletionSettings.enabled to true for the object in the installation's config.");
    }

    private void checkAllOrNone() {
        int records = body.entries().size();
        int most = offers.mostTogether(body.kind());
        long bytes =
                body.entries().stream().mapToLong(each -> each.fields().toString().length()).sum();
        if (records <= most && 3 * bytes <= offers.mostBytes(body.kind())) return;
        throw new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                "write.too-many-for-all-or-none",
                "The provider can write all or none of at most %d records in one call, not of %d."
                        .formatted(most, records),
                "body.batchPolicy.allOrNone",
                "Send at most %d smaller records, or let each record stand for itself."
                        .formatted(most));
    }

    private void checkConditions() {
        for (int i = 0; i < body.entries().size(); i++) {
            Condition condition = body.entries().get(i).condition();
            if (condition == null) continue;
            boolean isKept = offers.conditions().areKept(body.kind(), condition.kind());
            if (!isKept) throw noCondition(condition.kind(), body.whereBeside(i));
        }
    }

    private Refusal noCondition(Condition.Kind kind, String where) {
        boolean isMatch = kind == Condition.Kind.IF_MATCH;
        Condition.Kind other =
                isMatch ? Condition.Kind.IF_UNMODIFIED_SINCE : Condition.Kind.IF_MATCH;
        String name = isMatch ? ConditionJson.VERSION : ConditionJson.SINCE;
        String otherName = isMatch ? ConditionJson.SINCE : ConditionJson.VERSION;
        return new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                "write.no-condition",
                "Records of \"%s\" cannot be %sd on \"%s\": the provider does not check it, and what"
                                .formatted(
                                        schema.object().name(),
                                        WriteRequestJson.word(body.kind()),
                                        name)
                        + " it gives of a record cannot be compared with it.",
                where + "." + name,
                offers.conditions().areKept(body.kind(), other)
                        ? "Send \"" + otherName + "\" instead."
                        : "Leave it out, if the write may be done whatever the provider has.");
    }

    /// The field that identifies records, as the request or the manifest names it.
    ///
    /// @throws Refusal when an upsert has none
    @Nullable String keyField() {
        String asked = body.options().externalIdField();
        String field = asked == null ? write.externalIdField() : asked;
        if (field != null || body.kind() != Writer.Operation.UPSERT) return field;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "write.missing-key-field",
                "An upsert needs a field by which records are found.",
                "body.externalIdField",
                "Name it as \"externalIdField\", in the request or in the manifest's write object.");
    }

    /// The name of a key field that is there.
    ///
    /// @throws Refusal when records cannot be upserted by it
    String checkKey(FieldInfo field) {
        if (body.kind() != Writer.Operation.UPSERT || isKey(field)) return field.name();
        throw noKey(field.name(), "records are not upserted by \"" + field.name() + "\"");
    }

    private boolean isKey(FieldInfo field) {
        return schema.object().upsertKeys().stream().anyMatch(field.name()::equalsIgnoreCase)
                || (schema.object().upsertKeys().isEmpty() && field.is(Trait.UNIQUE));
    }

    /// What follows from a key field that the connection does not have: an upsert is refused, other
    /// writes go without a key.
    @Nullable String keyIsNotThere(String name) {
        if (body.kind() != Writer.Operation.UPSERT) return null;
        throw noKey(name, "there is no field \"" + name + "\"");
    }

    private Refusal noKey(String name, String why) {
        ObjectInfo object = schema.object();
        List<String> keys = object.upsertKeys().stream().sorted().toList();
        return new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                "write.not-a-key",
                "On \"" + object.name() + "\", " + why + ".",
                "body.externalIdField",
                keys.isEmpty()
                        ? "Have a unique external-id field added to the object."
                        : Nearest.advice(
                                name, keys, "Use one of " + String.join(", ", keys) + "."));
    }
}
