package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Nearest;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.delivery.Destination;
import dev.tenon.server.delivery.Destinations;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.operation.Topic;
import dev.tenon.server.operation.TopicRoutes;
import dev.tenon.server.operation.TopicRoutes.DestinationRoute;
import dev.tenon.server.operation.TopicRoutes.EventRoute;
import dev.tenon.server.operation.Topics;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Project;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Topics of notifications, and the routes to and from them.
public final class TopicCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final Stores stores;

    public TopicCalls(Db db, ProjectCalls projects, Stores stores) {
        this.db = db;
        this.projects = projects;
        this.stores = stores;
    }

    Reply topics(Request request) {
        return in(
                request,
                (tx, project) ->
                        Reply.ok(
                                Shapes.list(
                                        stores.topics().all(tx, project.key()),
                                        each -> shape(each, project))));
    }

    Reply create(Request request) {
        String name = Json.name(request.json(), "name");
        return in(
                request,
                (tx, project) -> {
                    Topic made = stores.topics().create(tx, project.key(), name);
                    note(tx, request, project, "topic.created", name);
                    return Reply.json(201, shape(made, project));
                });
    }

    Reply change(Request request) {
        String name = Json.name(request.json(), "name");
        return in(
                request,
                (tx, project) -> {
                    Topic before = topic(tx, project, request.parameter("topic"), "topic");
                    Topic now = stores.topics().rename(tx, project.key(), before, name);
                    note(tx, request, project, "topic.changed", name);
                    return Reply.ok(shape(now, project));
                });
    }

    Reply delete(Request request) {
        return in(
                request,
                (tx, project) -> {
                    Topic gone = topic(tx, project, request.parameter("topic"), "topic");
                    stores.topics().delete(tx, project.key(), gone.id());
                    note(tx, request, project, "topic.deleted", gone.name());
                    return Reply.empty();
                });
    }

    Reply events(Request request) {
        return in(
                request,
                (tx, project) ->
                        Reply.ok(
                                Shapes.list(
                                        stores.routes().events(tx, project.key()),
                                        each -> shape(each, project))));
    }

    Reply leadEvent(Request request) {
        JsonNode body = request.json();
        Notification.Type type = type(Json.required(body, "eventType"));
        String name = Json.required(body, "topicId");
        return in(
                request,
                (tx, project) -> {
                    Topic topic = topic(tx, project, name, "body.topicId");
                    EventRoute made = stores.routes().lead(tx, project.key(), type, topic.id());
                    note(tx, request, project, "topic.routed", type.wireName());
                    return Reply.json(201, shape(made, project));
                });
    }

    Reply deleteEvent(Request request) {
        UUID id = request.id("route");
        return in(
                request,
                (tx, project) -> {
                    boolean was = stores.routes().deleteEvent(tx, project.key(), id);
                    if (!was) throw Request.notFound("route", id.toString());
                    note(tx, request, project, "topic.unrouted", id.toString());
                    return Reply.empty();
                });
    }

    Reply destinations(Request request) {
        return in(
                request,
                (tx, project) ->
                        Reply.ok(
                                Shapes.list(
                                        stores.routes().destinations(tx, project.key()),
                                        each -> shape(each, project))));
    }

    Reply leadDestination(Request request) {
        JsonNode body = request.json();
        String topicName = Json.required(body, "topicId");
        String destinationName = Json.required(body, "destinationId");
        return in(
                request,
                (tx, project) -> {
                    Topic topic = topic(tx, project, topicName, "body.topicId");
                    Destination destination = destination(tx, project, destinationName);
                    DestinationRoute made =
                            stores.routes().lead(tx, project.key(), topic.id(), destination.id());
                    note(tx, request, project, "topic.routed", destination.name());
                    return Reply.json(201, shape(made, project));
                });
    }

    Reply deleteDestination(Request request) {
        UUID id = request.id("route");
        return in(
                request,
                (tx, project) -> {
                    boolean was = stores.routes().deleteDestination(tx, project.key(), id);
                    if (!was) throw Request.notFound("route", id.toString());
                    note(tx, request, project, "topic.unrouted", id.toString());
                    return Reply.empty();
                });
    }

    private Reply in(Request request, BiFunction<Tx, Project, Reply> work) {
        Project project = projects.project(request);
        return db.inTransaction(project.key().number(), tx -> work.apply(tx, project));
    }

    private static Notification.Type type(String name) {
        return Notification.Type.named(name)
                .orElseThrow(() ->
                        new Refusal(
                                Refusal.Kind.UNPROCESSABLE,
                                "notification.unknown-type",
                                "There are no notifications of the type \"" + name + "\".",
                                "body.eventType",
                                Nearest.advice(
                                        name,
                                        Notification.Type.wireNames(),
                                        "Use one of "
                                                + String.join(", ", Notification.Type.wireNames())
                                                + ".")));
    }

    private Topic topic(Tx tx, Project project, String name, String where) {
        return stores.topics()
                .find(tx, project.key(), name)
                .orElseThrow(() -> {
                    List<String> known =
                            stores.topics().all(tx, project.key()).stream()
                                    .map(Topic::name)
                                    .toList();
                    return new Refusal(
                            Refusal.Kind.NOT_FOUND,
                            "topic.unknown",
                            "There is no topic \"" + name + "\".",
                            where,
                            Nearest.advice(
                                    name, known, "Make it first: POST …/topics {\"name\": …}."));
                });
    }

    private Destination destination(Tx tx, Project project, String name) {
        return stores.destinations()
                .find(tx, project.key(), name)
                .orElseThrow(() -> {
                    List<String> known =
                            stores.destinations().all(tx, project.key()).stream()
                                    .map(Destination::name)
                                    .toList();
                    return new Refusal(
                            Refusal.Kind.NOT_FOUND,
                            "destination.unknown",
                            "There is no destination \"" + name + "\".",
                            "body.destinationId",
                            Nearest.advice(name, known, "Make it first: POST …/destinations."));
                });
    }

    private void note(Tx tx, Request request, Project project, String action, String subject) {
        stores.audit().note(tx, project.key(), request.by().name(), action, subject, Map.of());
    }

    private static ObjectNode shape(Topic topic, Project project) {
        ObjectNode json = Json.object();
        json.put("id", topic.id().toString());
        json.put("projectId", project.id().toString());
        json.put("name", topic.name());
        json.put("createTime", topic.createdAt().toString());
        json.put("updateTime", topic.updatedAt().toString());
        return json;
    }

    private static ObjectNode shape(EventRoute route, Project project) {
        ObjectNode json = Json.object();
        json.put("id", route.id().toString());
        json.put("projectId", project.id().toString());
        json.put("eventType", route.eventType());
        json.put("topicId", route.topic().toString());
        json.put("createTime", route.createdAt().toString());
        return json;
    }

    private static ObjectNode shape(DestinationRoute route, Project project) {
        ObjectNode json = Json.object();
        json.put("id", route.id().toString());
        json.put("projectId", project.id().toString());
        json.put("topicId", route.topic().toString());
        json.put("destinationId", route.destination().toString());
        json.put("createTime", route.createdAt().toString());
        return json;
    }

    /// Where topics and routes are kept.
    public record Stores(
            Topics topics, TopicRoutes routes, Destinations destinations, Audit audit) {}
}
