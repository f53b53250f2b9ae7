package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.soql.Condition;
import dev.tenon.sandbox.salesforce.soql.Query;
import dev.tenon.sandbox.salesforce.soql.Query.Order;
import dev.tenon.sandbox.salesforce.store.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Finds the rows a query wants, in its order, by the cheapest way the indexes offer.
final class Selector {
    private final Scope scope;
    private final Table table;

    Selector(Scope scope) {
        this.scope = scope;
        this.table = scope.table();
    }

    /// The rows, cut by OFFSET and LIMIT.
    int[] select(Query query) {
        return select(query.where(), query.orderBy(), query.offset(), query.limit());
    }

    /// How many rows match, without order or limit.
    int count(@Nullable Condition where) {
        if (where == null) return scope.asker().withDeleted() ? table.size() : table.live();
        return select(where, List.of(), 0, null).length;
    }

    private int[] select(
            @Nullable Condition where, List<Order> orders, int offset, @Nullable Integer limit) {
        var subqueries = new Subqueries(scope);
        var ranges = new Ranges(scope, subqueries);
        IntPredicate filter = where == null ? _ -> true : new Filters(scope, subqueries).of(where);
        IntPredicate wanted =
                scope.asker().withDeleted()
                        ? filter
                        : row -> !table.isDeleted(row) && filter.test(row);
        Reach reach = where == null ? Reach.ALL : ranges.reach(where);
        Set<Integer> known = where == null ? null : ranges.rows(where);
        var sorting = Sorting.of(scope, orders);
        long most = limit == null ? Long.MAX_VALUE : (long) offset + limit;
        Way way = way(reach, known, sorting);
        var rows = new Rows();
        boolean cut = way.isOrderOf(sorting);
        IntPredicate visit =
                row -> {
                    if (wanted.test(row)) rows.add(row);
                    return !cut || rows.size() < most;
                };
        if (most > 0) walk(way, reach, known, sorting.descending(), visit);
        int[] found = rows.toArray();
        if (!cut) sorting.sort(found);
        int from = Math.min(offset, found.length);
        return from == 0 && most >= found.length
                ? found
                : Arrays.copyOfRange(found, from, (int) Math.min(most, found.length));
    }

    private enum Way {
        KNOWN,
        BINNED,
        BY_STAMP,
        BY_ID;

        boolean isOrderOf(Sorting sorting) {
            return switch (this) {
                case KNOWN, BINNED -> false;
                case BY_STAMP -> sorting.isByStamp();
                case BY_ID -> sorting.isById();
            };
        }
    }

    private Way way(Reach reach, @Nullable Set<Integer> known, Sorting sorting) {
        if (known != null) return Way.KNOWN;
        long stamps = table.estimateByStamp(reach.low(), reach.high());
        long ids = Math.max(0, (long) Math.min(reach.last(), table.size() - 1) - reach.first() + 1);
        if (reach.binned() && table.binned() < Math.min(stamps, ids)) return Way.BINNED;
        if (sorting.isByStamp() && stamps <= ids * 8) return Way.BY_STAMP;
        if (sorting.isById() && ids <= stamps * 8) return Way.BY_ID;
        return stamps < ids ? Way.BY_STAMP : Way.BY_ID;
    }

    private void walk(
            Way way,
            Reach reach,
            @Nullable Set<Integer> known,
            boolean descending,
            IntPredicate visit) {
        switch (way) {
            case KNOWN -> {
                for (int row : known == null ? Set.<Integer>of() : known) {
                    if (!visit.test(row)) return;
                }
            }
            case BINNED -> table.scanDeleted(visit);
            case BY_STAMP -> table.scanByStamp(reach.low(), reach.high(), descending, visit);
            case BY_ID -> walkIds(reach, descending, visit);
        }
    }

    private void walkIds(Reach reach, boolean descending, IntPredicate visit) {
        int last = Math.min(reach.last(), table.size() - 1);
        int step = descending ? -1 : 1;
        for (int row = descending ? last : reach.first();
                row >= reach.first() && row <= last;
                row += step) {
            if (!visit.test(row)) return;
        }
    }
}
