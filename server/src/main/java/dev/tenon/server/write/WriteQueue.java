package dev.tenon.server.write;

import dev.tenon.server.db.ArrayColumns;
import dev.tenon.server.db.SetStatement;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.spi.Writer.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The queue in the database: puts writes in, hands out what may be sent now, and stores what
/// became of it. A record's writes are handed out one after another, in the order they were
/// accepted. Safe for use by many threads; the writes of one key are taken by one job at a time.
final class WriteQueue {
    private static final String OPEN =
            """
            project_id = ? and group_id = ? and installation_id = ? and object_name = ?
            and ended_at is null\
            """;

    private static final ArrayColumns COLUMNS =
            ArrayColumns.of(
                    "project_id int",
                    "group_id bigint",
                    "operation_id uuid",
                    "position int",
                    "installation_id uuid",
                    "object_name text",
                    "kind text",
                    "key_field text",
                    "record_id text",
                    "order_key text",
                    "fields jsonb",
                    "headers jsonb",
                    "all_or_none boolean",
                    "together int",
                    "state text",
                    "problems jsonb",
                    "warnings jsonb",
                    "due_at timestamptz",
                    "deadline timestamptz",
                    "accepted_at timestamptz",
                    "ended_at timestamptz",
                    "asynchronous boolean",
                    "acting_connection uuid",
                    "if_match text",
                    "if_unmodified_since timestamptz",
                    "extras jsonb");
    private static final String PUT =
            "insert into writes (%s) select %s from %s"
                    .formatted(COLUMNS.names(), COLUMNS.names(), COLUMNS.rows("put"));

    /// So many rows are put in by one statement.
    private static final int AT_ONCE = 1_000;

    /// What puts the records of accepted requests into their queues; those with problems have
    /// failed.
    List<SetStatement> putting(List<Order> orders) {
        var rows = new ArrayList<@Nullable Object[]>();
        for (Order order : orders) {
            for (int i = 0; i < order.records().size(); i++) rows.add(row(order, i));
        }
        var statements = new ArrayList<SetStatement>();
        for (int from = 0; from < rows.size(); from += AT_ONCE) {
            int to = Math.min(from + AT_ONCE, rows.size());
            statements.add(new SetStatement(PUT, COLUMNS, rows.subList(from, to)));
        }
        return statements;
    }

    private static @Nullable Object[] row(Order order, int position) {
        Terms terms = order.terms();
        PreparedRecord record = order.records().get(position);
        boolean isRefused = !record.problems().isEmpty();
        return new @Nullable Object[] {
            order.key().group().projectNumber(),
            order.key().group().number(),
            order.operation(),
            position,
            order.key().installation(),
            order.key().object(),
            terms.kind(),
            record.keyField(),
            record.recordId(),
            record.orderKey(),
            record.fields(),
            terms.headers(),
            terms.allOrNone(),
            WriteBody.MOST,
            (isRefused ? WriteState.FAILED : WriteState.QUEUED).word(),
            Json.text(WriteProblem.json(record.problems())),
            Json.text(WriteProblem.json(record.warnings())),
            terms.dueAt(),
            terms.deadline(),
            terms.acceptedAt(),
            isRefused ? terms.acceptedAt() : null,
            terms.asynchronous(),
            terms.actor(),
            record.condition() instanceof Condition.IfMatch match ? match.version() : null,
            record.condition() instanceof Condition.IfUnmodifiedSince since ? since.moment() : null,
            Json.text(ExtrasJson.write(record.extras()))
        };
    }

    /// How many writes have gathered. Looks at no more than `enough`.
    int gathered(Tx tx, WriteKey key, int enough, Instant now) {
        return tx.one(
                "select count(*)::int as n from (select 1 from writes where "
                        + OPEN
                        + " and state = 'queued' and attempts = 0 and due_at > ? limit ?) waiting",
                row -> row.integer("n"),
                arguments(key, now, enough));
    }

    /// Lets gathered writes go now, and says how many those are.
    int hasten(Tx tx, WriteKey key, Instant now) {
        return tx.update(
                "update writes set due_at = ? where "
                        + OPEN
                        + " and state = 'queued' and attempts = 0 and due_at > ?",
                arguments(now, key, now));
    }

