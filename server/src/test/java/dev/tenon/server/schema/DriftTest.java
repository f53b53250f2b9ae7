package dev.tenon.server.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.schema.SchemaChange.Aspect;
import dev.tenon.server.schema.SchemaChange.FieldChanged;
import dev.tenon.server.testing.Dice;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Choice;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.FieldInfo.Trait;
import dev.tenon.spi.ObjectInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final int ROUNDS = 3_000;

    @Test
    void what_changed_between_two_schemas_makes_the_second_of_the_first() {
        Dice.play(
                ROUNDS,
                dice -> {
                    var throwing = new Schematic(dice);
                    ObjectSchema before = throwing.schema();
                    ObjectSchema after =
                            dice.oneIn(5) ? throwing.schema() : throwing.mutated(before);

                    Drift drift = Drift.between(before, after);

                    assertThat(inAnyOrder(applied(before, drift))).isEqualTo(inAnyOrder(after));
                    assertThat(drift.isEmpty())
                            .isEqualTo(inAnyOrder(before).equals(inAnyOrder(after)));
                });
    }

    @Test
    void what_became_of_the_values_of_a_choice_makes_the_new_ones_of_the_old() {
        Dice.play(
                ROUNDS,
                dice -> {
                    var throwing = new Schematic(dice);
                    ObjectSchema before = throwing.schema();
                    Drift drift = Drift.between(before, throwing.mutated(before));

                    for (FieldChanged change : drift.changed()) {
                        assertThat(applied(change.before().choices(), change.choices()))
                                .isEqualTo(values(change.after().choices()));
                    }
                });
    }

    @Test
    void a_schema_does_not_differ_from_itself_nor_from_itself_in_another_order() {
        Dice.play(
                ROUNDS,
                dice -> {
                    ObjectSchema schema = new Schematic(dice).schema();
                    var shuffled =
                            new ObjectSchema(schema.object(), dice.shuffled(schema.fields()));

                    assertThat(Drift.between(schema, schema).isEmpty()).isTrue();
                    assertThat(Drift.between(schema, shuffled).isEmpty()).isTrue();
                });
    }

    @Test
    void a_schema_that_was_stored_does_not_differ_from_the_one_that_was_described() {
        Dice.play(
                300,
                dice -> {
                    ObjectSchema schema = new Schematic(dice).schema();

                    ObjectSchema stored = SchemaJson.read(SchemaJson.write(schema));

                    assertThat(Drift.between(stored, schema).isEmpty()).isTrue();
                });
    }

    @Test
    void each_trait_and_each_part_of_a_field_is_an_aspect_of_its_own() {
        FieldInfo plain = Schematic.text("Name");
        for (Trait trait : Trait.values()) {
            var with =
                    new FieldInfo(
                            "Name",
                            plain.label(),
                            FieldType.TEXT,
                            "string",
                            Set.of(trait),
                            0,
                            List.of(),
                            List.of());
            assertThat(new FieldChanged(plain, with).aspects())
                    .containsExactly(Aspect.valueOf(trait.name()));
        }
        var other =
                new FieldInfo(
                        "Name",
                        "Another",
                        FieldType.REFERENCE,
                        "reference",
                        Set.of(),
                        80,
                        List.of("Account"),
                        List.of(new Choice("a", "A")));
        assertThat(new FieldChanged(plain, other).aspects())
                .containsExactly(
                        Aspect.LABEL,
                        Aspect.TYPE,
                        Aspect.PROVIDER_TYPE,
                        Aspect.LENGTH,
                        Aspect.REFERENCES,
                        Aspect.CHOICES);
    }

    @Test
    void a_value_with_another_label_is_relabelled() {
        assertThat(
                        ChoiceDiff.between(
                                List.of(new Choice("a", "Alpha")), List.of(new Choice("a", "One"))))
                .containsExactly(
                        new ChoiceChange.Relabelled(
                                new Choice("a", "Alpha"), new Choice("a", "One")));
    }

    @Test
    void a_new_value_under_the_label_of_one_that_went_is_that_one_renamed() {
        var before = List.of(new Choice("hot", "Hot"), new Choice("cold", "Cold"));
        var after = List.of(new Choice("cold", "Cold"), new Choice("HOT_LEAD", "Hot"));

        assertThat(ChoiceDiff.between(before, after))
                .containsExactly(
                        new ChoiceChange.Renamed(
                                new Choice("hot", "Hot"), new Choice("HOT_LEAD", "Hot")));
    }

    @Test
    void a_new_value_between_the_neighbours_of_one_that_went_is_that_one_renamed() {
        var before = Schematic.choice("s", "new", "open", "won").choices();
        var after = Schematic.choice("s", "new", "working", "won").choices();

        assertThat(ChoiceDiff.between(before, after))
                .containsExactly(new ChoiceChange.Renamed(before.get(1), after.get(1)));
    }

    @Test
    void values_that_have_neither_label_nor_place_in_common_went_and_came() {
        var before = Schematic.choice("s", "a", "b", "c", "d").choices();
        var after = Schematic.choice("s", "a", "x", "y", "d", "z").choices();

        assertThat(ChoiceDiff.between(before, after))
                .containsExactly(
                        new ChoiceChange.Removed(before.get(1)),
                        new ChoiceChange.Removed(before.get(2)),
                        new ChoiceChange.Added(after.get(1)),
                        new ChoiceChange.Added(after.get(2)),
                        new ChoiceChange.Added(after.get(4)));
    }

    @Test
    void two_values_of_one_label_are_not_guessed_at() {
        var before = List.of(new Choice("a", "Same"), new Choice("b", "Same"));
        var after = List.of(new Choice("c", "Same"), new Choice("d", "Same"));

        assertThat(ChoiceDiff.between(before, after))
                .noneMatch(ChoiceChange.Renamed.class::isInstance)
                .hasSize(4);
    }

    private static ObjectSchema applied(ObjectSchema schema, Drift drift) {
        var fields = new HashMap<String, FieldInfo>();
        schema.fields().forEach(field -> fields.put(field.name(), field));
        ObjectInfo object = schema.object();
        for (SchemaChange change : drift.changes()) {
            switch (change) {
                case SchemaChange.ObjectAppeared _, SchemaChange.ObjectVanished _ ->
                        throw new AssertionError("there is an object before and after");
                case SchemaChange.ObjectChanged(_, var after) -> object = after;
                case SchemaChange.FieldCreated(var field) ->
                        assertThat(fields.put(field.name(), field)).isNull();
                case SchemaChange.FieldDeleted(var field) ->
                        assertThat(fields.remove(field.name())).isEqualTo(field);
                case FieldChanged(var before, var after) ->
                        assertThat(fields.put(after.name(), after)).isEqualTo(before);
            }
        }
        return new ObjectSchema(object, List.copyOf(fields.values()));
    }

    private static Map<String, String> applied(List<Choice> choices, List<ChoiceChange> changes) {
        Map<String, String> labels = values(choices);
        for (ChoiceChange change : changes) {
            switch (change) {
                case ChoiceChange.Added(var choice) -> {}
                case ChoiceChange.Removed(var choice) -> take(labels, choice);
                case ChoiceChange.Relabelled(var before, var after) -> take(labels, before);
                case ChoiceChange.Renamed(var before, var after) -> take(labels, before);
            }
        }
        for (ChoiceChange change : changes) {
            switch (change) {
                case ChoiceChange.Added(var choice) -> put(labels, choice);
                case ChoiceChange.Removed(var choice) -> {}
                case ChoiceChange.Relabelled(var before, var after) -> put(labels, after);
                case ChoiceChange.Renamed(var before, var after) -> put(labels, after);
            }
        }
        return labels;
    }

    private static void take(Map<String, String> labels, Choice choice) {
        assertThat(labels.remove(choice.value())).isEqualTo(choice.label());
    }

    private static void put(Map<String, String> labels, Choice choice) {
        assertThat(labels.put(choice.value(), choice.label())).isNull();
    }

    private static Map<String, String> values(List<Choice> choices) {
        var labels = new HashMap<String, String>();
        choices.forEach(choice -> labels.put(choice.value(), choice.label()));
        return labels;
    }

    /// What of a schema counts.
    private static Object inAnyOrder(ObjectSchema schema) {
        var fields = new ArrayList<Object>();
        for (FieldInfo field : schema.fields()) {
            fields.add(
                    List.of(
                            field.name(),
                            field.label(),
                            field.type(),
                            field.providerType(),
                            field.traits(),
                            field.maxLength(),
                            Set.copyOf(field.references()),
                            Set.copyOf(field.choices())));
        }
        return List.of(schema.object(), Set.copyOf(fields));
    }
}
