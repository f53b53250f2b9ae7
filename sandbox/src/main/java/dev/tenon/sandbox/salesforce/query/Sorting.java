package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.soql.Query.Item;
import dev.tenon.sandbox.salesforce.soql.Query.Order;
import dev.tenon.sandbox.salesforce.store.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The order of a query's answer; rows that are equal in it go by id.
final class Sorting {
    private final List<Key> keys;

    private Sorting(List<Key> keys) {
        this.keys = keys;
    }

    private record Key(Path path, boolean descending, boolean nullsLast) {}

    static Sorting of(Scope scope, List<Order> orders) {
        var keys = new ArrayList<Key>();
        for (Order order : orders) {
            if (!(order.item() instanceof Item.Plain plain)) {
                throw ApiError.badRequest(
                        "MALFORMED_QUERY", "functions in ORDER BY need a GROUP BY");
            }
            keys.add(
                    new Key(scope.filterable(plain.name()), order.descending(), order.nullsLast()));
        }
        return new Sorting(keys);
    }

    /// Whether the first key asks for the largest first.
    boolean descending() {
        return !keys.isEmpty() && keys.getFirst().descending;
    }

    /// Whether it is the order of ids.
    boolean isById() {
        return keys.isEmpty() || keys.getFirst().path.isDirect("Id");
    }

    /// Whether it is the order of (SystemModstamp, Id), in one direction.
    boolean isByStamp() {
        if (keys.isEmpty() || !keys.getFirst().path.isDirect("SystemModstamp")) return false;
        if (keys.size() == 1) return !descending();
        return keys.get(1).path.isDirect("Id") && keys.get(1).descending == descending();
    }

    /// Sorts rows.
    void sort(int[] rows) {
        if (isById()) {
            Arrays.sort(rows);
            if (descending()) reverse(rows);
            return;
        }
        Integer[] boxed = Arrays.stream(rows).boxed().toArray(Integer[]::new);
        Arrays.sort(boxed, comparator(rows));
        for (int at = 0; at < rows.length; at++) rows[at] = boxed[at];
    }

    private Comparator<Integer> comparator(int[] rows) {
        Comparator<Integer> order = null;
        for (Key key : keys) {
            Map<Integer, @Nullable Object> values = HashMap.newHashMap(rows.length);
            for (int row : rows) values.put(row, key.path.column().at(row));
            Comparator<Integer> one =
                    (left, right) -> compare(key, values.get(left), values.get(right));
            order = order == null ? one : order.thenComparing(one);
        }
        return order == null
                ? Comparator.naturalOrder()
                : order.thenComparing(Comparator.naturalOrder());
    }

    private static int compare(Key key, @Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            int order = Boolean.compare(left != null, right != null);
            return key.nullsLast ? -order : order;
        }
        int order = Values.compare(left, right);
        return key.descending ? -order : order;
    }

    private static void reverse(int[] rows) {
        for (int low = 0, high = rows.length - 1; low < high; low++, high--) {
            int row = rows[low];
            rows[low] = rows[high];
            rows[high] = row;
        }
    }
}
