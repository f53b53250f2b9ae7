package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.soql.Query.Item;
import dev.tenon.sandbox.salesforce.soql.Query.Order;
import dev.tenon.sandbox.salesforce.store.Values;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is worked out for one item of one group.
final class Tally {
    private final String function;
    private final Set<Object> distinct = new HashSet<>();
    private int count;
    private double sum;
    private @Nullable Object first;
    private @Nullable Object least;
    private @Nullable Object most;

    private Tally(String function) {
        this.function = function;
    }

    static Tally of(Item item) {
        return new Tally(item instanceof Item.Call call ? call.function() : "");
    }

    void take(@Nullable Object value) {
        if (value == null) return;
        if (first == null) first = value;
        count++;
        switch (function) {
            case "COUNT_DISTINCT" -> distinct.add(value);
            case "SUM", "AVG" -> sum += value instanceof Number number ? number.doubleValue() : 0;
            case "MIN" -> least = least == null || Values.compare(value, least) < 0 ? value : least;
            case "MAX" -> most = most == null || Values.compare(value, most) > 0 ? value : most;
            default -> {}
        }
    }

    @Nullable Object result() {
        return switch (function) {
            case "COUNT" -> count;
            case "COUNT_DISTINCT" -> distinct.size();
            case "SUM" -> count == 0 ? null : (Object) sum;
            case "AVG" -> count == 0 ? null : (Object) (sum / count);
            case "MIN" -> least;
            case "MAX" -> most;
            default -> first;
        };
    }

    static int compare(@Nullable Object left, @Nullable Object right, Order order) {
        if (left == null || right == null) {
            int nulls = Boolean.compare(left != null, right != null);
            return order.nullsLast() ? -nulls : nulls;
        }
        int values = Values.compare(left, right);
        return order.descending() ? -values : values;
    }
}
