package dev.tenon.server.operation;

import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// Tells a product's destinations what happened, as far as topics lead there. Joins the caller's
/// transaction: what is rolled back was never told. Costs one statement where nobody listens. Safe
/// for use by many threads.
public final class Notifications {
    private final TopicRoutes routes;
    private final Projects projects;
    private final Groups groups;
    private final NotificationListener listener;
    private final InstantSource clock;

    public Notifications(
            TopicRoutes routes,
            Projects projects,
            Groups groups,
            NotificationListener listener,
            InstantSource clock) {
        this.routes = routes;
        this.projects = projects;
        this.groups = groups;
        this.listener = listener;
        this.clock = clock;
    }

    /// Tells of something that happened to a group.
    ///
    /// @param data what is known of it; the project, the group and the time are added
    public void notify(Tx tx, GroupId group, Notification.Type type, ObjectNode data) {
        notifyEach(tx, group, type, List.of(data));
    }

    /// Tells of several things of one kind that happened to a group.
    ///
    /// @param news what is known of each; the project, the group and the time are added
    public void notifyEach(Tx tx, GroupId group, Notification.Type type, List<ObjectNode> news) {
        if (news.isEmpty()) return;
        List<UUID> destinations = routes.destinations(tx, group.project(), type);
        if (destinations.isEmpty()) return;
        Group about = groups.get(tx, group);
        ObjectNode head = head(tx, group.project());
        head.put("groupRef", about.ref());
        head.put("groupName", about.name());
        for (ObjectNode data : news) {
            ObjectNode all = head.deepCopy();
            all.setAll(data);
            var notification = new Notification(group.project(), group.number(), type, all);
            destinations.forEach(each -> listener.notified(tx, notification, each));
        }
    }

    /// Tells of something that happened to a project as a whole.
    ///
    /// @param except a destination that is not told, because it is what the news is about
    public void notify(
            Tx tx, ProjectId project, Notification.Type type, ObjectNode data, UUID except) {
        List<UUID> destinations = routes.destinations(tx, project, type);
        if (destinations.isEmpty()) return;
        ObjectNode all = head(tx, project);
        all.setAll(data);
        var notification = new Notification(project, Notification.OF_PROJECT, type, all);
        destinations.stream()
                .filter(each -> !each.equals(except))
                .forEach(each -> listener.notified(tx, notification, each));
    }

    private ObjectNode head(Tx tx, ProjectId project) {
        ObjectNode head = Json.object();
        head.put("projectId", projects.get(tx, project).id().toString());
        head.put("time", clock.instant().toString());
        return head;
    }
}
