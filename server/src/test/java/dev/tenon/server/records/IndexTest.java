package dev.tenon.server.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.records.Shelf.Item;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.FieldInfo.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class IndexTest {
    private static final Map<String, FieldType> TYPES =
            new TreeMap<>(
                    Map.of(
                            "text", FieldType.TEXT,
                            "json", FieldType.JSON,
                            "number", FieldType.DECIMAL,
                            "moment", FieldType.DATE_TIME,
                            "day", FieldType.DATE));

    /// Whatever was indexed before, slots hold what they would hold had it always been like now.
    @Test
    void slots_that_are_filled_later_hold_what_those_filled_at_once_hold(Db db) {
        Dice.play(
                8,
                dice -> {
                    List<Item> items = items(dice);
                    List<String> fields = some(dice);
                    Shelf early = Shelf.make(db, TYPES, fields);
                    early.apply(items, List.of());
                    Shelf late = early.another();
                    late.apply(items, List.of());
                    for (int change = dice.below(3); change > 0; change--) late.index(some(dice));

                    late.index(fields);

                    assertThat(slots(late)).isEqualTo(slots(early));
                });
    }

    /// The database keeps no order of slots; a page shaped before they were stored must not care.
    @Test
    void each_value_lands_in_its_own_slot_whatever_became_of_the_slots_meanwhile(Db db) {
        Dice.play(
                30,
                dice -> {
                    List<Item> items = items(dice);
                    Shelf early = Shelf.make(db, TYPES, List.of());
                    Dataset before = early.index(some(dice));
                    var shaped = early.shaped(before.slots(), items);
                    List<String> fields = dice.below(2) == 0 ? some(dice) : List.of();
                    if (!fields.isEmpty()) early.index(fields);

                    early.get(tx -> early.apply(tx, shaped, List.of()));

                    Shelf late = early.another();
                    late.apply(items, List.of());
                    late.index(List.copyOf(early.dataset().slots().columns().keySet()));
                    assertThat(slots(early)).isEqualTo(slots(late));
                });
    }

    @Test
    void a_large_dataset_is_filled_in_pages(Db db) {
        Shelf shelf = Shelf.make(db, Map.of("text", FieldType.TEXT), List.of());
        shelf.apply(numbered(4_500), List.of());

        shelf.index(List.of("text"));

        int filled =
                shelf.get(tx ->
                        tx.one(
                                """
                                select count(*)::int as n from records
                                where dataset_id = ? and t1 = fields ->> 'text'\
                                """,
                                row -> row.integer("n"),
                                shelf.id().number()));
        assertThat(filled).isEqualTo(4_500);
        assertThat(shelf.dataset().seq()).as("an index is no change").isEqualTo(4_500);
    }

    @Test
    void a_field_that_is_no_longer_indexed_gives_its_slot_back(Db db) {
        Shelf shelf = Shelf.make(db, TYPES, List.of("text", "number"));
        shelf.apply(List.of(new Item("1", null, "{\"text\":\"x\",\"number\":1}")), List.of());

        shelf.index(List.of("number"));

        assertThat(slots(shelf)).containsExactly("1: number=1");
        assertThat(shelf.found("text = 'x' and number = 1")).containsExactly("1");
    }

    /// Else queries of a large customer among many small ones are planned as if it were small.
    @Test
    void the_planner_knows_that_a_dataset_belongs_to_one_customer(Db db) {
        Shelf large = Shelf.make(db, Map.of("text", FieldType.TEXT), List.of());
        large.apply(numbered(3_000), List.of());
        for (int i = 0; i < 60; i++) large.ofAnother("c" + i).apply(numbered(100), List.of());

        String plan =
                db.asSystem(tx -> {
                    int project = large.id().group().projectNumber();
                    tx.update("analyze records_" + project);
                    return tx.query(
                                    """
                                    explain select 1 from records
                                    where project_id = ? and group_id = ? and dataset_id = ?\
                                    """,
                                    row -> row.text("QUERY PLAN"),
                                    project,
                                    large.id().group().number(),
                                    large.id().number())
                            .getFirst();
                });

        Matcher rows = Pattern.compile("rows=(\\d+)").matcher(plan);
        assertThat(rows.find()).isTrue();
        assertThat(Integer.parseInt(rows.group(1))).isBetween(2_400, 3_600);
    }

    private static List<Item> numbered(int count) {
        var items = new ArrayList<Item>();
        for (int i = 0; i < count; i++)
            items.add(new Item("r" + i, null, "{\"text\":\"" + i + "\"}"));
        return items;
    }

    /// Each record's slots by the field that has them, and any slot that no field has.
    private static List<String> slots(Shelf shelf) {
        Map<String, String> columns = new TreeMap<>();
        shelf.dataset().slots().columns().forEach((field, column) -> columns.put(column, field));
        return shelf.get(tx ->
                tx.query(
                        """
                        select record_id, t1, t2, n1, d1, d2 from records
                        where dataset_id = ? order by record_id\
                        """,
                        row -> {
                            var shown = new TreeMap<String, String>();
                            for (String column : List.of("t1", "t2", "n1", "d1", "d2")) {
                                String value = row.textOrNull(column);
                                if (value != null)
                                    shown.put(columns.getOrDefault(column, column), value);
                            }
                            return row.text("record_id")
                                    + ": "
                                    + shown.toString().replaceAll("[{}]", "");
                        },
                        shelf.id().number()));
    }

    private static List<String> some(Dice dice) {
        return dice.<String>shuffled(TYPES.keySet()).subList(0, dice.below(TYPES.size() + 1));
    }

    private static List<Item> items(Dice dice) {
        var items = new ArrayList<Item>();
        for (int i = 0; i < 40; i++) {
            String json =
                    "{\"text\":%s,\"json\":%s,\"number\":%s,\"moment\":%s,\"day\":%s}"
                            .formatted(
                                    new Tree.Text(dice.text(4)).written(dice),
                                    Tree.any(dice, 2).written(dice),
                                    dice.of(List.of("1", "2.50", "\"3\"", "null", "\"many\"")),
                                    dice.of(
                                            List.of(
                                                    "\"2026-01-31T09:00:00+01:00\"",
                                                    "null",
                                                    "\"?\"")),
                                    dice.of(List.of("\"2026-01-31\"", "\"soon\"", "7")));
            items.add(new Item("%02d".formatted(i), null, json));
        }
        return items;
    }
}
