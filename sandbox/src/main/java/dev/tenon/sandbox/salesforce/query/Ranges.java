package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.soql.Condition;
import dev.tenon.sandbox.salesforce.soql.Condition.Operator;
import dev.tenon.sandbox.salesforce.soql.Literal;
import dev.tenon.sandbox.salesforce.store.RecordId;
import dev.tenon.sandbox.salesforce.store.Table;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads from a condition where rows can be, so that not all must be looked at.
final class Ranges {
    private final Scope scope;
    private final Table table;
    private final Subqueries subqueries;

    Ranges(Scope scope, Subqueries subqueries) {
        this.scope = scope;
        this.table = scope.table();
        this.subqueries = subqueries;
    }

    /// The reach of a condition.
    Reach reach(Condition condition) {
        return switch (condition) {
            case Condition.And(List<Condition> parts) -> fold(parts, Reach::and);
            case Condition.Or(List<Condition> parts) -> fold(parts, Reach::or);
            case Condition.Compare compare -> reach(compare);
            case Condition.Not _, Condition.In _, Condition.InQuery _, Condition.Includes _ ->
                    Reach.ALL;
        };
    }

    private Reach fold(List<Condition> parts, BinaryOperator<Reach> joint) {
        return parts.stream().map(this::reach).reduce(joint).orElse(Reach.ALL);
    }

    private Reach reach(Condition.Compare compare) {
        Path path = scope.filterable(compare.field());
        if (path.isDirect("SystemModstamp")
                && compare.literal() instanceof Literal.Moment(Instant moment)) {
            return byStamp(compare.operator(), moment);
        }
        if (path.isDirect("Id") && compare.literal() instanceof Literal.Text(String text)) {
            String id = RecordId.full(text);
            return id == null ? Reach.ALL : byId(compare.operator(), id);
        }
        boolean binned =
                path.isDirect("IsDeleted") && compare.literal().equals(new Literal.Flag(true));
        if (!binned || compare.operator() != Operator.EQUAL) return Reach.ALL;
        return new Reach(Reach.ALL.low(), Reach.ALL.high(), 0, Reach.ALL.last(), true);
    }

    private static Reach byStamp(Operator operator, Instant moment) {
        long floor = moment.getEpochSecond();
        long ceiling = moment.getNano() > 0 ? floor + 1 : floor;
        return switch (operator) {
            case EQUAL -> Reach.stamps(ceiling, floor);
            case LESS -> Reach.stamps(0, ceiling - 1);
            case AT_MOST -> Reach.stamps(0, floor);
            case MORE -> Reach.stamps(floor + 1, Integer.MAX_VALUE);
            case AT_LEAST -> Reach.stamps(ceiling, Integer.MAX_VALUE);
            case UNEQUAL, LIKE -> Reach.ALL;
        };
    }

    private Reach byId(Operator operator, String id) {
        int upTo = table.rowsUpTo(id);
        int exact = table.row(id);
        return switch (operator) {
            case EQUAL -> exact < 0 ? Reach.rows(0, -1) : Reach.rows(exact, exact);
            case LESS -> Reach.rows(0, exact < 0 ? upTo - 1 : exact - 1);
            case AT_MOST -> Reach.rows(0, upTo - 1);
            case MORE -> Reach.rows(upTo, Reach.ALL.last());
            case AT_LEAST -> Reach.rows(exact < 0 ? upTo : exact, Reach.ALL.last());
            case UNEQUAL, LIKE -> Reach.ALL;
        };
    }

    /// The only rows that can match, when indexes of values tell; else null.
    @Nullable Set<Integer> rows(Condition condition) {
        return switch (condition) {
            case Condition.And(List<Condition> parts) -> fewest(parts);
            case Condition.Or(List<Condition> parts) -> union(parts);
            case Condition.Compare(var field, var operator, Literal.Text(String text))
                    when operator == Operator.EQUAL ->
                    lookup(scope.filterable(field), List.of(text));
            case Condition.In in
                    when !in.negated()
                            && in.literals().stream().allMatch(Literal.Text.class::isInstance) ->
                    lookup(
                            scope.filterable(in.field()),
                            in.literals().stream().map(Ranges::text).toList());
            case Condition.InQuery in when !in.negated() ->
                    lookup(
                            scope.filterable(in.field()),
                            subqueries.answers(in).stream().map(Object::toString).toList());
            case Condition.Compare _,
                    Condition.In _,
                    Condition.InQuery _,
                    Condition.Not _,
                    Condition.Includes _ ->
                    null;
        };
    }

    private static String text(Literal literal) {
        return literal instanceof Literal.Text(String text) ? text : "";
    }

    private @Nullable Set<Integer> fewest(List<Condition> parts) {
        Set<Integer> fewest = null;
        for (Condition part : parts) {
            Set<Integer> rows = rows(part);
            if (rows != null && (fewest == null || rows.size() < fewest.size())) fewest = rows;
        }
        return fewest;
    }

    private @Nullable Set<Integer> union(List<Condition> parts) {
        var all = new HashSet<Integer>();
        for (Condition part : parts) {
            Set<Integer> rows = rows(part);
            if (rows == null) return null;
            all.addAll(rows);
        }
        return all;
    }

    private @Nullable Set<Integer> lookup(Path path, List<String> values) {
        boolean id = path.isDirect("Id");
        if (!id && !(path.isDirect() && path.field().isIndexed())) return null;
        var rows = new HashSet<Integer>();
        for (String value : values) {
            String full = RecordId.full(value);
            if (id) {
                int row = full == null ? -1 : table.row(full);
                if (row >= 0) rows.add(row);
                continue;
            }
            boolean reference = path.field().reference() != null;
            int[] found = table.lookup(path.field(), reference && full != null ? full : value);
            if (found == null) return null;
            for (int row : found) rows.add(row);
        }
        return rows;
    }
}
