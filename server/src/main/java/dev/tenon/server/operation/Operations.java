package dev.tenon.server.operation;

import dev.tenon.server.db.ArrayColumns;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.SetStatement;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Begins, ends and finds operations and their logs. Safe for use by many threads.
public final class Operations {
    private static final ArrayColumns BEGINNING =
            ArrayColumns.of(
                    "project_id int",
                    "group_id bigint",
                    "id uuid",
                    "installation_id uuid",
                    "integration_id uuid",
                    "action text",
                    "object_name text",
                    "read_type text",
                    "created_at timestamptz");
    private static final String BEGIN =
            """
            insert into operations (%s, status, result, metadata)
            select %s, 'in_progress', '', '{}' from %s\
            """
                    .formatted(BEGINNING.names(), BEGINNING.names(), BEGINNING.rows("begun"));
    private static final ArrayColumns LINE =
            ArrayColumns.of(
                    "project_id int",
                    "group_id bigint",
                    "operation_id uuid",
                    "severity text",
                    "message text",
                    "details jsonb",
                    "created_at timestamptz");
    private static final String LOG =
            "insert into operation_logs (%s) select %s from %s"
                    .formatted(LINE.names(), LINE.names(), LINE.rows("line"));

    private static final ArrayColumns ENDING =
            ArrayColumns.of(
                    "project_id int",
                    "group_id bigint",
                    "id uuid",
                    "created_at timestamptz",
                    "status text",
                    "result text",
                    "metadata jsonb",
                    "ended_at timestamptz");
    private static final String END =
            """
            update operations o set status = e.status, result = e.result, metadata = e.metadata,
              ended_at = e.ended_at
            from %s
            where o.project_id = e.project_id and o.group_id = e.group_id and o.id = e.id
              and o.created_at = e.created_at and o.status = 'in_progress'\
            """
                    .formatted(ENDING.rows("e"));

    private final TimeId ids;
    private final InstantSource clock;

