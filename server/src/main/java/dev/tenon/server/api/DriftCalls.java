package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.schema.SchemaHistory;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What changed in the objects that customers have.
public final class DriftCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final Sight sight;
    private final SchemaHistory history;
    private final UnaryOperator<String> canonical;

    /// @param canonical the connector's name for any spelling of a provider
    public DriftCalls(
            Db db,
            ProjectCalls projects,
            Sight sight,
            SchemaHistory history,
            UnaryOperator<String> canonical) {
        this.db = db;
        this.projects = projects;
        this.sight = sight;
        this.history = history;
        this.canonical = canonical;
    }

    Reply changes(Request request) {
        Project project = projects.project(request);
        int limit = request.queryNumber("limit", 100, 1, 1_000);
        UUID after =
                id(request, "after", "query.bad-cursor", "Send the \"next\" of the page before.");
        UUID connection =
                id(request, "connectionId", "request.bad-parameter", "Give a connection's id.");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    var filter =
                            new SchemaHistory.Filter(
                                    group(tx, request, project),
                                    connection,
                                    canonical.apply(request.query("provider")),
                                    request.query("object"));
                    return page(
                            tx,
                            request.by(),
                            history.list(tx, project.key(), filter, after, limit + 1),
                            limit);
                });
    }

    private static @Nullable UUID id(Request request, String name, String code, String fix) {
        String text = request.query(name);
        if (text.isEmpty()) return null;
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID, code, "\"" + text + "\" is no id.", "query." + name, fix);
        }
    }

    private @Nullable GroupId group(Tx tx, Request request, Project project) {
        String ref = request.query("groupRef");
        if (ref.isEmpty()) return null;
        return sight.groups()
                .find(tx, project.key(), ref)
                .map(Group::key)
                .orElseThrow(() -> Request.notFound("group", ref));
    }

    /// What one person's token may not see is missing on its page, which may be shorter then.
    private Reply page(Tx tx, Caller caller, List<SchemaHistory.Entry> found, int limit) {
        List<SchemaHistory.Entry> read = found.stream().limit(limit).toList();
        List<SchemaHistory.Entry> shown = seen(tx, caller, read);
        Map<GroupId, String> refs = new HashMap<>();
        ObjectNode json = Json.object();
        json.set(
                "results",
                Shapes.list(
                        shown,
                        each ->
                                shape(
                                        each,
                                        refs.computeIfAbsent(
                                                each.group(),
                                                key -> sight.groups().get(tx, key).ref()))));
        if (found.size() > limit) json.put("next", read.getLast().id().toString());
        else json.putNull("next");
        return Reply.ok(json);
    }

    private List<SchemaHistory.Entry> seen(
            Tx tx, Caller caller, List<SchemaHistory.Entry> entries) {
        if (caller.within().isEmpty() || entries.isEmpty()) return entries;
        GroupId group = entries.getFirst().group();
        Set<UUID> connections =
                sight.connections().of(tx, group.project(), List.of(group)).stream()
                        .filter(sight.of(tx, caller))
                        .map(Connection::id)
                        .collect(Collectors.toSet());
        return entries.stream().filter(each -> connections.contains(each.connection())).toList();
    }

    private static ObjectNode shape(SchemaHistory.Entry entry, String groupRef) {
        ObjectNode json = Json.object();
        json.put("id", entry.id().toString());
        json.put("driftId", entry.drift().toString());
        json.put("time", entry.at().toString());
        json.put("groupRef", groupRef);
        json.put("connectionId", entry.connection().toString());
        json.put("provider", entry.subject().provider());
        json.put("objectName", entry.subject().object());
        json.put("kind", entry.kind());
        if (!entry.subject().field().isEmpty()) json.put("fieldName", entry.subject().field());
        json.setAll(entry.details());
        return json;
    }
}
