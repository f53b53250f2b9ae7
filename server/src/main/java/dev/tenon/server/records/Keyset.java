package dev.tenon.server.records;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// "Comes after the last record shown", for any sort keys: the first key is past, or it is equal
/// and the second is past, and so on to the id. Missing values come last.
final class Keyset {
    private final List<Order> orders;
    private final PageCursor after;

    Keyset(List<Order> orders, PageCursor after) {
        this.orders = orders;
        this.after = after;
    }

    /// @param binds gets the values, in the order of the place-holders
    String sql(List<@Nullable Object> binds) {
        var choices = new ArrayList<String>();
        var leading = new StringBuilder();
        leadingBound(leading, binds);
        for (int i = 0; i <= orders.size(); i++) {
            var parts = new ArrayList<String>();
            for (int before = 0; before < i; before++) parts.add(equal(before, binds));
            parts.add(i == orders.size() ? idPast(binds) : past(i, binds));
            choices.add("(" + String.join(" and ", parts) + ")");
        }
        return leading + "(" + String.join(" or ", choices) + ")";
    }

    /// Says again, in a form that an index can use, that the first key is not before its last
    /// value.
    private void leadingBound(StringBuilder leading, List<@Nullable Object> binds) {
        Order first = orders.getFirst();
        String value = after.values().getFirst();
        if (value == null || !first.sql().inSlot()) return;
        leading.append(first.sql().sql())
                .append(first.isDescending() ? " <= ? and " : " >= ? and ");
        binds.add(value(first.sql(), value));
    }

    private String equal(int index, List<@Nullable Object> binds) {
        Order order = orders.get(index);
        binds.addAll(order.sql().binds());
        String value = after.values().get(index);
        if (value == null) return order.sql().sql() + " is null";
        binds.add(value(order.sql(), value));
        return order.sql().sql() + " = ?";
    }

    private String past(int index, List<@Nullable Object> binds) {
        Order order = orders.get(index);
        String value = after.values().get(index);
        if (value == null) return "false";
        binds.addAll(order.sql().binds());
        binds.add(value(order.sql(), value));
        String comparison = order.sql().sql() + (order.isDescending() ? " < ?" : " > ?");
        binds.addAll(order.sql().binds());
        return "(" + comparison + " or " + order.sql().sql() + " is null)";
    }

    private String idPast(List<@Nullable Object> binds) {
        binds.add(after.id());
        return "record_id" + (orders.getFirst().isDescending() ? " < ?" : " > ?");
    }

    /// A sort value as PostgreSQL showed it, ready to be compared.
    ///
    /// @throws DateTimeException or [NumberFormatException] when the column cannot have shown it
    static Object value(FieldSql sql, String text) {
        return switch (Slots.Kind.of(sql.type())) {
            case NUMBER -> {
                BigDecimal number = Storable.number(text);
                if (number == null) throw new NumberFormatException(text);
                yield number;
            }
            case TIME -> sql.inSlot() ? moment(text) : text;
            case TEXT -> text;
        };
    }

    /// PostgreSQL shows a moment as `2026-01-31 09:30:00+00`.
    ///
    /// @throws DateTimeException when it is none
    static OffsetDateTime moment(String text) {
        String iso = text.replace(' ', 'T');
        OffsetDateTime moment =
                OffsetDateTime.parse(
                        iso.endsWith("+00") ? iso.substring(0, iso.length() - 3) + "Z" : iso);
        if (!Storable.isTime(moment)) throw new DateTimeException(text);
        return moment;
    }
}
