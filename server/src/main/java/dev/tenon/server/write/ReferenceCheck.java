package dev.tenon.server.write;

import dev.tenon.format.Nearest;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.Writer.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes of `{"Product_Id__c": "p-17"}`, given for a reference field, what a connector takes: the
/// record is named by an external id of its own, which is looked for in the schemas of the objects
/// that the field may point at. For use by one thread.
final class ReferenceCheck {
    private static final String ATTRIBUTES = "attributes";

    private final Function<Set<String>, Map<String, ObjectSchema>> schemas;
    private final Map<Set<String>, List<Key>> known = new HashMap<>();

    /// @param schemas describes objects, those that the connection has; is asked only when a record
    ///   names another by an external id
    ReferenceCheck(Function<Set<String>, Map<String, ObjectSchema>> schemas) {
        this.schemas = schemas;
    }

    /// The reference as it is sent; none when it cannot be, which is noted.
    Optional<Reference> check(FieldInfo field, ObjectNode given, Findings found) {
        if (field.relationship().isEmpty()) return byIdOnly(field, found);
        Optional<Map.Entry<String, JsonNode>> member = onlyMember(field, given, found);
        Optional<Set<String>> targets = targets(field, given, found);
        if (member.isEmpty() || targets.isEmpty()) return Optional.empty();
        String name = member.get().getKey();
        List<Key> keys = known.computeIfAbsent(targets.get(), this::keys);
        List<Key> meant = keys.stream().filter(key -> key.is(name)).toList();
        if (meant.isEmpty()) return noKey(field, name, targets.get(), keys, found);
        if (meant.size() > 1) return ambiguous(field, meant, found);
        Key key = meant.getFirst();
        boolean isOneOfMany = field.references().size() > 1;
        return value(field, key, member.get().getValue(), found)
                .map(value ->
                        new Reference(
                                field.relationship(),
                                isOneOfMany ? key.object() : null,
                                key.field().name(),
                                value));
    }

    private static Optional<Reference> byIdOnly(FieldInfo field, Findings found) {
        found.problem(
                "write.reference-by-id-only",
                "The record that %s points at can be named by its id alone."
                        .formatted(field.name()),
                field.name(),
                "Send the provider's id of the record, as a text.");
        return Optional.empty();
    }

    private static Optional<Map.Entry<String, JsonNode>> onlyMember(
            FieldInfo field, ObjectNode given, Findings found) {
        List<Map.Entry<String, JsonNode>> members =
                given.properties().stream()
                        .filter(each -> !each.getKey().equals(ATTRIBUTES))
                        .toList();
        if (members.size() == 1) return Optional.of(members.getFirst());
        badForm(field, "has " + members.size() + " members", found);
        return Optional.empty();
    }

    /// What is given for a reference is neither an id nor an object with an external id.
    ///
    /// @param why in the words of a person, such as `has 2 members`
    static void badForm(FieldInfo field, String why, Findings found) {
        found.problem(
                "write.reference-form",
                "What names the record of %s by its external id %s.".formatted(field.name(), why),
                field.name(),
                "Send an object with one member, an external id, as in {\"Ext__c\": \"x-1\"}, or"
                        + " the provider's id as a text.");
    }

    /// The objects that may be meant: all that the field points at, or the one that is named.
    private static Optional<Set<String>> targets(
            FieldInfo field, ObjectNode given, Findings found) {
        JsonNode attributes = given.path(ATTRIBUTES);
        if (attributes.isMissingNode()) {
            return Optional.of(new LinkedHashSet<>(field.references()));
        }
        JsonNode type = attributes.path("type");
        for (String target : field.references()) {
            if (type.isString() && target.equalsIgnoreCase(type.asString())) {
                return Optional.of(Set.of(target));
            }
        }
        String named = type.isString() ? type.asString() : "";
        found.problem(
                "write.unknown-target",
                "%s does not point at \"%s\".".formatted(field.name(), named),
                field.name(),
                Nearest.advice(
                        named,
                        field.references(),
                        "Leave \"attributes\" out, or name one of "
                                + String.join(", ", field.references())
                                + " as its \"type\"."));
        return Optional.empty();
    }

    private List<Key> keys(Set<String> targets) {
        var keys = new ArrayList<Key>();
        if (targets.isEmpty()) return keys;
        for (ObjectSchema schema : schemas.apply(targets).values()) {
            for (FieldInfo field : schema.fields()) {
                if (isKey(schema, field)) keys.add(new Key(schema.object().name(), field));
            }
        }
        return keys;
    }

    private static boolean isKey(ObjectSchema schema, FieldInfo field) {
        Set<String> keys = schema.object().upsertKeys();
        if (keys.isEmpty()) return field.is(Trait.UNIQUE) && !field.is(Trait.KEY);
        return keys.stream().anyMatch(field.name()::equalsIgnoreCase);
    }

    private static Optional<Reference> noKey(
            FieldInfo field, String name, Set<String> targets, List<Key> keys, Findings found) {
        Set<String> names = new TreeSet<>();
        keys.forEach(key -> names.add(key.field().name()));
        String otherwise =
                names.isEmpty()
                        ? "Send the provider's id of the record, or have an external-id field added."
                        : "Use one of " + String.join(", ", names) + ", or send the record's id.";
        found.problem(
                "write.not-a-reference-key",
                "\"%s\" is no external id of %s, which %s points at."
                        .formatted(
                                name,
                                targets.isEmpty() ? "anything" : String.join(" or ", targets),
                                field.name()),
                field.name(),
                name.toLowerCase(Locale.ROOT).equals("id")
                        ? "Send the id itself, as a text."
                        : Nearest.advice(name, names, otherwise));
        return Optional.empty();
    }

    private static Optional<Reference> ambiguous(FieldInfo field, List<Key> meant, Findings found) {
        String objects = String.join(", ", meant.stream().map(Key::object).toList());
        found.problem(
                "write.ambiguous-reference",
                "\"%s\" is an external id of several objects that %s may point at: %s."
                        .formatted(meant.getFirst().field().name(), field.name(), objects),
                field.name(),
                "Say which one is meant: add \"attributes\": {\"type\": \"%s\"}."
                        .formatted(meant.getFirst().object()));
        return Optional.empty();
    }

    private static Optional<Object> value(
            FieldInfo field, Key key, JsonNode given, Findings found) {
        boolean isBlank = given.isNull() || (given.isString() && given.asString().isBlank());
        if (isBlank) {
            found.problem(
                    "write.empty-reference",
                    "The external id " + key.field().name() + " is empty.",
                    field.name(),
                    "Give it a value; to empty the field, send null instead of the object.");
            return Optional.empty();
        }
        ValueForm form = ValueForm.of(key.field().type());
        Optional<JsonNode> typed = form.read(given).filter(JsonNode::isValueNode);
        if (typed.isEmpty()) {
            found.problem(
                    "write.wrong-type",
                    "The external id %s needs %s.".formatted(key.field().name(), form.words()),
                    field.name(),
                    "Send " + form.words() + ".");
        }
        return typed.map(ExtrasJson::value);
    }

    /// A field by which records of an object are named.
    private record Key(String object, FieldInfo field) {
        boolean is(String name) {
            return field.name().equalsIgnoreCase(name);
        }
    }
}
