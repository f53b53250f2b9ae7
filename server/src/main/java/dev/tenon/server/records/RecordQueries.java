package dev.tenon.server.records;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.SqlFailure;
import dev.tenon.server.db.Tx;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Answers queries of a dataset, a page at a time, by keyset. One statement a page; filters and
/// sorts on indexed fields use their slot's index, others read the dataset under a time limit. Safe
/// for use by many threads.
public final class RecordQueries {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /// One page.
    ///
    /// @throws Refusal `query.…` with the position of what is wrong
    public QueryPage page(Tx tx, Dataset dataset, View view, Query query) {
        var where = new WhereSql(view, dataset.slots());
        String condition =
                query.where().isBlank() ? "true" : where.sql(WhereParser.parse(query.where()));
        List<Order> orders =
                query.orderBy().isBlank()
                        ? List.of()
                        : Order.parse(query.orderBy(), view, dataset.slots());
        orders.stream()
                .map(Order::sql)
                .filter(sql -> !sql.inSlot())
                .forEach(sql -> where.unindexed().add(sql.field()));
        long checksum = PageCursor.checksum(query.where(), query.orderBy(), dataset.id().text());
        PageCursor after =
                query.after().isEmpty() ? null : PageCursor.parse(query.after(), checksum, orders);
        if (!where.unindexed().isEmpty()) tx.timeout(LONGEST);
        try {
            var statement = new PageStatement(dataset.id(), condition, where.binds(), orders);
            return cut(statement.run(tx, after, query.limit() + 1), query.limit(), checksum);
        } catch (SqlFailure failure) {
            if (failure.isTimeout()) throw tooSlow(where.unindexed());
            throw failure;
        }
    }

    private static QueryPage cut(List<PageStatement.Found> rows, int limit, long checksum) {
        List<StoredRecord> records =
                rows.stream().limit(limit).map(PageStatement.Found::record).toList();
        if (rows.size() <= limit) return new QueryPage(records, null);
        PageStatement.Found last = rows.get(limit - 1);
        return new QueryPage(
                records, new PageCursor(checksum, last.values(), last.record().id()).text());
    }

    private static Refusal tooSlow(List<String> unindexed) {
        String names = unindexed.stream().distinct().collect(Collectors.joining(", "));
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "query.too-slow",
                "The query took longer than 10 s, for it filters or sorts on fields without an index.",
                "where, orderBy",
                "Add a line to the object in the manifest: index: [" + names + "]");
    }

    /// What is asked.
    ///
    /// @param where may be blank
    /// @param orderBy blank for the newest first
    /// @param after the cursor of the page before; empty for the first page
    public record Query(String where, String orderBy, int limit, String after) {}

    /// What is answered.
    ///
    /// @param next the cursor of the next page; null on the last
    public record QueryPage(List<StoredRecord> records, @Nullable String next) {
        /// Copies its list.
        public QueryPage(List<StoredRecord> records, @Nullable String next) {
            this.records = List.copyOf(records);
            this.next = next;
        }
    }
}
