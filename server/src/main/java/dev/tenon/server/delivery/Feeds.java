package dev.tenon.server.delivery;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Stores how far each dataset has been delivered. Safe for use by many threads.
final class Feeds {
    private final TimeId ids;
    private final LargeResults largeResults;

    Feeds(TimeId ids, LargeResults largeResults) {
        this.ids = ids;
        this.largeResults = largeResults;
    }

    /// Makes a feed from `seq` on, unless there is one.
    void ensure(Tx tx, DatasetId dataset, UUID destination, long seq) {
        tx.update(
                """
                insert into feeds (project_id, group_id, dataset_id, destination_id, delivered_seq)
                values (?, ?, ?, ?, ?)
                on conflict (project_id, group_id, dataset_id, destination_id) do nothing\
                """,
                dataset.group().projectNumber(),
                dataset.group().number(),
                dataset.number(),
                destination,
                seq);
    }

    /// Takes away the feeds of a dataset to other destinations.
    void keepOnly(Tx tx, DatasetId dataset, @Nullable UUID destination) {
        tx.update(
                """
                delete from feeds where project_id = ? and group_id = ? and dataset_id = ?
                and destination_id is distinct from ?::uuid\
                """,
                dataset.group().projectNumber(),
                dataset.group().number(),
                dataset.number(),
                destination);
    }

    /// Where a dataset is delivered to.
    List<UUID> destinations(Tx tx, DatasetId dataset) {
        return tx.query(
                """
                select destination_id from feeds
                where project_id = ? and group_id = ? and dataset_id = ?\
                """,
                row -> row.uuid("destination_id"),
                dataset.group().projectNumber(),
                dataset.group().number(),
                dataset.number());
    }

    /// How far the slowest destination of each dataset of some groups is, and what is wrong with
    /// it.
    Map<DatasetId, Slowest> slowest(Tx tx, ProjectId project, Collection<GroupId> groups) {
        var slowest = new HashMap<DatasetId, Slowest>();
        tx.query(
                """
                select distinct on (group_id, dataset_id)
                  group_id, dataset_id, delivered_seq, coalesce(last_problem, '') as problem
                from feeds where project_id = ? and group_id = any(?)
                order by group_id, dataset_id, delivered_seq\
                """,
                row -> {
                    var group = new GroupId(project, row.number("group_id"));
                    return slowest.put(
                            new DatasetId(group, row.number("dataset_id")),
                            new Slowest(row.number("delivered_seq"), row.text("problem")));
                },
                project.number(),
                GroupId.numbers(groups));
        return slowest;
    }

    /// @param problem why the last attempt failed; empty when it did not
    record Slowest(long delivered, String problem) {}

    Optional<Feed> find(Tx tx, Feed.Key key) {
        DatasetId id = key.dataset();
        return tx.first(
                """
                select * from feeds where project_id = ? and group_id = ? and dataset_id = ?
                and destination_id = ?\
                """,
                row -> new Feed(id, key.destination(), row.number("delivered_seq"), message(row)),
                id.group().projectNumber(),
                id.group().number(),
                id.number(),
                key.destination());
    }

    /// Stores the message that is sent next.
    Feed.Message put(Tx tx, Feed feed, NextMessage.Built built) {
        byte[] large = built.largeResult();
        UUID link = large == null ? null : largeResults.put(tx, feed.dataset().group(), large);
        var message =
                new Feed.Message(
                        ids.next(), built.toSeq(), built.records(), built.body(), link, 0, null);
        tx.update(
                """
                update feeds set message_id = ?, message_to_seq = ?, message_records = ?,
                  message_operation_id = ?, message = ?, message_large_result = ?,
                  attempts = 0
                where project_id = ? and group_id = ? and dataset_id = ? and destination_id = ?\
                """,
                message.id(),
                message.toSeq(),
                message.records(),
                built.operation(),
                message.body(),
                message.largeResult(),
                feed.dataset().group().projectNumber(),
                feed.dataset().group().number(),
                feed.dataset().number(),
                feed.destination());
        return message;
    }

    /// Moves past what was delivered, or past changes that are not for delivery.
    void advance(Tx tx, Feed feed, long seq, @Nullable Instant deliveredAt) {
        tx.update(
                """
                update feeds set delivered_seq = ?, message_id = null, message_to_seq = null,
                  message_records = null, message_operation_id = null, message = null,
                  message_large_result = null, attempts = 0,
                  next_attempt_at = null, last_problem = null,
                  last_delivered_at = coalesce(?, last_delivered_at)
                where project_id = ? and group_id = ? and dataset_id = ? and destination_id = ?\
                """,
                seq,
                deliveredAt,
                feed.dataset().group().projectNumber(),
                feed.dataset().group().number(),
                feed.dataset().number(),
                feed.destination());
    }

    void failed(Tx tx, Feed feed, int attempts, Instant next, String problem) {
        tx.update(
                """
                update feeds set attempts = ?, next_attempt_at = ?, last_problem = ?
                where project_id = ? and group_id = ? and dataset_id = ? and destination_id = ?\
                """,
                attempts,
                next,
                problem,
                feed.dataset().group().projectNumber(),
                feed.dataset().group().number(),
                feed.dataset().number(),
                feed.destination());
    }

    /// Notes one attempt, for people.
    void note(Tx tx, Feed feed, Feed.Message message, Attempt attempt) {
        tx.update(
                """
                insert into deliveries (project_id, group_id, dataset_id, destination_id, message_id,
                  attempt, from_seq, to_seq, records, bytes, status, problem, duration_ms, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                feed.dataset().group().projectNumber(),
                feed.dataset().group().number(),
                feed.dataset().number(),
                feed.destination(),
                message.id(),
                message.attempts() + 1,
                feed.deliveredSeq() + 1,
                message.toSeq(),
                message.records(),
                message.body().length,
                attempt.status(),
                attempt.problem().isEmpty() ? null : attempt.problem(),
                attempt.millis(),
                attempt.at());
    }

    /// Puts a message that nobody took aside, so that those after it can go out.
    void bury(Tx tx, Feed feed, Feed.Message message, String problem, Instant at) {
        tx.update(
                """
                insert into dead_letters (project_id, group_id, dataset_id, destination_id,
                  message_id, from_seq, to_seq, problem, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing\
                """,
                feed.dataset().group().projectNumber(),
                feed.dataset().group().number(),
                feed.dataset().number(),
                feed.destination(),
                message.id(),
                feed.deliveredSeq() + 1,
                message.toSeq(),
                problem,
                at);
    }

    private static Feed.@Nullable Message message(Row row) throws SQLException {
        byte[] body = row.bytesOrNull("message");
        if (body == null) return null;
        return new Feed.Message(
                row.uuid("message_id"),
                row.number("message_to_seq"),
                row.integer("message_records"),
                body,
                row.uuidOrNull("message_large_result"),
                row.integer("attempts"),
                row.instantOrNull("next_attempt_at"));
    }
}
