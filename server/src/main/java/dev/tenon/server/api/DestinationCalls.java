package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.delivery.Deliveries;
import dev.tenon.server.delivery.Destination;
import dev.tenon.server.delivery.Destinations;
import dev.tenon.server.delivery.LargeResults;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Scope;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Destinations.
public final class DestinationCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final Destinations destinations;
    private final Deliveries deliveries;
    private final LargeResults largeResults;
    private final Audit audit;
    private final Jobs jobs;

    public DestinationCalls(
            Db db,
            ProjectCalls projects,
            Destinations destinations,
            Deliveries deliveries,
            LargeResults largeResults,
            Audit audit,
            Jobs jobs) {
        this.db = db;
        this.projects = projects;
        this.destinations = destinations;
        this.deliveries = deliveries;
        this.largeResults = largeResults;
        this.audit = audit;
        this.jobs = jobs;
    }

    /// What the link in a message leads to.
    Reply largeResult(Request request) {
        String token = request.queryRequired("token");
        return Reply.json(200, largeResults.get(request.parameter("result"), token));
    }

    Reply create(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.json();
        String name = Json.name(body, "name");
        String type = Json.text(body, "type", "webhook");
        if (!type.equals("webhook")) {
            throw new Refusal(
                    Refusal.Kind.UNPROCESSABLE,
                    "destination.unknown-type",
                    "This server cannot deliver to \"" + type + "\" yet.",
                    "body.type",
                    "Use \"webhook\".");
        }
        JsonNode metadata = Json.requiredInner(body, "metadata");
        String url = Json.required(metadata, "url");
        Reply reply =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            Destination made =
                                    destinations.create(
                                            tx,
                                            project.key(),
                                            name,
                                            url,
                                            Json.map(metadata, "headers"));
                            deliveries.planAll(tx, project.key());
                            audit.note(
                                    tx,
                                    project.key(),
                                    request.by().name(),
                                    "destination.created",
                                    name,
                                    Map.of());
                            return Reply.json(
                                    201, Shapes.destination(made, project.id().toString(), true));
                        });
        jobs.hurry();
        return reply;
    }

    Reply list(Request request) {
        Project project = projects.project(request);
        return Reply.ok(
                db.inTransaction(
                        project.key().number(),
                        tx ->
                                Shapes.list(
                                        destinations.all(tx, project.key()),
                                        each ->
                                                Shapes.destination(
                                                        each, project.id().toString(), false))));
    }

    Reply get(Request request) {
        Project project = projects.project(request);
        boolean withSecrets =
                request.queryFlag("includeSecrets") && request.by().scopes().contains(Scope.FULL);
        return Reply.ok(
                Shapes.destination(find(request, project), project.id().toString(), withSecrets));
    }

    Reply change(Request request) {
        Project project = projects.project(request);
        Destination before = find(request, project);
        JsonNode body = request.json();
        Json.texts(
                body, "updateMask"); // What is given is changed, whether it is named here or not.
        JsonNode given = Json.inner(body, "destination");
        JsonNode metadata = Json.inner(given, "metadata");
        boolean rotate = Json.flag(body, "rotate", Json.flag(given, "rotate", false));
        Reply reply =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            Destination changed =
                                    destinations.change(
                                            tx,
                                            before,
                                            Json.shortEnough(
                                                    Json.text(given, "name", before.name()),
                                                    "body.destination.name"),
                                            Json.text(metadata, "url", before.url()),
                                            metadata.has("headers")
                                                    ? Json.map(metadata, "headers")
                                                    : before.headers());
                            Destination now = rotate ? destinations.rotate(tx, changed) : changed;
                            deliveries.planAll(tx, project.key());
                            audit.note(
                                    tx,
                                    project.key(),
                                    request.by().name(),
                                    "destination.changed",
                                    now.name(),
                                    Map.of());
                            return Reply.ok(
                                    Shapes.destination(now, project.id().toString(), rotate));
                        });
        jobs.hurry();
        return reply;
    }

    Reply delete(Request request) {
        Project project = projects.project(request);
        Destination gone = find(request, project);
        db.inTransaction(
                project.key().number(),
                tx -> {
                    destinations.delete(tx, gone);
                    audit.note(
                            tx,
                            project.key(),
                            request.by().name(),
                            "destination.deleted",
                            gone.name(),
                            Map.of());
                    return gone;
                });
        return Reply.empty();
    }

    private Destination find(Request request, Project project) {
        String name = request.parameter("destination");
        return db.inTransaction(
                        project.key().number(), tx -> destinations.find(tx, project.key(), name))
                .orElseThrow(() -> Request.notFound("destination", name));
    }
}
