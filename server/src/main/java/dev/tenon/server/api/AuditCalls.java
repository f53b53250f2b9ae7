package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ServerAudit;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/// Who did what: in a project, and on the server itself.
public final class AuditCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final Audit audit;
    private final ServerAudit serverAudit;

    public AuditCalls(Db db, ProjectCalls projects, Audit audit, ServerAudit serverAudit) {
        this.db = db;
        this.projects = projects;
        this.audit = audit;
        this.serverAudit = serverAudit;
    }

    Reply list(Request request) {
        Project project = projects.project(request);
        return page(
                request,
                (filter, limit) ->
                        db.inTransaction(
                                project.key().number(),
                                tx -> audit.newest(tx, project.key(), filter, limit)));
    }

    /// What belongs to no project: people, and who signed in to the console.
    Reply ofServer(Request request) {
        return page(
                request,
                (filter, limit) -> db.asSystem(tx -> serverAudit.newest(tx, filter, limit)));
    }

    private static Reply page(
            Request request, BiFunction<Audit.Filter, Integer, List<Audit.Entry>> entries) {
        int limit = request.queryNumber("limit", 100, 1, 1_000);
        var filter =
                new Audit.Filter(
                        request.query("action"), request.query("subject"), before(request));
        List<Audit.Entry> found = entries.apply(filter, limit + 1);
        List<Audit.Entry> shown = found.stream().limit(limit).toList();
        ObjectNode reply = Json.object();
        reply.set("results", Shapes.list(shown, AuditCalls::json));
        if (found.size() > limit) reply.put("next", Long.toString(shown.getLast().number()));
        else reply.putNull("next");
        return Reply.ok(reply);
    }

    private static long before(Request request) {
        String text = request.query("before");
        try {
            return text.isEmpty() ? Long.MAX_VALUE : Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "query.bad-cursor",
                    "\"" + text + "\" does not say where a page begins.",
                    "query.before",
                    "Send the \"next\" of the page before.");
        }
    }

    /// A customer's token was noted with whom it was for.
    private static ObjectNode json(Audit.Entry entry) {
        boolean isToken = entry.actor().startsWith("jwt/");
        String[] actor = isToken ? entry.actor().split("\\?", 2) : new String[] {entry.actor()};
        ObjectNode json = Json.object();
        json.put("at", entry.at().toString());
        json.put("actor", actor[0]);
        if (actor.length == 2) {
            for (String pair : actor[1].split("&", -1)) {
                String[] parts = pair.split("=", 2);
                if (parts.length == 2) json.put(parts[0], Request.decode(parts[1]));
            }
        }
        json.put("action", entry.action());
        json.put("subject", entry.subject());
        json.set("details", Json.parse(entry.details()));
        return json;
    }
}
