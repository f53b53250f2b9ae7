package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.sync.ReadState;
import dev.tenon.server.sync.Reads;
import dev.tenon.server.sync.Run;
import dev.tenon.server.tenant.Project;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads that somebody asks for, operations, their logs, and how everything stands.
public final class OperationCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final InstallCalls installs;
    private final InstallationShape shapes;
    private final Engines engines;

    public OperationCalls(
            Db db,
            ProjectCalls projects,
            InstallCalls installs,
            InstallationShape shapes,
            Engines engines) {
        this.db = db;
        this.projects = projects;
        this.installs = installs;
        this.shapes = shapes;
        this.engines = engines;
    }

    Reply trigger(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.json();
        String groupRef = Json.required(body, "groupRef");
        String mode = Json.text(body, "mode", "async");
        if (!mode.equals("async")) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "read.unknown-mode",
                    "There is no mode \"" + mode + "\".",
                    "body.mode",
                    "Use \"async\".");
        }
        Instant since = moment(body, "sinceTimestamp");
        Instant until = moment(body, "untilTimestamp");
        if (since != null && until != null && since.isAfter(until)) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "read.since-after-until",
                    "\"sinceTimestamp\" is later than \"untilTimestamp\".",
                    "body.sinceTimestamp",
                    "Exchange the two.");
        }
        Reply reply =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            var revision =
                                    engines.integrations()
                                            .get(
                                                    tx,
                                                    project.key(),
                                                    request.parameter("integration"));
                            Installed installed = installs.forGroup(tx, revision, groupRef);
                            shapes.read(installed, request.parameter("object"));
                            Dataset dataset =
                                    shapes.dataset(tx, installed, request.parameter("object"));
                            engines.reads()
                                    .rests(tx, installed, dataset)
                                    .ifPresent(refusal -> {
                                        throw refusal;
                                    });
                            Operation operation =
                                    engines.reads().trigger(tx, installed, dataset, since, until);
                            return Reply.json(
                                    201,
                                    Json.object().put("operationId", operation.id().toString()));
                        });
        engines.jobs().hurry();
        return reply;
    }

    private static @Nullable Instant moment(JsonNode body, String member) {
        String text = Json.textOrNull(body, member);
        if (text == null || text.isEmpty()) return null;
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "request.bad-time",
                    "\"" + text + "\" is no time.",
                    "body." + member,
                    "Write RFC 3339, such as 2026-01-31T09:30:00Z.");
        }
    }

    Reply list(Request request) {
        Project project = projects.project(request);
        int size = request.queryNumber("pageSize", 200, 1, 1_000);
        String token = request.query("pageToken");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    Installed installed = installs.installed(tx, request, project);
                    List<Operation> found =
                            shapes.operations(
                                    tx,
                                    project,
                                    installed,
                                    token.isEmpty() ? null : before(token),
                                    size + 1);
                    List<Operation> shown = found.stream().limit(size).toList();
                    ObjectNode json = Json.object();
                    json.set(
                            "results",
                            Shapes.list(
                                    shown,
                                    each -> Shapes.operation(each, project.id().toString())));
                    ObjectNode pagination = json.putObject("pagination");
                    boolean done = found.size() <= size;
                    pagination.put("done", done);
                    if (!done) {
                        pagination.put(
                                "nextPageToken", TimeId.instantOf(shown.getLast().id()).toString());
                    }
                    return Reply.ok(json);
                });
    }

    private static Instant before(String token) {
        try {
            return Instant.parse(token);
        } catch (DateTimeException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "query.bad-cursor",
                    "\"" + token + "\" is no page token.",
                    "query.pageToken",
                    "Send the nextPageToken of the page before.");
        }
    }

    Reply get(Request request) {
        Project project = projects.project(request);
        return Reply.ok(
                db.inTransaction(
                        project.key().number(),
                        tx ->
                                Shapes.operation(
                                        shapes.operation(tx, project, request.id("operation")),
                                        project.id().toString())));
    }

    Reply logs(Request request) {
        Project project = projects.project(request);
        int limit = request.queryNumber("limit", 1_000, 1, 10_000);
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    Operation operation = shapes.operation(tx, project, request.id("operation"));
                    return Reply.ok(
                            Shapes.list(
                                    shapes.logs(tx, operation, limit),
                                    line -> Shapes.log(line, operation.id().toString())));
                });
    }

    Reply progress(Request request) {
        Project project = projects.project(request);
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    Installed installed = installs.installed(tx, request, project);
                    Dataset dataset = shapes.dataset(tx, installed, request.parameter("object"));
                    ObjectNode json = Json.object();
                    json.put("installationId", installed.installation().id().toString());
                    json.put("objectName", dataset.object());
                    Optional<ReadState> state = engines.reads().state(tx, dataset.id());
                    Run run = state.flatMap(ReadState::run).orElse(null);
                    json.put("operationId", run == null ? "" : run.operation().toString());
                    json.put("recordsProcessed", run == null ? dataset.live() : run.recordsRead());
                    json.put(
                            "recordsEstimatedTotal", run == null ? dataset.live() : run.expected());
                    state.flatMap(known -> engines.forecasts().of(tx, installed, known))
                            .ifPresent(
                                    found -> json.set("forecast", engines.forecasts().json(found)));
                    return Reply.ok(json);
                });
    }

    Reply status(Request request) {
        Project project = projects.project(request);
        String groupRef = request.query("groupRef");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    List<Installed> all =
                            groupRef.isEmpty()
                                    ? engines.installations().all(tx, project.key())
                                    : installs.ofGroup(tx, project, groupRef);
                    ObjectNode json = Json.object();
                    json.set("results", Json.array().addAll(shapes.statuses(tx, project, all)));
                    json.putNull("next");
                    return Reply.ok(json);
                });
    }

    /// What answers.
    public record Engines(
            Integrations integrations,
            Installations installations,
            Reads reads,
            Forecasts forecasts,
            Jobs jobs) {}
}
