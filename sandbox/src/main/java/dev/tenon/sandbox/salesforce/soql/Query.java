package dev.tenon.sandbox.salesforce.soql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A query as written; nothing in it is looked up yet.
///
/// @param items what is selected, at least one
/// @param object from what, or for a child query the relationship
/// @param where which rows, or all
/// @param groupBy by what to group; may be empty
/// @param orderBy in which order; may be empty
/// @param limit at most so many rows, or all
/// @param offset rows to skip
public record Query(
        List<Item> items,
        FieldName object,
        @Nullable Condition where,
        List<FieldName> groupBy,
        List<Order> orderBy,
        @Nullable Integer limit,
        int offset) {
    /// Copies the lists.
    public Query {
        items = List.copyOf(items);
        groupBy = List.copyOf(groupBy);
        orderBy = List.copyOf(orderBy);
    }

    /// A name in the query and its place.
    ///
    /// @param text such as `Account.Name`
    /// @param at where it begins, from 0
    public record FieldName(String text, int at) {}

    /// Something selected.
    public sealed interface Item {
        /// A field, perhaps of a parent.
        record Plain(FieldName name, @Nullable String alias) implements Item {}

        /// A function of a field; `COUNT()` has none.
        record Call(String function, @Nullable FieldName argument, @Nullable String alias, int at)
                implements Item {}

        /// `FIELDS(ALL)`, `FIELDS(STANDARD)` or `FIELDS(CUSTOM)`.
        record Fields(String group, int at) implements Item {}

        /// The records below, such as `(SELECT Id FROM Contacts)`.
        record Children(Query query) implements Item {}
    }

    /// One key of the order.
    ///
    /// @param item a field, or a function in a grouped query
    /// @param descending largest first
    /// @param nullsLast whether rows without a value come last
    public record Order(Item item, boolean descending, boolean nullsLast) {}
}
