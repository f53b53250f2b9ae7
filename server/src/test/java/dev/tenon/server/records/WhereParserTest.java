package dev.tenon.server.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.records.Condition.Value;
import dev.tenon.server.testing.Dice;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhereParserTest {
    private static final List<String> WORDS =
            List.of(
                    "a",
                    "b.c",
                    "and",
                    "or",
                    "not",
                    "in",
                    "is",
                    "like",
                    "null",
                    "true",
                    "(",
                    ")",
                    ",",
                    "=",
                    "!=",
                    "<>",
                    "<",
                    "<=",
                    ">=",
                    ">",
                    "'x'",
                    "'it''s'",
                    "1",
                    "-2.5e3",
                    "\"q\"",
                    "$['a']['b']",
                    "'",
                    "\"",
                    "$[",
                    "#",
                    ";",
                    "\u0000",
                    "é");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a = 'x' | a = 'x'",
                "a == 1 | a = 1",
                "a != true | a <> true",
                "a <> 'it''s' | a <> 'it's'",
                "a < -1.5e3 | a < -1.5e3",
                "a <= +2 | a <= +2",
                "a > 1 | a > 1",
                "A >= 1 | A >= 1",
                "a like '%x_' | a like '%x_'",
                "a not like 'x' | not a like 'x'",
                "a in (1, 2) | a in (1,2)",
                "a not in ('x') | not a in ('x')",
                "a is null | a is null",
                "a is not null | not a is null",
                "a = null | a is null",
                "a != null | not a is null",
                "\"my \"\"field\"\"\" = 1 | my \"field\" = 1",
                "$['a']['b'] = 1 | $['a']['b'] = 1",
                "a = 1 or b = 2 and c = 3 | (a = 1 or (b = 2 and c = 3))",
                "(a = 1 or b = 2) and c = 3 | ((a = 1 or b = 2) and c = 3)",
                "not a = 1 and b = 2 | (not a = 1 and b = 2)",
                "not (a = 1 and b = 2) | not (a = 1 and b = 2)",
                "NOT a = 1 OR b IS NULL | (not a = 1 or b is null)",
                "not not a = 1 | not not a = 1",
                "a=1and b=2 | (a = 1 and b = 2)"
            })
    void every_operator_is_read_with_its_precedence(String where, String meaning) {
        assertThat(shown(WhereParser.parse(where))).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a | 2",
                "a = | 4",
                "a ~ 1 | 3",
                "a = 'x | 5",
                "a = b | 5",
                "= 1 | 1",
                "a = 1 b = 2 | 7",
                "a = 1 and | 10",
                "a = 1 or or b = 2 | 13",
                "(a = 1 | 7",
                "a = 1) | 6",
                "a in 1 | 6",
                "a in () | 7",
                "a in (1 2) | 9",
                "a in (1, | 9",
                "a not = 1 | 7",
                "a is 1 | 6",
                "a < null | 5",
                "'x' = a | 1",
                "1 = 1 | 1",
                "a = 1 ; drop | 7",
                "and = 1 and (b = 2 | 19"
            })
    void a_refusal_names_the_position(String where, int position) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> WhereParser.parse(where));

        assertThat(refusal).as(where).isNotNull();
        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("query.bad-where");
        assertThat(refusal.diagnostics().getFirst().where())
                .isEqualTo("where, position " + position);
        assertThat(refusal.diagnostics().getFirst().fix()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a ~ 'x'", "a =~ 'x'", "a && b = 1", "a contains 'x'", "a ; drop"})
    void an_unknown_operator_is_told_with_those_that_there_are(String where) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> WhereParser.parse(where));

        assertThat(refusal.diagnostics().getFirst().fix())
                .as("%s: %s", where, refusal.diagnostics())
                .isEqualTo("Use =, !=, <, <=, >, >=, in, like or is null.");
    }

    @Test
    void a_quote_that_is_never_closed_is_told_as_one() {
        Refusal refusal =
                catchThrowableOfType(Refusal.class, () -> WhereParser.parse("a = 'O'Hara'"));

        assertThat(refusal.diagnostics().getFirst().what()).contains("not closed");
    }

    @Test
    void what_is_too_long_or_too_deep_is_refused() {
        assertThatThrownBy(() -> WhereParser.parse("a = '" + "x".repeat(10_000) + "'"))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> WhereParser.parse("(".repeat(51) + "a = 1" + ")".repeat(51)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> WhereParser.parse("not ".repeat(2_000) + "a = 1"))
                .isInstanceOf(Refusal.class);
        assertThat(shown(WhereParser.parse("(".repeat(50) + "a = 1" + ")".repeat(50))))
                .isEqualTo("a = 1");
    }

    @Test
    void what_postgresql_cannot_take_is_refused_with_its_position() {
        for (String text : List.of("x\u0000", "\ud800", "\udc00\ud800")) {
            Refusal refusal =
                    catchThrowableOfType(
                            Refusal.class, () -> WhereParser.parse("a = '" + text + "'"));
            assertThat(refusal).isNotNull();
            assertThat(refusal.diagnostics().getFirst().where()).startsWith("where, position");
        }
        assertThat(shown(WhereParser.parse("a = '\ud83d\ude00'"))).isEqualTo("a = '\ud83d\ude00'");
    }

    @Test
    void any_words_are_a_condition_or_are_refused_with_a_position() {
        Dice.play(
                8_000,
                dice -> {
                    var where = new StringBuilder();
                    for (int left = dice.below(12); left > 0; left--) {
                        where.append(dice.of(WORDS)).append(dice.of(List.of(" ", " ", "")));
                    }
                    try {
                        Condition condition = WhereParser.parse(where.toString());
                        assertThat(shown(condition)).isNotEmpty();
                    } catch (Refusal refusal) {
                        assertThat(refusal.diagnostics().getFirst().where())
                                .matches("where, position \\d+");
                    }
                });
    }

    private static String shown(Condition condition) {
        return switch (condition) {
            case Condition.And(var parts) ->
                    parts.stream().map(WhereParserTest::shown).collect(joined(" and "));
            case Condition.Or(var parts) ->
                    parts.stream().map(WhereParserTest::shown).collect(joined(" or "));
            case Condition.Not(var part) -> "not " + shown(part);
            case Condition.IsNull(var field) -> field.name() + " is null";
            case Condition.Compare(var field, var operator, var value) ->
                    field.name() + " " + operator.sql() + " " + shown(value);
            case Condition.In(var field, var values) ->
                    field.name()
                            + " in "
                            + values.stream().map(WhereParserTest::shown).collect(joined(","));
        };
    }

    private static java.util.stream.Collector<CharSequence, ?, String> joined(String joint) {
        return Collectors.joining(joint, "(", ")");
    }

    private static String shown(Value value) {
        return value.kind() == Value.Kind.TEXT ? "'" + value.text() + "'" : value.text();
    }
}
