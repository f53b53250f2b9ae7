package dev.tenon.server.quota;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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

    /// The ledgers of budgets of one project.
    Found find(Tx tx, List<Budget> budgets) {
        var found = new HashMap<Place, Ledger>();
        tx.query(
                "select * from quota_ledgers where project_id = ? and owner_id = any(?)",
                row ->
                        found.put(
                                new Place(row.uuid("owner_id"), row.text("quota")),
                                new Ledger(row.instant("since"), row.number("taken"))),
                budgets.getFirst().owner().project().number(),
                budgets.stream().map(each -> each.owner().id()).distinct().toArray(UUID[]::new));
        return new Found(found);
    }

    private record Place(UUID owner, String quota) {}

    /// Ledgers that were found.
    static final class Found {
        private final Map<Place, Ledger> ledgers;

        private Found(Map<Place, Ledger> ledgers) {
            this.ledgers = ledgers;
        }

        Ledger of(Budget budget) {
            return ledgers.getOrDefault(
                    new Place(budget.owner().id(), budget.quota()), Ledger.UNUSED);
        }
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
