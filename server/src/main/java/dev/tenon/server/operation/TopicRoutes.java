package dev.tenon.server.operation;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// Which types of notification lead to which topics, and which topics to which destinations. Safe
/// for use by many threads.
public final class TopicRoutes {
    private final TimeId ids;
    private final InstantSource clock;

    public TopicRoutes(TimeId ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// The destinations that hear of a type of notification, each once.
    List<UUID> destinations(Tx tx, ProjectId project, Notification.Type type) {
        return tx.query(
                """
                select distinct destination_id from topic_events
                join topic_destinations using (project_id, topic_id)
                where project_id = ? and event_type = ?\
                """,
                row -> row.uuid("destination_id"),
                project.number(),
                type.wireName());
    }

    /// Leads a type of notification to a topic; a route that there is stays as it is.
    public EventRoute lead(Tx tx, ProjectId project, Notification.Type type, UUID topic) {
        return tx.one(
                """
                insert into topic_events (project_id, id, event_type, topic_id, created_at)
                values (?, ?, ?, ?, ?)
                on conflict (project_id, event_type, topic_id) do update
                set created_at = topic_events.created_at returning *\
                """,
                TopicRoutes::event,
                project.number(),
                ids.next(),
                type.wireName(),
                topic,
                clock.instant());
    }

    /// Leads a topic to a destination; a route that there is stays as it is.
    public DestinationRoute lead(Tx tx, ProjectId project, UUID topic, UUID destination) {
        return tx.one(
                """
                insert into topic_destinations (project_id, id, topic_id, destination_id, created_at)
                values (?, ?, ?, ?, ?)
                on conflict (project_id, topic_id, destination_id) do update
                set created_at = topic_destinations.created_at returning *\
                """,
                TopicRoutes::destination,
                project.number(),
                ids.next(),
                topic,
                destination,
                clock.instant());
    }

    /// The routes from types to topics, oldest first.
    public List<EventRoute> events(Tx tx, ProjectId project) {
        return tx.query(
                "select * from topic_events where project_id = ? order by created_at, id",
                TopicRoutes::event,
                project.number());
    }

    /// The routes from topics to destinations, oldest first.
    public List<DestinationRoute> destinations(Tx tx, ProjectId project) {
        return tx.query(
                "select * from topic_destinations where project_id = ? order by created_at, id",
                TopicRoutes::destination,
                project.number());
    }

    /// Takes a route from a type to a topic away; says whether there was one.
    public boolean deleteEvent(Tx tx, ProjectId project, UUID route) {
        return tx.update(
                        "delete from topic_events where project_id = ? and id = ?",
                        project.number(),
                        route)
                == 1;
    }

    /// Takes a route from a topic to a destination away; says whether there was one.
    public boolean deleteDestination(Tx tx, ProjectId project, UUID route) {
        return tx.update(
                        "delete from topic_destinations where project_id = ? and id = ?",
                        project.number(),
                        route)
                == 1;
    }

    private static EventRoute event(Row row) throws SQLException {
        return new EventRoute(
                row.uuid("id"),
                row.text("event_type"),
                row.uuid("topic_id"),
                row.instant("created_at"));
    }

    private static DestinationRoute destination(Row row) throws SQLException {
        return new DestinationRoute(
                row.uuid("id"),
                row.uuid("topic_id"),
                row.uuid("destination_id"),
                row.instant("created_at"));
    }

    /// From a type of notification to a topic.
    public record EventRoute(UUID id, String eventType, UUID topic, Instant createdAt) {}

    /// From a topic to a destination.
    public record DestinationRoute(UUID id, UUID topic, UUID destination, Instant createdAt) {}
}
