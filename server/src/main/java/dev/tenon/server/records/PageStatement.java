package dev.tenon.server.records;

import dev.tenon.server.db.Tx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The SQL of one page. Without sort keys the newest records come first, straight off the ordered
/// index. With them, records without a value for the first key come last; when that key has a slot,
/// the two parts are asked for one after the other, so that each uses the slot's partial index.
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

    List<Found> run(Tx tx, @Nullable PageCursor after, int limit) {
        if (orders.isEmpty()) return newest(tx, after, limit);
        if (!orders.getFirst().sql().inSlot()) return sorted(tx, after, limit, "true");
        String column = orders.getFirst().sql().sql();
        boolean pastValues = after != null && after.values().getFirst() == null;
        var rows = new ArrayList<Found>();
        if (!pastValues) rows.addAll(sorted(tx, after, limit, column + " is not null"));
        if (rows.size() < limit) {
            PageCursor rest = pastValues ? after : null;
            rows.addAll(sorted(tx, rest, limit - rows.size(), column + " is null"));
        }
        return rows;
    }

    private List<Found> newest(Tx tx, @Nullable PageCursor after, int limit) {
        var all = new ArrayList<@Nullable Object>(binds);
        String keyset = "";
        if (after != null) {
            String moment = after.values().getFirst();
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
                ", provider_modified_at::text as s0",
                List.of(),
                condition + keyset,
                all,
                "provider_modified_at desc nulls last, record_id desc",
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
                shown.toString(),
                shownBinds,
                part + " and " + condition + keyset,
                all,
                order.toString(),
                limit);
    }

    /// Slots are named; expressions out of the JSON are sorted by their output column, so that
    /// their values are bound once.
    private String sortKey(int index) {
        Order order = orders.get(index);
        String direction = order.isDescending() ? " desc" : " asc";
        String key = order.sql().inSlot() ? order.sql().sql() : "k" + index;
        return key + direction + " nulls last";
    }

    private List<Found> select(
            Tx tx,
            String shown,
            List<@Nullable Object> shownBinds,
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
        var all = new ArrayList<@Nullable Object>(shownBinds);
        all.addAll(keyBinds);
        all.add(id.group().projectNumber());
        all.add(id.group().number());
        all.add(id.number());
        all.addAll(whereBinds);
        all.add(limit);
        int values = Math.max(1, orders.size());
        return tx.query(
                """
                select %s%s%s from records
                where project_id = ? and group_id = ? and dataset_id = ? and deleted_at is null
                  and %s
                order by %s limit ?\
                """
                        .formatted(ChangeFeed.COLUMNS, shown, keys, where, order),
                row -> {
                    var sort = new ArrayList<@Nullable String>();
                    for (int i = 0; i < values; i++) sort.add(row.textOrNull("s" + i));
                    return new Found(ChangeFeed.read(row), sort);
                },
                all.toArray());
    }

    /// A record and its sort values.
    record Found(StoredRecord record, List<@Nullable String> values) {}
}
