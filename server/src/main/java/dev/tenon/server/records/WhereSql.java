package dev.tenon.server.records;

import dev.tenon.server.records.Condition.Operator;
import dev.tenon.server.records.Condition.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns a condition into SQL with bound values. A comparison with a field that has no value does
/// not hold, and its negation does: there is no third truth in the language.
final class WhereSql {
    private final View view;
    private final Slots slots;
    private final List<@Nullable Object> binds = new ArrayList<>();
    private final List<String> unindexed = new ArrayList<>();

    WhereSql(View view, Slots slots) {
        this.view = view;
        this.slots = slots;
    }

    List<@Nullable Object> binds() {
        return binds;
    }

    /// Fields that were read out of the JSON, for the advice of a query that is too slow.
    List<String> unindexed() {
        return unindexed;
    }

    String sql(Condition condition) {
        return switch (condition) {
            case Condition.And(var parts) -> joined(parts, " and ");
            case Condition.Or(var parts) -> joined(parts, " or ");
            case Condition.Not(var part) -> "not coalesce(" + sql(part) + ", false)";
            case Condition.IsNull(var field) -> use(field(field)).sql() + " is null";
            case Condition.Compare(var field, var operator, var value) ->
                    compare(field(field), operator, value);
            case Condition.In(var field, var values) -> in(field(field), values);
        };
    }

    private String joined(List<Condition> parts, String joint) {
        return parts.stream().map(this::sql).collect(Collectors.joining(joint, "(", ")"));
    }

    private String in(FieldSql field, List<Value> values) {
        return values.stream()
                .map(value -> compare(field, Operator.EQUAL, value))
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    private String compare(FieldSql field, Operator operator, Value value) {
        Value translated =
                new Value(
                        value.kind(), view.providerValue(field.field(), value.text()), value.at());
        if (operator == Operator.LIKE) return like(field, translated);
        Object bound = field.bind(translated);
        boolean cut = field.inSlot() && bound instanceof String text && isCut(text);
        if (cut) return compareCut(field, operator, (String) bound);
        String comparison = use(field).sql() + " " + operator.sql() + " ?";
        binds.add(bound);
        return operator == Operator.UNEQUAL ? "coalesce(" + comparison + ", true)" : comparison;
    }

    /// A slot holds the first part of a long text, so that the text itself must be compared too.
    private String compareCut(FieldSql field, Operator operator, String text) {
        FieldSql whole = FieldSql.of(field.field(), field.type(), Slots.NONE);
        binds.addAll(whole.binds());
        binds.add(text);
        String exact = whole.sql() + " " + operator.sql() + " ?";
        if (operator == Operator.UNEQUAL) return "coalesce(" + exact + ", true)";
        if (operator != Operator.EQUAL) return exact;
        binds.add(SlotValue.shortened(text));
        return "(" + exact + " and " + field.sql() + " = ?)";
    }

    /// A text is cut one short of the longest when that would part a pair of surrogates.
    private static boolean isCut(String text) {
        return text.length() >= RecordShaper.longestSlot() - 1;
    }

    /// `like` knows `%` and `_`, and no escapes, and does not mind case.
    private String like(FieldSql field, Value value) {
        FieldSql text =
                FieldSql.of(field.field(), dev.tenon.spi.FieldInfo.FieldType.TEXT, Slots.NONE);
        String sql = "lower(" + use(text).sql() + ") like lower(?) escape ''";
        binds.add(value.text());
        return sql;
    }

    private FieldSql field(Condition.Field field) {
        String name = view.nativeName(field.name(), "where, position " + field.at());
        return FieldSql.of(name, view.type(name), slots);
    }

    private FieldSql use(FieldSql field) {
        binds.addAll(field.binds());
        if (!field.inSlot()) unindexed.add(field.field());
        return field;
    }
}