    /// Nothing of the queue's jobs is asked for any more.
    void forgetJobs(Tx tx, WriteKey key) {
        tx.update(
                """
                delete from write_jobs where project_id = ? and group_id = ?
                and installation_id = ? and object_name = ?\
                """,
                arguments(key));
    }

    /// Lets everything that waits go now, as after a new sign-in.
    void hastenAll(Tx tx, WriteKey key, Instant now) {
        tx.update("update writes set due_at = least(due_at, ?) where " + OPEN, arguments(now, key));
    }

    /// The queues with writes that go by a connection of one of a group's people.
    List<WriteKey> actedBy(Tx tx, GroupId group, UUID actor) {
        return tx.query(
                """
                select distinct installation_id, object_name from writes
                where project_id = ? and group_id = ? and acting_connection = ?
                  and ended_at is null\
                """,
                row -> new WriteKey(group, row.uuid("installation_id"), row.text("object_name")),
                group.projectNumber(),
                group.number(),
                actor);
    }

    /// Lets nothing go before `until`, as when the provider asks for a pause.
    void defer(Tx tx, WriteKey key, Instant until) {
        tx.update(
                "update writes set due_at = greatest(due_at, ?) where "
                        + OPEN
                        + " and state = 'queued'",
                arguments(until, key));
    }

    /// What was being sent when a node died: its outcome is not known. Of what is in a job, the
    /// provider can be asked.
    void strand(Tx tx, WriteKey key, Instant lookAt, WriteProblem why) {
        tx.update(
                """
                update writes set state = 'unknown', doubtful = true, due_at = ?,
                  problems = ?::jsonb where %s and state = 'sending' and job_id is null\
                """
                        .formatted(OPEN),
                arguments(lookAt, Json.text(WriteProblem.json(List.of(why))), key));
    }

    /// Gives up what waited to its deadline, and says whose it was.
    List<UUID> expire(Tx tx, WriteKey key, Instant now, WriteProblem why) {
        return giveUp(tx, key, now, why, "deadline <= ?", now);
    }

    /// Gives up what waits of an operation, and says how many records that are.
    int cancel(Tx tx, WriteKey key, UUID operation, Instant now, WriteProblem why) {
        return giveUp(tx, key, now, why, "operation_id = ?", operation).size();
    }

    private static List<UUID> giveUp(
            Tx tx, WriteKey key, Instant now, WriteProblem why, String which, Object what) {
        return tx.query(
                """
                update writes set state = case when doubtful then 'unknown' else 'failed' end,
                  problems = problems || ?::jsonb, ended_at = ?
                where %s and state = 'queued' and %s returning operation_id\
                """
                        .formatted(OPEN, which),
                row -> row.uuid("operation_id"),
                arguments(Json.text(WriteProblem.json(List.of(why))), now, key, what));
    }

    /// What may be sent now, oldest first: what is due and is not behind another write to its
    /// record. Costs two index scans for each page that is looked at; the first page mostly does.
    List<QueuedWrite> ready(Tx tx, WriteKey key, Instant now, int limit) {
        long after = 0;
        while (true) {
            List<Waiting> page = waiting(tx, key, now, after, limit);
            List<QueuedWrite> free = free(tx, key, page);
            if (!free.isEmpty() || page.size() < limit) return free;
            after = page.getLast().write().id();
        }
    }

    private static List<Waiting> waiting(Tx tx, WriteKey key, Instant now, long after, int limit) {
        return tx.query(
                "select * from writes where "
                        + OPEN
                        + " and state = 'queued' and due_at <= ? and id > ? order by id limit ?",
                row -> new Waiting(QueuedWrite.read(row), row.textOrNull("order_key")),
                arguments(key, now, after, limit));
    }

    /// Whether a write is the first of its record is asked in a query of its own: joined with the
    /// one above, a planner without fresh statistics compares every open write with every other.
    private static List<QueuedWrite> free(Tx tx, WriteKey key, List<Waiting> page) {
        String[] records =
                page.stream()
                        .map(Waiting::orderKey)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toArray(String[]::new);
        var first = new HashMap<String, Long>();
        if (records.length > 0) {
            tx.query(
                    "select order_key, min(id) as id from writes where "
                            + OPEN
                            + " and order_key = any(?) group by order_key",
                    row -> first.put(row.text("order_key"), row.number("id")),
                    arguments(key, records));
        }
        return page.stream()
                .filter(each ->
                        each.write().id()
                                == first.getOrDefault(
                                        String.valueOf(each.orderKey()), each.write().id()))
                .map(Waiting::write)
                .toList();
    }

