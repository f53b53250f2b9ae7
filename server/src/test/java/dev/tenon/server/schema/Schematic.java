package dev.tenon.server.schema;

import dev.tenon.server.testing.Dice;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Choice;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.ObjectInfo.Ability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/// Throws random schemas and random changes of them.
final class Schematic {
    private final Dice dice;

    Schematic(Dice dice) {
        this.dice = dice;
    }

    static ObjectInfo object(String name, String label) {
        return new ObjectInfo(
                name, label, false, Set.of(Ability.READ), Set.of(), ObjectInfo.Deletes.FEED);
    }

    static FieldInfo text(String name) {
        return field(name, FieldType.TEXT, List.of());
    }

    static FieldInfo field(String name, FieldType type, List<Choice> choices) {
        return new FieldInfo(
                name, "Label of " + name, type, "string", Set.of(), 0, List.of(), choices);
    }

    /// Values with the labels `Label of …`.
    static FieldInfo choice(String name, String... values) {
        List<Choice> choices =
                Arrays.stream(values).map(value -> new Choice(value, "Label of " + value)).toList();
        return field(name, FieldType.CHOICE, choices);
    }

    ObjectSchema schema() {
        var fields = new LinkedHashMap<String, FieldInfo>();
        for (int left = dice.below(8); left > 0; left--) {
            FieldInfo field = field();
            fields.putIfAbsent(field.name(), field);
        }
        return new ObjectSchema(object("Thing", dice.text(2)), List.copyOf(fields.values()));
    }

    /// Adds, drops, changes or reorders fields, or none of it.
    ObjectSchema mutated(ObjectSchema schema) {
        var fields = new ArrayList<FieldInfo>();
        for (FieldInfo field : schema.fields()) {
            if (dice.oneIn(5)) continue;
            fields.add(dice.oneIn(2) ? mutated(field) : field);
        }
        Set<String> taken = new HashSet<>();
        fields.forEach(field -> taken.add(field.name()));
        for (int left = dice.below(3); left > 0; left--) {
            FieldInfo made = field();
            if (taken.add(made.name())) fields.add(made);
        }
        ObjectInfo object =
                dice.oneIn(4) ? object(schema.object().name(), dice.text(2)) : schema.object();
        return new ObjectSchema(object, dice.oneIn(3) ? dice.shuffled(fields) : fields);
    }

    private FieldInfo field() {
        return new FieldInfo(
                "f" + dice.below(12),
                dice.text(3),
                dice.of(List.of(FieldType.values())),
                "type " + dice.below(3),
                traits(),
                dice.below(3) * 40,
                dice.oneIn(3) ? List.of("A", "B").subList(0, dice.between(1, 2)) : List.of(),
                choices());
    }

    private FieldInfo mutated(FieldInfo field) {
        return new FieldInfo(
                field.name(),
                dice.oneIn(4) ? dice.text(3) : field.label(),
                dice.oneIn(4) ? dice.of(List.of(FieldType.values())) : field.type(),
                dice.oneIn(4) ? "type " + dice.below(3) : field.providerType(),
                dice.oneIn(4) ? traits() : field.traits(),
                dice.oneIn(4) ? dice.below(3) * 40 : field.maxLength(),
                dice.oneIn(4) ? dice.shuffled(field.references()) : field.references(),
                dice.oneIn(2) ? choices(field.choices()) : field.choices());
    }

    private Set<Trait> traits() {
        var traits = new HashSet<Trait>();
        for (Trait trait : Trait.values()) if (dice.oneIn(4)) traits.add(trait);
        return traits;
    }

    private List<Choice> choices() {
        if (dice.oneIn(2)) return List.of();
        var choices = new LinkedHashMap<String, Choice>();
        for (int left = dice.below(6); left > 0; left--) {
            String value = "v" + dice.below(9);
            choices.putIfAbsent(value, new Choice(value, "l" + dice.below(9)));
        }
        return List.copyOf(choices.values());
    }

    private List<Choice> choices(List<Choice> before) {
        var choices = new LinkedHashMap<String, Choice>();
        for (Choice choice : before) {
            if (dice.oneIn(5)) continue;
            Choice now =
                    new Choice(
                            dice.oneIn(4) ? "v" + dice.below(9) : choice.value(),
                            dice.oneIn(4) ? "l" + dice.below(9) : choice.label());
            choices.putIfAbsent(now.value(), now);
        }
        choices().forEach(choice -> choices.putIfAbsent(choice.value(), choice));
        return dice.oneIn(4) ? dice.shuffled(choices.values()) : List.copyOf(choices.values());
    }
}
