package dev.tenon.server.api;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.JwtAlgorithm;
import dev.tenon.server.tenant.JwtKey;
import dev.tenon.server.tenant.JwtKeys;
import dev.tenon.server.tenant.Project;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The keys that a team signs its customers' tokens with.
public final class JwtKeyCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final JwtKeys keys;
    private final Audit audit;

    public JwtKeyCalls(Db db, ProjectCalls projects, JwtKeys keys, Audit audit) {
        this.db = db;
        this.projects = projects;
        this.keys = keys;
        this.audit = audit;
    }

    Reply list(Request request) {
        Project project = projects.project(request);
        return Reply.ok(
                db.inTransaction(
                        project.key().number(),
                        tx -> Shapes.list(keys.all(tx, project.key()), key -> json(key, project))));
    }

    Reply create(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.json();
        String label = Json.name(body, "label");
        JwtAlgorithm algorithm = JwtAlgorithm.parse(Json.required(body, "algorithm"));
        String pem = Json.required(body, "publicKeyPem");
        JwtKey made =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            JwtKey key = keys.create(tx, project.key(), label, algorithm, pem);
                            note(tx, request, key.id(), "jwt-key.created", Map.of("label", label));
                            return key;
                        });
        return Reply.json(201, json(made, project));
    }

    Reply get(Request request) {
        Project project = projects.project(request);
        return Reply.ok(
                db.inTransaction(
                        project.key().number(), tx -> json(find(tx, request, project), project)));
    }

    Reply change(Request request) {
        Project project = projects.project(request);
        Changes changes = Changes.of(request, "jwtKey");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    JwtKey before = find(tx, request, project);
                    JwtKey changed =
                            keys.change(
                                            tx,
                                            project.key(),
                                            before.id(),
                                            Json.shortEnough(
                                                    changes.text("label", before.label()),
                                                    "body.jwtKey.label"),
                                            changes.flag("active", before.active()))
                                    .orElseThrow();
                    note(
                            tx,
                            request,
                            before.id(),
                            "jwt-key.changed",
                            Map.of("active", Boolean.toString(changed.active())));
                    return Reply.ok(json(changed, project));
                });
    }

    Reply delete(Request request) {
        Project project = projects.project(request);
        db.inTransaction(
                project.key().number(),
                tx -> {
                    UUID id = find(tx, request, project).id();
                    keys.delete(tx, project.key(), id);
                    note(tx, request, id, "jwt-key.deleted", Map.of());
                    return id;
                });
        return Reply.empty();
    }

    private JwtKey find(Tx tx, Request request, Project project) {
        UUID id;
        try {
            id = UUID.fromString(request.parameter("jwtKey"));
        } catch (IllegalArgumentException _) {
            throw Request.notFound("jwt-key", request.parameter("jwtKey"));
        }
        return keys.find(tx, project.key(), id)
                .orElseThrow(() -> Request.notFound("jwt-key", id.toString()));
    }

    private void note(Tx tx, Request request, UUID id, String action, Map<String, String> details) {
        audit.note(
                tx,
                projects.project(request).key(),
                request.by().name(),
                action,
                id.toString(),
                details);
    }

    private static ObjectNode json(JwtKey key, Project project) {
        ObjectNode json = Json.object();
        json.put("kid", key.id().toString());
        json.put("id", key.id().toString());
        json.put("label", key.label());
        json.put("algorithm", key.algorithm().wireName());
        json.put("publicKeyPem", key.pem());
        json.put("projectId", project.id().toString());
        json.put("active", key.active());
        json.put("createTime", key.createdAt().toString());
        return json;
    }
}
