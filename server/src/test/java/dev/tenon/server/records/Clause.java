package dev.tenon.server.records;

import dev.tenon.server.testing.Dice;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A condition made at random, and what it means by the documentation of the language.
///
/// @param text as a person would write it
/// @param rank 0 for `or`, 1 for `and`, 2 for what binds closer
/// @param meaning over the values of a record: [String], [BigDecimal], [Boolean] or [Instant]
record Clause(String text, int rank, Predicate<Map<String, Object>> meaning) {
    private static final List<String> COMPARISONS = List.of("=", "!=", "<", "<=", ">", ">=");

    /// Any condition over the fields of [Sample].
    static Clause any(Dice dice, int depth) {
        if (depth == 0 || dice.oneIn(3)) return comparison(dice);
        return switch (dice.below(3)) {
            case 0 -> {
                Clause one = any(dice, depth - 1);
                Clause other = any(dice, depth - 1);
                yield new Clause(
                        one.text() + " or " + other.text(), 0, one.meaning().or(other.meaning()));
            }
            case 1 -> {
                Clause one = any(dice, depth - 1);
                Clause other = any(dice, depth - 1);
                yield new Clause(
                        one.within(1, dice) + " and " + other.within(1, dice),
                        1,
                        one.meaning().and(other.meaning()));
            }
            default -> {
                Clause one = any(dice, depth - 1);
                yield new Clause("not " + one.within(2, dice), 2, one.meaning().negate());
            }
        };
    }

    /// In parentheses where it must, and sometimes where it may.
    private String within(int rank, Dice dice) {
        return this.rank < rank || dice.oneIn(5) ? "(" + text + ")" : text;
    }

    private static Clause comparison(Dice dice) {
        String field = dice.of(Sample.FIELDS);
        return switch (dice.below(6)) {
            case 0 -> {
                boolean not = dice.oneIn(2);
                yield new Clause(
                        field + (not ? " is not null" : " is null"),
                        2,
                        record -> (record.get(field) == null) != not);
            }
            case 1 -> in(field, dice);
            case 2 -> field.startsWith("text") ? like(field, dice) : compare(field, dice);
            default -> compare(field, dice);
        };
    }

    private static Clause compare(String field, Dice dice) {
        Object value = Sample.value(field, dice);
        boolean isTruth = value instanceof Boolean;
        String operator = isTruth ? dice.of(COMPARISONS.subList(0, 2)) : dice.of(COMPARISONS);
        return new Clause(
                field + " " + operator + " " + literal(value, field, dice),
                2,
                record -> holds(record.get(field), operator, value));
    }

    private static Clause in(String field, Dice dice) {
        List<Object> values =
                java.util.stream.IntStream.rangeClosed(0, dice.below(3))
                        .mapToObj(_ -> Sample.value(field, dice))
                        .toList();
        boolean not = dice.oneIn(3);
        String written =
                values.stream()
                        .map(value -> literal(value, field, dice))
                        .collect(Collectors.joining(", ", "(", ")"));
        return new Clause(
                field + (not ? " not in " : " in ") + written,
                2,
                record ->
                        values.stream().anyMatch(value -> holds(record.get(field), "=", value))
                                != not);
    }

    private static Clause like(String field, Dice dice) {
        String pattern =
                dice.of(List.of("%", "", "_")) + dice.text(2) + dice.of(List.of("%", "", "_%"));
        boolean not = dice.oneIn(3);
        Pattern regex = regex(pattern);
        return new Clause(
                field + (not ? " not like " : " like ") + quoted(pattern),
                2,
                record ->
                        (record.get(field) instanceof String text && regex.matcher(text).matches())
                                != not);
    }

    private static Pattern regex(String like) {
        String regex =
                like.codePoints()
                        .mapToObj(code ->
                                switch (code) {
                                    case '%' -> ".*";
                                    case '_' -> ".";
                                    default -> Pattern.quote(Character.toString(code));
                                })
                        .collect(Collectors.joining());
        return Pattern.compile(
                regex, Pattern.DOTALL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /// What is missing is unlike everything, and neither before nor after it.
    private static boolean holds(@Nullable Object have, String operator, Object value) {
        if (have == null) return operator.equals("!=");
        int order = Sample.order(have, value);
        return switch (operator) {
            case "=" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private static String literal(Object value, String field, Dice dice) {
        return switch (value) {
            case String text -> quoted(text);
            case BigDecimal number -> dice.oneIn(4) ? quoted(number.toString()) : plain(number);
            case Instant moment ->
                    quoted(
                            field.startsWith("day")
                                    ? moment.toString().substring(0, 10)
                                    : Sample.written(moment, dice));
            default -> Objects.toString(value);
        };
    }

    private static String plain(BigDecimal number) {
        return number.toPlainString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
