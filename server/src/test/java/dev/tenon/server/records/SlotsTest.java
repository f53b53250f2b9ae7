package dev.tenon.server.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.server.testing.Dice;
import dev.tenon.spi.FieldInfo.FieldType;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final List<String> FIELDS =
            IntStream.range(0, 30).mapToObj(i -> "field" + i).toList();
    private static final Map<Character, Integer> ROOM = Map.of('t', 8, 'n', 6, 'd', 4);

    @Test
    void each_field_gets_a_slot_of_its_kind_while_there_are_any_and_keeps_it() {
        Dice.play(
                500,
                dice -> {
                    Map<String, FieldType> types = types(dice);
                    Slots slots = Slots.NONE;
                    for (int change = 0; change < 5; change++) {
                        List<String> wanted = some(dice);
                        var problems = new ArrayList<Diagnostic>();

                        Slots next =
                                Slots.assign(
                                        slots,
                                        wanted,
                                        field -> types.getOrDefault(field, FieldType.TEXT),
                                        problems);

                        assertFits(next, wanted, types, problems.size());
                        for (String field : wanted) {
                            slots.of(field)
                                    .ifPresent(kept -> assertThat(next.of(field)).contains(kept));
                        }
                        assertThat(Slots.parse(next.json())).isEqualTo(next);
                        slots = next;
                    }
                });
    }

    private static void assertFits(
            Slots slots, List<String> wanted, Map<String, FieldType> types, int without) {
        assertThat(wanted).containsAll(slots.columns().keySet());
        assertThat(slots.columns()).hasSize(wanted.size() - without);
        assertThat(new HashSet<>(slots.columns().values())).hasSize(slots.columns().size());
        slots.columns()
                .forEach((field, column) -> {
                    FieldType type = types.getOrDefault(field, FieldType.TEXT);
                    assertThat(Slots.Kind.ofColumn(column)).isEqualTo(Slots.Kind.of(type));
                });
        ROOM.forEach((letter, room) -> {
            long wish =
                    wanted.stream()
                            .map(field -> types.getOrDefault(field, FieldType.TEXT))
                            .filter(type -> letter(type) == letter)
                            .count();
            assertThat(slots.columns().values())
                    .filteredOn(column -> column.charAt(0) == letter)
                    .hasSize((int) Math.min(wish, room));
        });
    }

    private static char letter(FieldType type) {
        return switch (Slots.Kind.of(type)) {
            case TEXT -> 't';
            case NUMBER -> 'n';
            case TIME -> 'd';
        };
    }

    @Test
    void a_field_whose_type_changes_gets_another_slot() {
        Slots text = Slots.assign(Slots.NONE, List.of("a"), _ -> FieldType.TEXT, List.of());

        Slots number = Slots.assign(text, List.of("a"), _ -> FieldType.MONEY, List.of());

        assertThat(number.columns()).containsExactly(Map.entry("a", "n1"));
    }

    @Test
    void a_field_without_a_slot_is_told_by_name() {
        var problems = new ArrayList<Diagnostic>();

        Slots.assign(Slots.NONE, FIELDS.subList(0, 5), _ -> FieldType.DATE, problems);

        assertThat(problems).extracting(Diagnostic::code).containsExactly("records.no-index-slot");
        assertThat(problems.getFirst().what()).contains("field4");
    }

    @Test
    void values_that_are_not_of_a_slots_kind_stay_out_of_it() {
        assertThat(SlotValue.of(Slots.Kind.TEXT, "null")).isNull();
        assertThat(SlotValue.of(Slots.Kind.TEXT, "\"a\\\"b\"")).isEqualTo("a\"b");
        assertThat(SlotValue.of(Slots.Kind.TEXT, "12")).isEqualTo("12");
        assertThat(SlotValue.of(Slots.Kind.NUMBER, "-1.5")).isEqualTo(new BigDecimal("-1.5"));
        assertThat(SlotValue.of(Slots.Kind.NUMBER, "\"1.5\"")).isEqualTo(new BigDecimal("1.5"));
        assertThat(SlotValue.of(Slots.Kind.NUMBER, "\"many\"")).isNull();
        assertThat(SlotValue.of(Slots.Kind.NUMBER, "true")).isNull();
        assertThat(SlotValue.of(Slots.Kind.NUMBER, "\"1e999999\"")).isNull();
        assertThat(SlotValue.of(Slots.Kind.NUMBER, "[1]")).isNull();
        assertThat(SlotValue.of(Slots.Kind.TIME, "\"2026-02-30\"")).isNull();
        assertThat(SlotValue.of(Slots.Kind.TIME, "\"soon\"")).isNull();
        assertThat(SlotValue.of(Slots.Kind.TIME, "20260131")).isNull();
        assertThat(SlotValue.of(Slots.Kind.TIME, "\"+999999-01-01T00:00:00.000Z\"")).isNull();
        assertThat(SlotValue.of(Slots.Kind.TIME, "\"2026-01-31\""))
                .isEqualTo(OffsetDateTime.parse("2026-01-31T00:00:00Z"));
    }

    @Test
    void a_long_text_is_cut_between_characters() {
        assertThat(SlotValue.shortened("x".repeat(300))).isEqualTo("x".repeat(256));
        assertThat(SlotValue.shortened("x".repeat(255) + "\ud83d\ude00"))
                .isEqualTo("x".repeat(255));
        assertThat(SlotValue.shortened("x".repeat(254) + "\ud83d\ude00")).hasSize(256);
    }

    private static Map<String, FieldType> types(Dice dice) {
        var types = new HashMap<String, FieldType>();
        FIELDS.forEach(field -> types.put(field, dice.of(List.of(FieldType.values()))));
        return types;
    }

    private static List<String> some(Dice dice) {
        return dice.<String>shuffled(FIELDS).subList(0, dice.below(FIELDS.size()));
    }
}
