package dev.tenon.server.records;

import dev.tenon.server.db.Tx;

/// Leaves PostgreSQL one plan for each statement of a page. A young table has no statistics, and a
/// plan chosen then is kept for as long as its statement is prepared: one that sorts a whole
/// dataset for each record looks cheap while the dataset is empty.
final class PagePlans {
    private PagePlans() {}

    /// Until [#any]: rows come from the index that has them in order, one descent per id.
    static void inIndexOrder(Tx tx) {
        set(
                tx,
                "off",
                "enable_sort",
                "enable_seqscan",
                "enable_bitmapscan",
                "enable_hashjoin",
                "enable_mergejoin");
    }

    /// Until [#any]: rows come from the places that the statement names.
    static void byPlace(Tx tx) {
        set(tx, "off", "enable_indexscan", "enable_indexonlyscan");
    }

    /// Every plan is allowed again.
    static void any(Tx tx) {
        set(
                tx,
                "on",
                "enable_sort",
                "enable_seqscan",
                "enable_bitmapscan",
                "enable_hashjoin",
                "enable_mergejoin",
                "enable_indexscan",
                "enable_indexonlyscan");
    }

    private static void set(Tx tx, String value, String... settings) {
        tx.query(
                "select set_config(name, ?, true) from unnest(?) as settings(name)",
                _ -> "",
                value,
                settings);
    }
}
