package dev.tenon.server.jobs;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import java.util.List;

/// Carries posted wakes to the rows of their jobs. A wake is taken away and its job's row changed
/// in one transaction, one job at a time, so that nobody waits for more than one row. Any node may
/// carry any wake. Safe for use by many threads.
final class Postbox {
    private static final int AT_ONCE = 1_000;

    private final Db db;

    Postbox(Db db) {
        this.db = db;
    }

    /// Carries what there is; says whether there was anything.
    boolean empty() {
        List<Address> addresses =
                db.asSystem(tx ->
                        tx.query(
                                """
                                select distinct task_name, task_instance from posted_wakes
                                limit ?\
                                """,
                                row ->
                                        new Address(
                                                row.text("task_name"), row.text("task_instance")),
                                AT_ONCE));
        for (Address address : addresses) db.asSystem(tx -> carry(tx, address));
        return !addresses.isEmpty();
    }

    private static int carry(Tx tx, Address address) {
        return tx.update(
                """
                with carried as (
                  delete from posted_wakes where task_name = ? and task_instance = ?
                  returning task_name, task_instance, wake_at, priority)
                insert into scheduled_tasks
                  (task_name, task_instance, execution_time, picked, version, priority)
                select task_name, task_instance, min(wake_at), false, 1, max(priority)
                from carried group by task_name, task_instance
                """
                        + Jobs.OR_SOONER,
                address.task(),
                address.instance());
    }

    private record Address(String task, String instance) {}
}
