package dev.tenon.server.records;

import dev.tenon.server.db.Tx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The SQL of one page. Without sort keys the newest records come first, straight off the ordered
/// index. Sorted by one key with a slot, they come straight off the slot's index, so that what is
/// equal comes by the time of its change; records without a value come last, the newest first.
/// Other sort keys are sorted by, and what is equal comes by id.
///
/// The limit stands in the text, for a plan that does not know it reckons with a tenth of the
/// dataset, so that each page would be planned anew.
final class PageStatement {
    private final DatasetId id;
    private final String condition;
    private final List<@Nullable Object> binds;
    private final List<Order> orders;

    PageStatement(
            DatasetId id, String condition, List<@Nullable Object> binds, List<Order> orders) {
        this.id = id;
        this.condition = condition;
        this.binds = binds;
        this.orders = orders;
    }

    /// Whether the last sort value is the time of the change.
    static boolean showsTime(List<Order> orders) {
        return orders.isEmpty() || (orders.size() == 1 && orders.getFirst().sql().inSlot());
    }

    List<Found> run(Tx tx, @Nullable PageCursor after, int limit) {
        if (orders.isEmpty()) return newest(tx, "true", "", after, limit);
        Order first = orders.getFirst();
        if (!first.sql().inSlot()) return sorted(tx, after, limit, "true");
        boolean alone = showsTime(orders);
        boolean pastValues = after != null && after.values().getFirst() == null;
        String column = first.sql().sql();
        var rows = new ArrayList<Found>();
        if (!pastValues) {
            String part = column + " is not null";
            rows.addAll(
                    alone
                            ? alongSlot(tx, first, after, limit, part)
                            : sorted(tx, after, limit, part));
        }
        if (rows.size() < limit) {
            PageCursor rest = pastValues ? after : null;
            int more = limit - rows.size();
            String part = column + " is null";
            rows.addAll(
                    alone
                            ? newest(tx, part, "null::text as s0, ", rest, more)
                            : sorted(tx, rest, more, part));
        }
        return rows;
    }

    /// @param before columns shown before the time of the change
    private List<Found> newest(
            Tx tx, String part, String before, @Nullable PageCursor after, int limit) {
        var all = new ArrayList<@Nullable Object>(binds);
        int values = before.isEmpty() ? 1 : 2;
        String keyset = "";
        if (after != null) {
            String moment = after.values().getLast();
            if (moment == null) {
                keyset = " and provider_modified_at is null and record_id < ?";
                all.add(after.id());
            } else {
                keyset =
                        " and (provider_modified_at <= ?::timestamptz or provider_modified_at is null)"
                                + " and (provider_modified_at < ?::timestamptz"
                                + " or provider_modified_at is null or record_id < ?)";
                all.add(moment);
                all.add(moment);
                all.add(after.id());
            }
        }
        return select(
                tx,
                new Shown(
                        ", " + before + "provider_modified_at::text as s" + (values - 1),
                        List.of(),
                        values),
                part + " and " + condition + keyset,
                all,
                "provider_modified_at desc nulls last, record_id desc",
                limit);
    }

    /// In the order of the slot's index, or backwards.
    private List<Found> alongSlot(
            Tx tx, Order order, @Nullable PageCursor after, int limit, String part) {
        String column = order.sql().sql();
        var all = new ArrayList<@Nullable Object>(binds);
        String keyset = after == null ? "" : " and " + new SlotKeyset(order, after).sql(all);
        return select(
                tx,
                new Shown(
                        ", " + column + "::text as s0, provider_modified_at::text as s1",
                        List.of(),
                        2),
                part + " and " + condition + keyset,
                all,
                order.isDescending()
                        ? column + " desc, provider_modified_at asc nulls first, record_id asc"
                        : column + " asc, provider_modified_at desc nulls last, record_id desc",
                limit);
    }

    private List<Found> sorted(Tx tx, @Nullable PageCursor after, int limit, String part) {
        var shown = new StringBuilder();
        var shownBinds = new ArrayList<@Nullable Object>();
        var order = new StringBuilder();
        for (int i = 0; i < orders.size(); i++) {
            FieldSql sql = orders.get(i).sql();
            shown.append(", ").append(sql.sql()).append("::text as s").append(i);
            shownBinds.addAll(sql.binds());
            order.append(sortKey(i)).append(", ");
        }
        order.append("record_id ").append(orders.getFirst().isDescending() ? "desc" : "asc");
        var all = new ArrayList<@Nullable Object>(binds);
        String keyset = after == null ? "" : " and " + new Keyset(orders, after).sql(all);
        return select(
                tx,
                new Shown(shown.toString(), shownBinds, orders.size()),
                part + " and " + condition + keyset,
                all,
                order.toString(),
                limit);
    }

    /// Slots are named; expressions out of the JSON are sorted by their output column, so that
    /// their values are bound once. A leading slot has a value in all records of its part.
    private String sortKey(int index) {
        Order order = orders.get(index);
        String direction = order.isDescending() ? " desc" : " asc";
        String key = order.sql().inSlot() ? order.sql().sql() : "k" + index;
        boolean hasValue = index == 0 && order.sql().inSlot();
        return key + direction + (hasValue ? "" : " nulls last");
    }

    private List<Found> select(
            Tx tx,
            Shown shown,
            String where,
            List<@Nullable Object> whereBinds,
            String order,
            int limit) {
        var keys = new StringBuilder();
        var keyBinds = new ArrayList<@Nullable Object>();
        for (int i = 0; i < orders.size(); i++) {
            FieldSql sql = orders.get(i).sql();
            if (sql.inSlot()) continue;
            keys.append(", ").append(sql.sql()).append(" as k").append(i);
            keyBinds.addAll(sql.binds());
        }
        var all = new ArrayList<@Nullable Object>(shown.binds());
        all.addAll(keyBinds);
        all.add(id.group().projectNumber());
        all.add(id.group().number());
        all.add(id.number());
        all.addAll(whereBinds);
        return tx.query(
                """
                select %s%s%s from records
                where project_id = ? and group_id = ? and dataset_id = ? and deleted_at is null
                  and %s
                order by %s limit %d\
                """
                        .formatted(ChangeFeed.COLUMNS, shown.sql(), keys, where, order, limit),
                row -> {
                    var sort = new ArrayList<@Nullable String>();
                    for (int i = 0; i < shown.values(); i++) sort.add(row.textOrNull("s" + i));
                    return new Found(ChangeFeed.read(row), sort);
                },
                all.toArray());
    }

    /// What is selected besides the record.
    ///
    /// @param values how many sort values, named s0, s1 and so on
    private record Shown(String sql, List<@Nullable Object> binds, int values) {}

    /// A record and its sort values.
    record Found(StoredRecord record, List<@Nullable String> values) {}
}