    public Operations(TimeId ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// Begins an operation.
    public Operation begin(Tx tx, GroupId group, Operation.Subject subject) {
        UUID id = ids.next();
        return tx.one(
                """
                insert into operations
                  (project_id, group_id, id, installation_id, integration_id, action, object_name,
                   read_type, status, result, metadata, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, 'in_progress', '', '{}', ?) returning *\
                """,
                Operations::read,
                group.projectNumber(),
                group.number(),
                id,
                subject.installation(),
                subject.integration(),
                subject.action().wireName(),
                subject.object(),
                subject.readType(),
                TimeId.instantOf(id));
    }

    /// What begins operations of which nobody needs the numbers.
    public SetStatement beginning(List<Beginning> beginnings) {
        return new SetStatement(
                BEGIN, BEGINNING, beginnings.stream().map(Operations::row).toList());
    }

    private static @Nullable Object[] row(Beginning beginning) {
        Operation.Subject subject = beginning.subject();
        return new @Nullable Object[] {
            beginning.group().projectNumber(),
            beginning.group().number(),
            beginning.id(),
            subject.installation(),
            subject.integration(),
            subject.action().wireName(),
            subject.object(),
            subject.readType(),
            TimeId.instantOf(beginning.id())
        };
    }

    /// An id for an operation that begins soon.
    public UUID newId() {
        return ids.next();
    }

    /// Ends an operation; one that has ended stays as it is.
    public void end(
            Tx tx,
            GroupId group,
            UUID id,
            Operation.Status status,
            String result,
            ObjectNode metadata) {
        endEach(tx, group, List.of(new Ending(id, status, result, metadata)));
    }

    /// Ends operations, in one round trip; those that have ended stay as they are.
    public void endEach(Tx tx, GroupId group, List<Ending> endings) {
        Instant now = clock.instant();
        List<@Nullable Object[]> rows =
                endings.stream()
                        .map(each ->
                                new @Nullable Object[] {
                                    group.projectNumber(),
                                    group.number(),
                                    each.operation(),
                                    TimeId.instantOf(each.operation()),
                                    each.status().wireName(),
                                    each.result(),
                                    Json.text(each.metadata()),
                                    now
                                })
                        .toList();
        tx.updateEach(List.of(new SetStatement(END, ENDING, rows)));
    }

    /// Ends all operations of an installation that are under way, as failed.
    public void endAll(Tx tx, GroupId group, Whose whose, String result) {
        tx.update(
                """
                update operations set status = ?, result = ?, ended_at = ?
                where project_id = ? and group_id = ? and installation_id = ? and action = ?
                  and status = 'in_progress'\
                """,
                Operation.Status.FAILURE.wireName(),
                result,
                clock.instant(),
                group.projectNumber(),
                group.number(),
                whose.installation(),
                whose.action().wireName());
    }

    /// Adds a line to an operation's log.
    public void log(
            Tx tx,
            GroupId group,
            UUID operation,
            Severity severity,
            String message,
            ObjectNode details) {
        logEach(tx, group, List.of(new Entry(operation, severity, message, details)));
    }

    /// Adds lines to the logs of a group's operations, in one round trip.
    public void logEach(Tx tx, GroupId group, List<Entry> entries) {
        List<Line> lines = entries.stream().map(entry -> new Line(group, entry)).toList();
        tx.updateEach(List.of(logging(lines)));
    }

    /// What adds lines to the logs of operations of a project.
    public SetStatement logging(List<Line> lines) {
        Instant now = clock.instant();
        return new SetStatement(
                LOG,
                LINE,
                lines.stream()
                        .map(line ->
                                new @Nullable Object[] {
                                    line.group().projectNumber(),
                                    line.group().number(),
                                    line.entry().operation(),
                                    line.entry().severity().name().toLowerCase(Locale.ROOT),
                                    line.entry().message(),
                                    Json.text(line.entry().details()),
                                    now
                                })
                        .toList());
    }

    /// One operation of a project.
    public Optional<Operation> find(Tx tx, ProjectId project, UUID id) {
        return tx.first(
                "select * from operations where project_id = ? and id = ? and created_at = ?",
                Operations::read,
                project.number(),
                id,
                TimeId.instantOf(id));
    }

    /// Which operation has a number that a record carries as its origin; only recent ones are
    /// found.
    public Optional<Operation> findByNumber(Tx tx, GroupId group, long number) {
        return tx.first(
                """
                select * from operations
                where project_id = ? and group_id = ? and number = ?\
                """,
                Operations::read,
                group.projectNumber(),
                group.number(),
                number);
    }

    /// Which of the numbers that records carry as their origins are writes; only recent ones are
    /// known.
    public Set<Long> writesAmong(Tx tx, GroupId group, Set<Long> numbers) {
        return Set.copyOf(
                tx.query(
                        """
                        select number from operations
                        where project_id = ? and group_id = ? and number = any(?)
                          and action = 'write'\
                        """,
                        row -> row.number("number"),
                        group.projectNumber(),
                        group.number(),
                        numbers.toArray(Long[]::new)));
    }

    /// The operations of an installation, newest first.
    ///
    /// @param before only those begun before this moment; null for the newest
    public List<Operation> of(
            Tx tx, ProjectId project, UUID installation, @Nullable Instant before, int limit) {
        return tx.query(
                """
                select * from operations
                where project_id = ? and installation_id = ? and created_at < coalesce(?::timestamptz, 'infinity')
                order by created_at desc, id desc limit ?\
                """,
                Operations::read,
                project.number(),
                installation,
                before,
                limit);
    }

    /// The newest operation of each of some installations that has any.
    public List<Operation> newest(Tx tx, ProjectId project, Collection<UUID> installations) {
        return tx.query(
                """
                select o.* from unnest(?::uuid[]) as wanted(installation)
                cross join lateral (
                  select * from operations
                  where project_id = ? and installation_id = wanted.installation
                  order by created_at desc, id desc limit 1) o\
                """,
                Operations::read,
                installations.toArray(UUID[]::new),
                project.number());
    }

    /// The log of an operation, oldest first.
    public List<LogLine> logs(Tx tx, GroupId group, UUID operation, int limit) {
        return tx.query(
                """
                select created_at, severity, message, details from operation_logs
                where project_id = ? and group_id = ? and operation_id = ? and created_at >= ?
                order by created_at, entry limit ?\
                """,
                row ->
                        new LogLine(
                                row.instant("created_at"),
                                row.text("severity"),
                                row.text("message"),
                                row.text("details")),
                group.projectNumber(),
                group.number(),
                operation,
                TimeId.instantOf(operation),
                limit);
    }

    private static Operation read(Row row) throws SQLException {
        return new Operation(
                new GroupId(new ProjectId(row.integer("project_id")), row.number("group_id")),
                row.uuid("id"),
                row.number("number"),
                new Operation.Subject(
                        row.uuid("integration_id"),
                        row.uuid("installation_id"),
                        Operation.Action.valueOf(row.text("action").toUpperCase(Locale.ROOT)),
                        row.text("object_name"),
                        row.text("read_type")),
                Operation.Status.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.text("result"),
                Json.parseObject(row.text("metadata")),
                row.instantOrNull("ended_at"));
    }

    /// How an operation ended.
    ///
    /// @param result for people
    /// @param metadata for programs
    public record Ending(
            UUID operation, Operation.Status status, String result, ObjectNode metadata) {}

    /// An operation that begins.
    ///
    /// @param id of [#newId]
    public record Beginning(GroupId group, UUID id, Operation.Subject subject) {}

    /// A line for the log of a group's operation.
    public record Line(GroupId group, Entry entry) {}

    /// A line for an operation's log.
    public record Entry(UUID operation, Severity severity, String message, ObjectNode details) {}

    /// Which operations.
    public record Whose(UUID installation, Operation.Action action) {}

    /// How serious a log line is.
    public enum Severity {
        INFO,
        WARNING,
        ERROR
    }

    /// One line of a log.
    ///
    /// @param details JSON
    public record LogLine(Instant at, String severity, String message, String details) {}
}