    /// The open writes in one state that are due, oldest first.
    List<QueuedWrite> due(Tx tx, WriteKey key, WriteState state, Instant now, int limit) {
        return tx.query(
                "select * from writes where "
                        + OPEN
                        + " and state = ? and due_at <= ? order by id limit ?",
                QueuedWrite::read,
                arguments(key, state.word(), now, limit));
    }

    /// How many writes of an operation are open.
    int open(Tx tx, WriteKey key, UUID operation) {
        return tx.one(
                """
                select count(*)::int as n from writes where project_id = ? and group_id = ?
                and operation_id = ? and ended_at is null\
                """,
                row -> row.integer("n"),
                key.group().projectNumber(),
                key.group().number(),
                operation);
    }

    /// Whether more than so many writes wait and are due. Looks at no more than that.
    boolean hasMore(Tx tx, WriteKey key, Instant now, int than) {
        return tx.one(
                "select count(*) > ? as more from (select 1 from writes where "
                        + OPEN
                        + " and state = 'queued' and due_at <= ? limit ?) due",
                row -> row.truth("more"),
                arguments(than, key, now, than + 1));
    }

    /// The writes that a job at the provider was made for, whatever became of them since.
    List<QueuedWrite> members(Tx tx, WriteKey key, long job) {
        return tx.query(
                """
                select * from writes where project_id = ? and group_id = ? and job_id = ?
                order by id\
                """,
                QueuedWrite::read,
                key.group().projectNumber(),
                key.group().number(),
                job);
    }

    /// Notes that these are in a call from now on. Commit before the call.
    ///
    /// @param job by which they are sent; null for a call of their own
    void sending(Tx tx, WriteKey key, List<QueuedWrite> writes, @Nullable Long job) {
        tx.update(
                """
                update writes set state = 'sending', attempts = attempts + 1, job_id = ?
                where project_id = ? and group_id = ? and id = any(?)\
                """,
                job,
                key.group().projectNumber(),
                key.group().number(),
                writes.stream().map(QueuedWrite::id).toArray(Long[]::new));
    }

    /// When something is to be done next; none when the queue is empty. What waits for another
    /// record's turn is not due by itself.
    Optional<Instant> next(Tx tx, WriteKey key, Instant now) {
        return tx.one(
                """
                select least(
                  (select min(case when state = 'unknown' then due_at
                      when due_at > ? then least(due_at, deadline) else deadline end)
                    from writes where %s and state <> 'sending'),
                  (select min(look_at) from write_jobs where project_id = ? and group_id = ?
                    and installation_id = ? and object_name = ?)) as at\
                """
                        .formatted(OPEN),
                row -> Optional.ofNullable(row.instantOrNull("at")),
                arguments(now, key, key));
    }

    private static @Nullable Object[] arguments(Object... parts) {
        var flat = new ArrayList<@Nullable Object>();
        for (Object part : parts) {
            if (part instanceof WriteKey key) {
                flat.add(key.group().projectNumber());
                flat.add(key.group().number());
                flat.add(key.installation());
                flat.add(key.object());
            } else {
                flat.add(part);
            }
        }
        return flat.toArray(new @Nullable Object[0]);
    }

    /// What all records of a request have in common.
    ///
    /// @param kind as the wire spells it
    /// @param headers JSON
    /// @param actor the connection by which it is written; null for the installation's
    record Terms(
            String kind,
            String headers,
            boolean allOrNone,
            Instant dueAt,
            Instant deadline,
            Instant acceptedAt,
            boolean asynchronous,
            @Nullable UUID actor) {}

    /// An accepted request.
    record Order(WriteKey key, UUID operation, Terms terms, List<PreparedRecord> records) {
        /// Copies its list.
        Order {
            records = List.copyOf(records);
        }
    }

    /// A write and the record it is for.
    private record Waiting(QueuedWrite write, @Nullable String orderKey) {}
}
