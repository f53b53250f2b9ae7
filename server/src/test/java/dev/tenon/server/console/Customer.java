package dev.tenon.server.console;

import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.GroupId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A customer of an [Office] with what is installed for them. Says how their reads have gone.
record Customer(Office office, GroupId group, UUID installation, UUID connection) {
    String page() {
        return "/console/installations/" + installation;
    }

    /// Makes room for an object, of which nothing was read yet.
    void dataset(Tx tx, String object) {
        tx.update(
                """
                with made as (
                  insert into datasets
                    (project_id, group_id, installation_id, object_name, created_at)
                  values (?, ?, ?, ?, ?) returning project_id, group_id, dataset_id)
                insert into reads (project_id, group_id, dataset_id)
                select project_id, group_id, dataset_id from made\
                """,
                group.projectNumber(),
                group.number(),
                installation,
                object,
                office.clock.instant());
    }

    /// Both objects have been read, and hold this many records each.
    Customer upToDate(long records) {
        set("last_success_at = ?", office.clock.instant());
        office.get(tx ->
                tx.update(
                        """
                        update datasets set live = ?, seq = ?
                        where project_id = ? and group_id = ?\
                        """,
                        records,
                        records,
                        group.projectNumber(),
                        group.number()));
        return this;
    }

    Customer backfilling(long read, long expected) {
        return set(
                "kind = 'backfill', records_read = ?, records_expected = ?, started_at = ?",
                read,
                expected,
                office.clock.instant());
    }

    /// The last run of both objects ended in failure.
    Customer failing(String problem) {
        return set("failures = 1, problem = ?", problem);
    }

    /// A destination does not take its changes.
    Customer undelivered(String problem) {
        office.get(tx ->
                tx.update(
                        """
                        insert into feeds (project_id, group_id, dataset_id, destination_id,
                          delivered_seq, last_problem)
                        select project_id, group_id, dataset_id, gen_random_uuid(), 0, ?
                        from datasets where project_id = ? and group_id = ?\
                        """,
                        problem,
                        group.projectNumber(),
                        group.number()));
        return this;
    }

    /// A run of both objects waits before it goes on.
    Customer waiting(String problem) {
        return set("kind = 'changes', failures = 1, problem = ?", problem);
    }

    Customer paused() {
        return change(
                "update installations set paused = true where project_id = ? and group_id = ?");
    }

    Customer signedOut(String reason) {
        return change(
                "update connections set status = 'bad_credentials', status_reason = ?"
                        + " where project_id = ? and group_id = ?",
                reason);
    }

    Customer disconnected() {
        return change("delete from connections where project_id = ? and group_id = ?");
    }

    /// The next run of both objects begins then.
    void due(Instant moment) {
        office.get(tx ->
                tx.update(
                        """
                        insert into scheduled_tasks
                          (task_name, task_instance, execution_time, picked, version)
                        select 'read',
                          project_id || '/' || group_id || '/' || dataset_id, ?, false, 1
                        from datasets where project_id = ? and group_id = ?\
                        """,
                        moment,
                        group.projectNumber(),
                        group.number()));
    }

    private Customer set(String what, @Nullable Object... arguments) {
        return change(
                "update reads set " + what + " where project_id = ? and group_id = ?", arguments);
    }

    private Customer change(String sql, @Nullable Object... arguments) {
        var all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = group.projectNumber();
        all[arguments.length + 1] = group.number();
        office.get(tx -> tx.update(sql, all));
        return this;
    }
}
