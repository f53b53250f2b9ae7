package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.schema.FieldType;
import dev.tenon.sandbox.salesforce.soql.Condition;
import dev.tenon.sandbox.salesforce.soql.Condition.Operator;
import dev.tenon.sandbox.salesforce.soql.Literal;
import dev.tenon.sandbox.salesforce.store.Column;
import dev.tenon.sandbox.salesforce.store.Table;
import dev.tenon.sandbox.salesforce.store.Values;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns a condition into a test of a row.
final class Filters {
    private final Scope scope;
    private final Literals literals;
    private final Subqueries subqueries;

    Filters(Scope scope, Subqueries subqueries) {
        this.scope = scope;
        this.literals = new Literals(scope);
        this.subqueries = subqueries;
    }

    IntPredicate of(Condition condition) {
        return switch (condition) {
            case Condition.And(List<Condition> parts) -> all(parts);
            case Condition.Or(List<Condition> parts) -> any(parts);
            case Condition.Not(Condition part) -> of(part).negate();
            case Condition.Compare compare -> compare(compare);
            case Condition.In in -> among(in);
            case Condition.InQuery in -> amongAnswers(in);
            case Condition.Includes includes -> includes(includes);
        };
    }

    private IntPredicate all(List<Condition> parts) {
        IntPredicate[] tests = parts.stream().map(this::of).toArray(IntPredicate[]::new);
        return row -> {
            for (IntPredicate test : tests) if (!test.test(row)) return false;
            return true;
        };
    }

    private IntPredicate any(List<Condition> parts) {
        IntPredicate[] tests = parts.stream().map(this::of).toArray(IntPredicate[]::new);
        return row -> {
            for (IntPredicate test : tests) if (test.test(row)) return true;
            return false;
        };
    }

    private IntPredicate compare(Condition.Compare compare) {
        Path path = scope.filterable(compare.field());
        Operator operator = compare.operator();
        if (operator == Operator.LIKE) return like(path, compare);
        if (compare.literal() instanceof Literal.Span span) {
            return within(
                    path.column(), operator, literals.bounds(compare.field(), path.field(), span));
        }
        Object value = literals.value(compare.field(), path.field(), compare.literal());
        if (value == null) return againstNull(path, compare);
        if (path.isDirect("SystemModstamp") && value instanceof Instant moment)
            return byStamp(operator, moment);
        if (path.isDirect("Id")) return byId(operator, value.toString());
        if (path.field().type() == FieldType.REFERENCE)
            return exact(path.column(), operator, value);
        return byOrder(path.column(), operator, value);
    }

    private IntPredicate againstNull(Path path, Condition.Compare compare) {
        Column column = path.column();
        if (compare.operator() == Operator.EQUAL) return row -> column.at(row) == null;
        if (compare.operator() == Operator.UNEQUAL) return row -> column.at(row) != null;
        throw scope.refuse(
                compare.field(),
                "INVALID_QUERY_FILTER_OPERATOR",
                "null can be compared with = and != only");
    }

    private IntPredicate byStamp(Operator operator, Instant moment) {
        Table table = scope.table();
        long second = moment.getEpochSecond();
        long fraction = moment.getNano();
        return row -> {
            int order = Long.compare(table.stamp(row), second);
            return holds(operator, order == 0 && fraction > 0 ? -1 : order);
        };
    }

    private IntPredicate byId(Operator operator, String id) {
        int place = scope.table().rowsUpTo(id);
        boolean exists = scope.table().row(id) >= 0;
        return row -> holds(operator, exists && row == place - 1 ? 0 : row < place ? -1 : 1);
    }

    private static IntPredicate exact(Column column, Operator operator, Object value) {
        return row -> {
            Object held = column.at(row);
            if (held == null) return operator == Operator.UNEQUAL;
            return holds(operator, held.toString().compareTo(value.toString()));
        };
    }

    private static IntPredicate byOrder(Column column, Operator operator, Object value) {
        return row -> {
            Object held = column.at(row);
            if (held == null) return operator == Operator.UNEQUAL;
            return holds(operator, Values.compare(held, value));
        };
    }

    private static boolean holds(Operator operator, int order) {
        return switch (operator) {
            case EQUAL -> order == 0;
            case UNEQUAL -> order != 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case MORE -> order > 0;
            case AT_LEAST -> order >= 0;
            case LIKE -> throw new IllegalStateException("LIKE is not an order");
        };
    }

    private static IntPredicate within(Column column, Operator operator, Object[] bounds) {
        return row -> {
            Object held = column.at(row);
            if (held == null) return operator == Operator.UNEQUAL;
            boolean early = Values.compare(held, bounds[0]) < 0;
            boolean late = Values.compare(held, bounds[1]) >= 0;
            return holds(operator, early ? -1 : late ? 1 : 0);
        };
    }

    private IntPredicate like(Path path, Condition.Compare compare) {
        boolean text = path.field().type().isText();
        if (!text || !(compare.literal() instanceof Literal.Text(String pattern))) {
            throw scope.refuse(
                    compare.field(),
                    "INVALID_QUERY_FILTER_OPERATOR",
                    "invalid operator on " + path.field().type().wireName() + " field");
        }
        Pattern regex = pattern(pattern);
        Column column = path.column();
        return row -> column.at(row) instanceof String held && regex.matcher(held).matches();
    }

    private static Pattern pattern(String like) {
        var regex = new StringBuilder();
        for (int at = 0; at < like.length(); at++) {
            char letter = like.charAt(at);
            boolean escaped = letter == '\\' && at + 1 < like.length();
            if (escaped) regex.append(Pattern.quote(like.substring(++at, at + 1)));
            else if (letter == '%') regex.append(".*");
            else if (letter == '_') regex.append('.');
            else regex.append(Pattern.quote(String.valueOf(letter)));
        }
        return Pattern.compile(
                regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    private IntPredicate among(Condition.In in) {
        Path path = scope.filterable(in.field());
        var wanted = new HashSet<@Nullable Object>();
        for (Literal literal : in.literals())
            wanted.add(folded(literals.value(in.field(), path.field(), literal), path));
        return row -> wanted.contains(folded(path.column().at(row), path)) != in.negated();
    }

    private static @Nullable Object folded(@Nullable Object value, Path path) {
        if (value instanceof Integer whole) return whole.doubleValue();
        boolean id =
                path.field().type() == FieldType.ID || path.field().type() == FieldType.REFERENCE;
        return value instanceof String text && !id ? text.toLowerCase(Locale.ROOT) : value;
    }

    private IntPredicate amongAnswers(Condition.InQuery in) {
        Path path = scope.filterable(in.field());
        Set<Object> answers = subqueries.answers(in);
        return row -> {
            Object held = path.column().at(row);
            return (held != null && answers.contains(held)) != in.negated();
        };
    }

    private IntPredicate includes(Condition.Includes includes) {
        Path path = scope.filterable(includes.field());
        if (path.field().type() != FieldType.MULTIPICKLIST) {
            throw scope.refuse(
                    includes.field(),
                    "INVALID_QUERY_FILTER_OPERATOR",
                    "includes and excludes are for multi-select picklists");
        }
        List<List<String>> combinations =
                includes.combinations().stream().map(text -> List.of(text.split(";", -1))).toList();
        return row -> {
            String held = path.column().at(row) instanceof String text ? text : "";
            List<String> values = Arrays.asList(held.split(";", -1));
            boolean found = combinations.stream().anyMatch(values::containsAll);
            return found != includes.negated();
        };
    }
}
