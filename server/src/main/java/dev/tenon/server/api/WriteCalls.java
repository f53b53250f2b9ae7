package dev.tenon.server.api;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.write.Idempotency;
import dev.tenon.server.write.WriteBody;
import dev.tenon.server.write.WriteListing;
import dev.tenon.server.write.WriteReply;
import dev.tenon.server.write.WriteRequest;
import dev.tenon.server.write.WriteRequestJson;
import dev.tenon.server.write.Writes;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Writes, and how accepted ones stand.
public final class WriteCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final Groups groups;
    private final Writes writes;
    private final Audit audit;

    public WriteCalls(Db db, ProjectCalls projects, Groups groups, Writes writes, Audit audit) {
        this.db = db;
        this.projects = projects;
        this.groups = groups;
        this.writes = writes;
        this.audit = audit;
    }

    Reply write(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.json();
        String groupRef = Json.required(body, "groupRef");
        String integration = request.parameter("integration");
        String object = request.parameter("object");
        @Nullable Idempotency idempotency =
                request.header("idempotency-key")
                        .map(key -> Idempotency.of(key, integration + "/" + object, request.body()))
                        .orElse(null);
        WriteReply reply =
                writes.write(
                        new WriteRequest(
                                new WriteRequest.Whose(project.key(), integration, groupRef),
                                object,
                                WriteRequestJson.read(body),
                                idempotency,
                                request.by().name()));
        return ShownRecords.reply(request.by(), reply);
    }

    Reply get(Request request) {
        int from = request.queryNumber("after", 0, 0, WriteBody.MOST);
        int limit = request.queryNumber("limit", 1_000, 1, WriteBody.MOST);
        return shown(request, request.id("write"), new WriteListing.Results(from, limit));
    }

    private Reply shown(Request request, UUID id, WriteListing.Results page) {
        Project project = projects.project(request);
        return Reply.ok(
                db.inTransaction(
                                project.key().number(),
                                tx -> writes.listing().one(tx, project.key(), id, page))
                        .map(write -> ShownRecords.write(request.by(), write))
                        .orElseThrow(() -> Request.notFound("write", id.toString())));
    }

    Reply cancel(Request request) {
        String by = request.by().name();
        return decided(
                request,
                "cancelled",
                (tx, project, id) -> writes.control().cancel(tx, project, id, by));
    }

    Reply retry(Request request) {
        String by = request.by().name();
        JsonNode body = request.body().length == 0 ? Json.object() : request.json();
        boolean withUnknown = Json.flag(body, "includeUnknown", false);
        return decided(
                request,
                "retried",
                (tx, project, id) -> writes.control().retry(tx, project, id, withUnknown, by));
    }

    /// The write that came of it.
    ///
    /// @param what was done, for the audit log
    private Reply decided(Request request, String what, Decision decision) {
        Project project = projects.project(request);
        UUID id = request.id("write");
        UUID now =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            UUID decided =
                                    decision.take(tx, project.key(), id)
                                            .orElseThrow(
                                                    () -> Request.notFound("write", id.toString()));
                            audit.note(
                                    tx,
                                    project.key(),
                                    request.by().name(),
                                    "write." + what,
                                    id.toString(),
                                    Map.of());
                            return decided;
                        });
        writes.hurry(id);
        return shown(request, now, new WriteListing.Results(0, 1_000));
    }

    /// What is done to a write.
    private interface Decision {
        Optional<UUID> take(Tx tx, ProjectId project, UUID id);
    }

    Reply list(Request request) {
        Project project = projects.project(request);
        String groupRef = request.query("groupRef");
        int limit = request.queryNumber("limit", 100, 1, 1_000);
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    @Nullable Group group =
                            groupRef.isEmpty()
                                    ? null
                                    : groups.find(tx, project.key(), groupRef)
                                            .orElseThrow(() -> Request.notFound("group", groupRef));
                    var query =
                            new WriteListing.Query(
                                    group == null ? null : group.key(),
                                    WriteListing.Query.state(request.query("state")),
                                    limit,
                                    request.query("after"));
                    return Reply.ok(writes.listing().list(tx, project.key(), query));
                });
    }
}
