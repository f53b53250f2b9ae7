package dev.tenon.server.api;

import dev.tenon.server.db.Db;
import dev.tenon.server.json.Json;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.tenant.AllowedOrigins;
import dev.tenon.server.tenant.ApiKeys;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.tenant.Scope;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Projects and their keys.
public final class ProjectCalls {
    private final Db db;
    private final Projects projects;
    private final ApiKeys keys;
    private final Audit audit;
    private final Seal seal;
    private final Datasets datasets;

    public ProjectCalls(
            Db db, Projects projects, ApiKeys keys, Audit audit, Seal seal, Datasets datasets) {
        this.db = db;
        this.projects = projects;
        this.keys = keys;
        this.audit = audit;
        this.seal = seal;
        this.datasets = datasets;
    }

    /// The project that a body names, for the calls whose path does not; it must be the caller's.
    Project inBody(Request request, JsonNode body) {
        String older = Json.text(body, "projectId", "");
        String name =
                older.isEmpty()
                        ? Json.required(body, "projectIdOrName")
                        : Json.text(body, "projectIdOrName", older);
        Caller caller = request.by();
        return db.asSystem(tx -> projects.find(tx, name))
                .filter(found -> caller.isAdmin() || found.key().equals(caller.project()))
                .orElseThrow(() -> Request.notFound("project", name));
    }

    Reply create(Request request) {
        JsonNode body = request.json();
        String name = Json.required(body, "name");
        Project made =
                db.asSystem(tx -> {
                    Project project =
                            projects.create(
                                    tx,
                                    name,
                                    Json.text(body, "appName", name),
                                    Json.text(body, "orgId", "default"));
                    seal.createKey(tx, project.key().number());
                    datasets.createPartition(tx, project.key());
                    audit.note(
                            tx,
                            project.key(),
                            request.by().name(),
                            "project.created",
                            name,
                            Map.of());
                    return project;
                });
        return Reply.json(201, Shapes.project(made));
    }

    Reply list(Request request) {
        ProjectId own = request.by().project();
        List<Project> all =
                db.asSystem(tx -> own == null ? projects.all(tx) : List.of(projects.get(tx, own)));
        return Reply.ok(Shapes.list(all, Shapes::project));
    }

    Reply get(Request request) {
        request.queryFlag("includeEntitlements"); // They are always included.
        return Reply.ok(Shapes.project(asItIs(request)));
    }

    Reply change(Request request) {
        Changes changes = Changes.of(request, "project");
        AllowedOrigins origins =
                AllowedOrigins.parse(Json.texts(changes.given(), "allowedOrigins"));
        boolean isAboutOrigins =
                changes.concern("allowedOrigins") && changes.given().hasNonNull("allowedOrigins");
        ProjectId project = project(request).key();
        Project changed =
                db.asSystem(tx -> {
                    Project before = projects.lock(tx, project);
                    var draft =
                            new Projects.Draft(
                                    changes.text("name", before.name()),
                                    changes.text("appName", before.appName()),
                                    isAboutOrigins ? origins : before.origins());
                    audit.note(
                            tx,
                            project,
                            request.by().name(),
                            "project.changed",
                            before.name(),
                            Map.of("allowedOrigins", String.join(" ", draft.origins().patterns())));
                    return projects.change(tx, project, draft);
                });
        return Reply.ok(Shapes.project(changed));
    }

    Reply createKey(Request request) {
        JsonNode body = request.json();
        String label = Json.required(body, "label");
        List<String> names = Json.texts(body, "scopes");
        Set<Scope> scopes =
                (names.isEmpty() ? List.of("full") : names)
                        .stream().map(Scope::parse).collect(Collectors.toSet());
        var draft = new ApiKeys.Draft(label, scopes, rateLimit(body, null));
        Project project = project(request);
        ApiKeys.Issued issued =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            ApiKeys.Issued made = keys.issue(tx, project.key(), draft);
                            audit.note(
                                    tx,
                                    project.key(),
                                    request.by().name(),
                                    "key.created",
                                    made.apiKey().id(),
                                    Map.of("label", label));
                            return made;
                        });
        ObjectNode json = Shapes.apiKey(issued.apiKey(), project.id().toString());
        json.put("secret", issued.secret());
        return Reply.json(201, json);
    }

    Reply keys(Request request) {
        Project project = project(request);
        return Reply.ok(
                db.inTransaction(
                        project.key().number(),
                        tx ->
                                Shapes.list(
                                        keys.all(tx, project.key()),
                                        key -> Shapes.apiKey(key, project.id().toString()))));
    }

    Reply changeKey(Request request) {
        Project project = project(request);
        String id = ApiKeys.idOf(request.parameter("key"));
        Changes changes = Changes.of(request, "apiKey");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    ApiKeys.ApiKey before =
                            keys.all(tx, project.key()).stream()
                                    .filter(key -> key.id().equals(id))
                                    .findFirst()
                                    .orElseThrow(() -> Request.notFound("key", id));
                    Integer wanted = rateLimit(changes.given(), before.rateLimit());
                    var draft =
                            new ApiKeys.Draft(
                                    changes.text("label", before.label()),
                                    before.scopes(),
                                    changes.concern("rateLimit") ? wanted : before.rateLimit());
                    boolean active = changes.flag("active", before.active());
                    ApiKeys.ApiKey changed =
                            keys.change(tx, project.key(), id, draft, active).orElseThrow();
                    audit.note(tx, project.key(), request.by().name(), "key.changed", id, Map.of());
                    return Reply.ok(Shapes.apiKey(changed, project.id().toString()));
                });
    }

    /// Null stands for the server's usual limit.
    private static @Nullable Integer rateLimit(JsonNode json, @Nullable Integer before) {
        JsonNode value = json.get("rateLimit");
        if (value == null) return before;
        if (value.isNull()) return null;
        if (value.isIntegralNumber() && value.canConvertToInt()) return value.intValue();
        throw Json.wrongType("rateLimit", "a whole number of requests a second");
    }

    Reply deleteKey(Request request) {
        Project project = project(request);
        String id = ApiKeys.idOf(request.parameter("key"));
        db.inTransaction(
                project.key().number(),
                tx -> {
                    if (!keys.delete(tx, project.key(), id)) throw Request.notFound("key", id);
                    audit.note(tx, project.key(), request.by().name(), "key.deleted", id, Map.of());
                    return id;
                });
        return Reply.empty();
    }

    private Project asItIs(Request request) {
        return db.asSystem(tx -> projects.get(tx, project(request).key()));
    }

    /// The project that a request is bound to; its names can be those of five seconds ago.
    Project project(Request request) {
        return Objects.requireNonNull(request.by().bound());
    }
}
