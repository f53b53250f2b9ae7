package dev.tenon.server.console;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installation;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads how each object of an installation stands, across the features, in one statement however
/// many there are. Safe for use by many threads.
final class ObjectList {
    private static final String OBJECTS =
            """
            select d.object_name, d.live, d.seq, coalesce(r.kind, 'idle') as kind, r.records_read,
              r.records_expected, r.failures, r.problem as problem, r.started_at,
              r.last_success_at, r.paused, f.delivered_seq, f.last_problem, t.name as destination,
              s.execution_time
            from datasets d
            left join reads r on r.project_id = d.project_id and r.group_id = d.group_id
              and r.dataset_id = d.dataset_id
            left join lateral (
              select destination_id, delivered_seq, last_problem from feeds
              where project_id = d.project_id and group_id = d.group_id
                and dataset_id = d.dataset_id
              order by delivered_seq limit 1
            ) f on true
            left join destinations t on t.project_id = d.project_id and t.id = f.destination_id
            left join scheduled_tasks s on s.task_name = 'read'
              and s.task_instance = d.project_id || '/' || d.group_id || '/' || d.dataset_id
            where d.project_id = ? and d.group_id = ? and d.installation_id = ?
            order by d.object_name\
            """;

    /// The objects of an installation, by name. Costs one statement.
    List<Entry> of(Tx tx, Installation installation) {
        return tx.query(
                OBJECTS,
                ObjectList::read,
                installation.group().projectNumber(),
                installation.group().number(),
                installation.id());
    }

    /// In which of these projects an installation is. Run as system.
    Optional<ProjectId> projectOf(Tx tx, UUID installation, List<Project> visible) {
        return tx.first(
                "select project_id from installations where project_id = any(?) and id = ?",
                row -> new ProjectId(row.integer("project_id")),
                visible.stream().map(project -> project.key().number()).toArray(Integer[]::new),
                installation);
    }

    private static Entry read(Row row) throws SQLException {
        String destination = row.textOrNull("destination");
        String problem = row.textOrNull("problem");
        String undelivered = row.textOrNull("last_problem");
        return new Entry(
                row.text("object_name"),
                row.number("live"),
                new Run(
                        row.text("kind"),
                        row.number("records_read"),
                        row.number("records_expected"),
                        row.instantOrNull("started_at")),
                new Course(
                        row.integer("failures"),
                        problem == null ? "" : problem,
                        row.instantOrNull("last_success_at"),
                        row.truth("paused")),
                destination == null
                        ? null
                        : new Feed(
                                destination,
                                row.number("seq") - row.number("delivered_seq"),
                                undelivered == null ? "" : undelivered),
                row.instantOrNull("execution_time"));
    }

    /// One object.
    ///
    /// @param feed null when its changes are not delivered
    /// @param due when a run may begin; far away when none is planned
    record Entry(
            String name,
            long records,
            Run run,
            Course course,
            @Nullable Feed feed,
            @Nullable Instant due) {}

    /// @param kind `idle` between runs
    /// @param expected -1 when not known
    record Run(String kind, long read, long expected, @Nullable Instant startedAt) {
        boolean isUnderWay() {
            return !kind.equals("idle");
        }
    }

    /// How it has been going.
    record Course(
            int failures, String problem, @Nullable Instant lastSuccessAt, boolean isPaused) {}

    /// @param pending changes not delivered yet
    /// @param problem why the last attempt failed; empty when it did not
    record Feed(String destination, long pending, String problem) {}
}
