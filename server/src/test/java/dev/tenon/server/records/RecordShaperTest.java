package dev.tenon.server.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.json.Json;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.server.records.Shelf.Item;
import dev.tenon.server.testing.Dice;
import dev.tenon.spi.FieldInfo.FieldType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordShaperTest {
    private static final Map<String, FieldType> TYPES =
            Map.of(
                    "Name", FieldType.TEXT,
                    "Amount", FieldType.DECIMAL,
                    "Met", FieldType.DATE_TIME,
                    "Born", FieldType.DATE,
                    "Größe", FieldType.TEXT);
    private static final Slots SLOTS =
            new Slots(Map.of("Name", "t1", "Amount", "n1", "Met", "d1", "Born", "d2"));

    @Test
    void the_selected_fields_are_kept_and_no_others() {
        Incoming record = shape("{\"Id\": 7, \"Amount\": 1.50, \"Other\": [1], \"Name\": \"Ann\"}");

        assertThat(record.fields()).isEqualTo("{\"Amount\":1.5,\"Name\":\"Ann\"}");
        assertThat(record.raw()).isNull();
        assertThat(record.slots()).containsExactly(null, null, new BigDecimal("1.5"), "Ann");
    }

    @Test
    void a_field_that_is_null_is_kept_and_counts_as_one_that_is_missing() {
        assertThat(shape("{}").fields()).isEqualTo("{}");
        assertThat(shape("{\"Name\":null}").fields()).isEqualTo("{\"Name\":null}");
        assertThat(shape("{}").fingerprint()).isEqualTo(shape("{\"Name\":null}").fingerprint());
        assertThat(shape("{\"Name\":\"null\"}").fingerprint())
                .isNotEqualTo(shape("{\"Name\":null}").fingerprint());
    }

    @Test
    void of_a_field_that_comes_twice_the_last_counts() {
        assertThat(shape("{\"Name\":\"a\",\"Amount\":1,\"Name\":\"b\"}").fields())
                .isEqualTo("{\"Amount\":1,\"Name\":\"b\"}");
    }

    @Test
    void names_are_the_same_however_they_are_escaped() {
        assertThat(shape("{\"\\u004e\\u0061me\":\"x\",\"Gr\\u00f6\\u00DFe\":\"y\"}").fields())
                .isEqualTo("{\"Größe\":\"y\",\"Name\":\"x\"}")
                .isEqualTo(shape("{\"Größe\":\"y\",\"Name\":\"x\"}").fields());
    }

    @Test
    void names_differ_in_case() {
        assertThat(shape("{\"name\":\"x\",\"NAME\":\"y\"}").fields()).isEqualTo("{}");
    }

    @Test
    void slots_take_what_is_of_their_kind() {
        Incoming record =
                shape(
                        "{\"Name\":true,\"Amount\":\"lots\",\"Met\":\"2026-01-31T11:00:00+02:00\","
                                + "\"Born\":\"1999-12-31\"}");

        assertThat(record.slots())
                .containsExactly(
                        OffsetDateTime.parse("2026-01-31T09:00:00Z"),
                        OffsetDateTime.parse("1999-12-31T00:00:00Z"),
                        null,
                        "true");
    }

    @Test
    void the_whole_record_is_kept_when_the_manifest_says_so() {
        var shaper = new RecordShaper(Selection.of(TYPES, true), SLOTS);

        Incoming record = one(shaper, "{\"z\": [1.0, {\"b\":1,\"a\":2}], \"Name\": \"Ann\"}");

        assertThat(record.raw()).isEqualTo("{\"Name\":\"Ann\",\"z\":[1,{\"a\":2,\"b\":1}]}");
        assertThat(record.fields()).isEqualTo("{\"Name\":\"Ann\"}");
    }

    @Test
    void the_fingerprint_changes_exactly_when_a_selected_value_does() {
        Dice.play(
                800,
                dice -> {
                    Map<String, Tree> one = fields(dice);
                    Map<String, Tree> other = dice.oneIn(2) ? one : changed(one, dice);

                    Incoming before = shape(written(one, dice));
                    Incoming after = shape(written(other, dice));

                    assertThat(after.fingerprint().equals(before.fingerprint()))
                            .as(before.fields() + " and " + after.fields())
                            .isEqualTo(filled(one).equals(filled(other)));
                    assertThat(Tree.of(Json.parse(after.fields())))
                            .isEqualTo(new Tree.Members(other));
                });
    }

    @Test
    void a_record_that_is_none_is_set_aside_and_its_neighbours_are_not() {
        var shaper = new RecordShaper(Selection.of(TYPES, true), SLOTS);
        List<Item> items =
                List.of(
                        new Item("1", null, "{\"Name\":\"a\"}"),
                        new Item("2", null, "[1]"),
                        new Item("3", null, "{\"Name\":"),
                        new Item("4", null, "{\"Name\":1e999999}"),
                        new Item("5", null, "{\"Name\":\"b\"}"));

        RecordShaper.Shaped shaped = shaper.shape(Shelf.records(items));

        assertThat(shaped.records()).extracting(Incoming::id).containsExactly("1", "5");
        assertThat(shaped.unreadable()).containsExactly("2", "3", "4");
        assertThat(shaped.records().getLast().fields()).isEqualTo("{\"Name\":\"b\"}");
    }

    /// What is null counts as missing.
    private static Map<String, Tree> filled(Map<String, Tree> fields) {
        var filled = new LinkedHashMap<>(fields);
        filled.values().removeIf(new Tree.Word("null")::equals);
        return filled;
    }

    private static Map<String, Tree> fields(Dice dice) {
        var fields = new LinkedHashMap<String, Tree>();
        for (String name : List.of("Name", "Amount", "Born", "Größe")) {
            if (!dice.oneIn(4)) fields.put(name, Tree.any(dice, 2));
        }
        return fields;
    }

    private static Map<String, Tree> changed(Map<String, Tree> fields, Dice dice) {
        var changed = new LinkedHashMap<>(fields);
        changed.put(dice.of(List.of("Name", "Amount", "Größe")), Tree.any(dice, 2));
        return changed;
    }

    /// With fields beside them that are not selected.
    private static String written(Map<String, Tree> fields, Dice dice) {
        var all = new LinkedHashMap<>(fields);
        for (int more = dice.below(3); more > 0; more--) all.put("x" + more, Tree.any(dice, 2));
        return new Tree.Members(all).written(dice);
    }

    private static Incoming shape(String json) {
        return one(new RecordShaper(Selection.of(TYPES, false), SLOTS), json);
    }

    private static Incoming one(RecordShaper shaper, String json) {
        var item = new Item("1", Instant.parse("2026-01-01T00:00:00Z"), json);
        RecordShaper.Shaped shaped = shaper.shape(Shelf.records(List.of(item)));
        assertThat(shaped.unreadable()).as(json).isEmpty();
        return shaped.records().getFirst();
    }
}
