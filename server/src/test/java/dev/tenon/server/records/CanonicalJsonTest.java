package dev.tenon.server.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.db.Db;
import dev.tenon.server.json.Json;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestDatabase.class)
class CanonicalJsonTest {
    @Test
    void equal_values_have_equal_bytes_however_they_are_written() {
        Dice.play(
                800,
                dice -> {
                    Tree tree = Tree.any(dice, 4);
                    String one = tree.written(dice);
                    String other = tree.written(dice);

                    assertThat(canonical(one)).as(one).isEqualTo(canonical(other));
                });
    }

    @Test
    void different_values_have_different_bytes() {
        Dice.play(
                800,
                dice -> {
                    Tree one = Tree.any(dice, 1);
                    Tree other = Tree.any(dice, 1);
                    if (one.equals(other)) return;

                    assertThat(canonical(one.written(dice)))
                            .isNotEqualTo(canonical(other.written(dice)));
                });
    }

    @Test
    void the_value_stays_what_it_was_and_its_canonical_form_is_its_own() {
        Dice.play(
                800,
                dice -> {
                    Tree tree = Tree.any(dice, 4);
                    String canonical = canonical(tree.written(dice));

                    assertThat(canonical(canonical)).isEqualTo(canonical);
                    assertThat(Tree.of(Json.parse(canonical))).isEqualTo(tree);
                });
    }

    @Test
    void postgresql_stores_whatever_comes_out(Db db) {
        var all = new ArrayList<String>();
        Dice.play(300, dice -> all.add(canonical(Tree.any(dice, 4).written(dice))));
        all.add(canonical("\"a\\u0000b\\ud800c\\udc00\""));

        int stored =
                db.asSystem(tx ->
                        tx.one(
                                "select count(v::jsonb)::int as n from unnest(?::text[]) as t(v)",
                                row -> row.integer("n"),
                                (Object) all.toArray(String[]::new)));

        assertThat(stored).isEqualTo(all.size());
    }

    @Test
    void what_postgresql_cannot_store_is_left_out_or_replaced() {
        assertThat(canonical("\"a\\u0000b\"")).isEqualTo("\"ab\"");
        assertThat(canonical("\"\\ud800\"")).isEqualTo("\"\ufffd\"");
        assertThat(canonical("\"x\\udc00\\ud800y\"")).isEqualTo("\"x\ufffd\ufffdy\"");
        assertThat(canonical("\"\\ud83d\\ude00\"")).isEqualTo("\"\ud83d\ude00\"");
        assertThat(canonical("{\"a\\u0000\":1}")).isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "-0, 0",
        "-0.00, 0",
        "0.0, 0",
        "0.50, 0.5",
        "-0.5, -0.5",
        "12.50, 12.5",
        "100.00, 100",
        "-10.0, -10",
        "0.000001, 0.000001",
        "0e5, 0",
        "1e2, 100",
        "100e-2, 1",
        "12345678901234567890.10, 12345678901234567890.1"
    })
    void numbers_have_one_spelling(String written, String canonical) {
        assertThat(canonical(written)).isEqualTo(canonical);
    }

    @Test
    void huge_numbers_are_equal_when_they_are() {
        assertThat(canonical("1e200")).isEqualTo(canonical("10.0e199"));
        assertThat(canonical("1e-200")).isEqualTo(canonical("0.1e-199"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e200000", "1e999999999", "1e9999999999", "1e-20000", "-7e140000"})
    void a_number_that_postgresql_cannot_store_is_refused(String number) {
        assertRefused(number);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T09:30:00Z, 2026-01-31T09:30:00.000Z",
        "2026-01-31T09:30:00.5Z, 2026-01-31T09:30:00.500Z",
        "2026-01-31T09:30:00.123456789Z, 2026-01-31T09:30:00.123Z",
        "2026-01-31T11:30:00+02:00, 2026-01-31T09:30:00.000Z",
        "2026-01-31T11:30:00.250+0200, 2026-01-31T09:30:00.250Z",
        "2026-01-31T11:30:00.5+02:00, 2026-01-31T09:30:00.500Z",
        "2026-01-31T11:30:00.1234567+02, 2026-01-31T09:30:00.123Z",
        "2026-01-31T11:30+02:00, 2026-01-31T09:30:00.000Z",
        "2026-01-31T09:30:00.000+0000, 2026-01-31T09:30:00.000Z",
        "2026-01-31, 2026-01-31",
        "yesterday, yesterday"
    })
    void moments_are_in_utc_with_milliseconds_and_other_texts_stay(String text, String canonical) {
        assertThat(moment("\"" + text + "\"")).isEqualTo("\"" + canonical + "\"");
    }

    @Test
    void a_moment_may_be_written_with_escapes() {
        assertThat(moment("\"2026-01-31T09:30:00\\u005a\""))
                .isEqualTo("\"2026-01-31T09:30:00.000Z\"");
        assertThat(moment("\"not \\\"now\\\"\"")).isEqualTo("\"not \\\"now\\\"\"");
    }

    @Test
    void what_is_nested_too_deep_is_refused() {
        assertThat(canonical("[".repeat(64) + "]".repeat(64))).hasSize(128);
        assertRefused("[".repeat(66) + "]".repeat(66));
        assertRefused("{\"a\":".repeat(66) + "1" + "}".repeat(66));
        assertRefused("[".repeat(100_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\"",
                "\"\\",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\" 1}",
                "{1:1}",
                "tru",
                "True",
                "nul",
                "falsey",
                "-",
                "--1",
                "1-2",
                "1.",
                ".5",
                "+1",
                "01",
                "1e",
                "0x10",
                "NaN",
                "Infinity",
                "]",
                "}"
            })
    void what_is_no_json_is_refused(String json) {
        assertRefused(json);
    }

    private static void assertRefused(String json) {
        assertThatThrownBy(() -> canonical(json))
                .as(json)
                .isInstanceOf(JsonScan.MalformedException.class);
    }

    private static String canonical(String json) {
        return write(json, false);
    }

    private static String moment(String json) {
        return write(json, true);
    }

    private static String write(String json, boolean isMoment) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        var canonical = new CanonicalJson();
        canonical.value(new JsonScan(bytes, 0, bytes.length), isMoment);
        return canonical.out().text();
    }
}
