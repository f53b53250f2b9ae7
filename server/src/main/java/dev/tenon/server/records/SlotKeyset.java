package dev.tenon.server.records;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// "Comes after the last record shown" in the order of a slot's index: value, then newest first,
/// then id; or in that order backwards.
///
/// @param after its values are the slot's value and the time of the change
record SlotKeyset(Order order, PageCursor after) {
    /// @param binds gets the values, in the order of the place-holders
    String sql(List<@Nullable Object> binds) {
        String column = order.sql().sql();
        String text = after.values().getFirst();
        if (text == null) throw new IllegalArgumentException("a cursor past all values");
        Object value = Keyset.value(order.sql(), text);
        String past = order.isDescending() ? " < ?" : " > ?";
        String notBefore = order.isDescending() ? " <= ?" : " >= ?";
        binds.add(value);
        binds.add(value);
        return column + notBefore + " and (" + column + past + " or " + tie(binds) + ")";
    }

    private String tie(List<@Nullable Object> binds) {
        String moment = after.values().getLast();
        if (moment == null) {
            binds.add(after.id());
            return order.isDescending()
                    ? "provider_modified_at is not null or record_id > ?"
                    : "provider_modified_at is null and record_id < ?";
        }
        binds.add(moment);
        binds.add(moment);
        binds.add(after.id());
        return order.isDescending()
                ? "provider_modified_at > ?::timestamptz"
                        + " or (provider_modified_at = ?::timestamptz and record_id > ?)"
                : "provider_modified_at < ?::timestamptz or provider_modified_at is null"
                        + " or (provider_modified_at = ?::timestamptz and record_id < ?)";
    }
}
