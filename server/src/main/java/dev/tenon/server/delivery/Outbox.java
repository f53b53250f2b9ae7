package dev.tenon.server.delivery;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.operation.NotificationListener;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// Messages that are not of a record feed, such as notifications: stored in the transaction of what
/// they tell of, and kept with one id and the same bytes until a destination took them. Unlike the
/// changes of a dataset they do not wait for one another: one that fails is overtaken. Safe for use
/// by many threads.
public final class Outbox implements NotificationListener {
    private final Jobs jobs;
    private final TimeId ids;
    private final InstantSource clock;

    public Outbox(Jobs jobs, TimeId ids, InstantSource clock) {
        this.jobs = jobs;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public void notified(Tx tx, Notification notification, UUID destination) {
        ObjectNode body = Json.object();
        String type = notification.type().wireName();
        body.put("notificationType", type);
        body.set("data", notification.data());
        put(tx, new Address(notification.project(), notification.group(), destination), type, body);
    }

    /// Stores a message, to be sent at once.
    ///
    /// @param subject what it is, for people
    public void put(Tx tx, Address address, String subject, ObjectNode body) {
        tx.update(
                """
                insert into messages (project_id, group_id, id, destination_id, subject, body,
                  status, due_at, created_at)
                values (?, ?, ?, ?, ?, ?, 'waiting', ?, ?)\
                """,
                address.project().number(),
                address.group(),
                ids.next(),
                address.destination(),
                subject,
                Json.bytes(body),
                clock.instant(),
                clock.instant());
        wake(tx, address.project(), address.destination());
    }

    /// Lets all that waits for a destination be sent at once.
    void resume(Tx tx, ProjectId project, UUID destination) {
        int waiting =
                tx.update(
                        """
                        update messages set due_at = ?
                        where project_id = ? and destination_id = ? and status = 'waiting'\
                        """,
                        clock.instant(),
                        project.number(),
                        destination);
        if (waiting > 0) wake(tx, project, destination);
    }

    private void wake(Tx tx, ProjectId project, UUID destination) {
        String instance = new MessageRun.Key(project, destination).instance();
        jobs.wake(tx, MessageRun.KIND, MessageRun.LANE, instance, clock.instant());
    }

    /// The message that has been due for longest, or will be due first.
    Optional<Message> next(Tx tx, ProjectId project, UUID destination) {
        return tx.first(
                """
                select * from messages
                where project_id = ? and destination_id = ? and status = 'waiting'
                order by due_at, id limit 1\
                """,
                Outbox::read,
                project.number(),
                destination);
    }

    /// Notes that a message arrived.
    void arrived(Tx tx, Message message, Attempt attempt) {
        end(tx, message, attempt, "delivered");
    }

    /// Notes that a message is given up; it stays to be looked at until retention ends.
    void bury(Tx tx, Message message, Attempt attempt) {
        end(tx, message, attempt, "dead");
    }

    private void end(Tx tx, Message message, Attempt attempt, String status) {
        tx.update(
                """
                update messages set status = ?, attempts = attempts + 1, last_status = ?,
                  last_problem = ?, ended_at = ?
                where project_id = ? and group_id = ? and id = ?\
                """,
                status,
                attempt.status(),
                attempt.arrived() ? null : attempt.problem(),
                attempt.at(),
                message.address().project().number(),
                message.address().group(),
                message.id());
    }

    /// Notes that a message did not arrive and is tried again.
    void failed(Tx tx, Message message, Attempt attempt, Instant again) {
        tx.update(
                """
                update messages set attempts = attempts + 1, due_at = ?, last_status = ?,
                  last_problem = ?
                where project_id = ? and group_id = ? and id = ?\
                """,
                again,
                attempt.status(),
                attempt.problem(),
                message.address().project().number(),
                message.address().group(),
                message.id());
    }

    /// Forgets what is for a destination that is gone.
    void drop(Tx tx, ProjectId project, UUID destination) {
        tx.update(
                "delete from messages where project_id = ? and destination_id = ?",
                project.number(),
                destination);
    }

    /// Forgets what is older than people ask for, also what waits for a destination that is off.
    /// Run as system.
    public void clean(Tx tx, Instant before) {
        tx.update("delete from messages where created_at < ?", before);
    }

    private static Message read(Row row) throws SQLException {
        return new Message(
                new Address(
                        new ProjectId(row.integer("project_id")),
                        row.number("group_id"),
                        row.uuid("destination_id")),
                row.uuid("id"),
                row.bytes("body"),
                row.integer("attempts"),
                row.instant("due_at"));
    }

    /// Where a message goes.
    ///
    /// @param group the number of the group it is about; [Notification#OF_PROJECT] for none
    public record Address(ProjectId project, long group, UUID destination) {}

    /// A message that waits.
    ///
    /// @param attempts made so far
    record Message(Address address, UUID id, byte[] body, int attempts, Instant due) {
        /// The id on the wire.
        String wireId() {
            return "msg_" + id;
        }
    }
}
