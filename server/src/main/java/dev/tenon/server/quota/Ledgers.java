package dev.tenon.server.quota;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import java.time.Instant;

/// The ledgers of all budgets, shared by all nodes. The nodes' clocks are taken to be right within
/// a fraction of a window. Safe for use by many threads.
final class Ledgers {
    private final Db db;

    Ledgers(Db db) {
        this.db = db;
    }

    Ledger.Lease lease(Budget budget, int share, Instant now) {
        return db.inTransaction(
                budget.owner().project().number(),
                tx -> {
                    Ledger.Lease lease = lock(tx, budget).lease(budget, share, now);
                    if (lease.calls() > 0) save(tx, budget, lease.after());
                    return lease;
                });
    }

    Ledger find(Tx tx, Budget budget) {
        return tx.first(
                        """
                        select since, taken from quota_ledgers
                        where project_id = ? and owner_id = ? and quota = ?\
                        """,
                        row -> new Ledger(row.instant("since"), row.number("taken")),
                        budget.owner().project().number(),
                        budget.owner().id(),
                        budget.quota())
                .orElse(Ledger.UNUSED);
    }

    private static Ledger lock(Tx tx, Budget budget) {
        return tx.one(
                """
                insert into quota_ledgers (project_id, owner_id, quota, since, taken)
                values (?, ?, ?, ?, 0)
                on conflict (project_id, owner_id, quota) do update set quota = excluded.quota
                returning since, taken\
                """,
                row -> new Ledger(row.instant("since"), row.number("taken")),
                budget.owner().project().number(),
                budget.owner().id(),
                budget.quota(),
                Ledger.UNUSED.since());
    }

    private static void save(Tx tx, Budget budget, Ledger ledger) {
        tx.update(
                """
                update quota_ledgers set since = ?, taken = ?
                where project_id = ? and owner_id = ? and quota = ?\
                """,
                ledger.since(),
                ledger.taken(),
                budget.owner().project().number(),
                budget.owner().id(),
                budget.quota());
    }

    /// Drops what has not been used for long.
    void clean(Tx tx, Instant before) {
        tx.update("delete from quota_ledgers where since < ?", before);
    }
}
