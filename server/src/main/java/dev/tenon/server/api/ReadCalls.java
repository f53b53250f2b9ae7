package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.sync.Freshness;
import dev.tenon.server.sync.HeldDeletions;
import dev.tenon.server.sync.HeldDeletions.Held;
import dev.tenon.server.sync.HeldDeletions.Status;
import dev.tenon.server.sync.Reads;
import dev.tenon.server.sync.SetAside;
import dev.tenon.server.tenant.Project;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads on demand, sweeps, held deletions, and records that were set aside.
public final class ReadCalls {
    private static final int MOST_IDS = 10_000;

    private final Db db;
    private final ProjectCalls projects;
    private final ObjectViews views;
    private final Engines engines;
    private final Stores stores;

    public ReadCalls(
            Db db, ProjectCalls projects, ObjectViews views, Engines engines, Stores stores) {
        this.db = db;
        this.projects = projects;
        this.views = views;
        this.engines = engines;
        this.stores = stores;
    }

    /// Answers 200 when the read has ended within the time, else 202.
    Reply refresh(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.json();
        String groupRef = Json.required(body, "groupRef");
        List<String> ids = ids(body);
        Duration patience = Duration.ofSeconds(seconds(body));
        Operation asked =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            ObjectViews.Place found = awake(tx, project, request, groupRef);
                            return engines.reads()
                                    .refresh(tx, found.installed(), found.dataset(), ids);
                        });
        engines.jobs().hurry();
        Operation now = engines.freshness().ended(asked, patience);
        boolean ended = now.status() != Operation.Status.IN_PROGRESS;
        ObjectNode json = Json.object();
        json.put("operationId", now.id().toString());
        json.put("status", now.status().wireName());
        json.put("result", now.result());
        return Reply.json(ended ? 200 : 202, json);
    }

    private static List<String> ids(JsonNode body) {
        List<String> ids = Json.texts(body, "ids").stream().distinct().toList();
        if (ids.size() <= MOST_IDS) return ids;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "read.too-many-ids",
                ids.size() + " ids are more than one refresh takes.",
                "body.ids",
                "Send at most 10,000 at once, or none to refresh the whole object.");
    }

    private static long seconds(JsonNode body) {
        JsonNode timeout = body.path("timeoutSeconds");
        if (timeout.isMissingNode()) return 10;
        if (timeout.isIntegralNumber() && timeout.canConvertToInt()) {
            int seconds = timeout.asInt();
            if (seconds >= 0 && seconds <= 60) return seconds;
        }
        throw new Refusal(
                Refusal.Kind.INVALID,
                "request.bad-parameter",
                "\"timeoutSeconds\" is not a whole number from 0 to 60.",
                "body.timeoutSeconds",
                "Give a whole number from 0 to 60.");
    }

    Reply sweep(Request request) {
        Project project = projects.project(request);
        String groupRef = Json.required(request.json(), "groupRef");
        ObjectViews.Place place =
                db.inTransaction(
                        project.key().number(), tx -> awake(tx, project, request, groupRef));
        engines.reads().requireSweepable(place.installed(), place.dataset());
        Operation asked =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            ObjectViews.Place found = awake(tx, project, request, groupRef);
                            return engines.reads().sweep(tx, found.installed(), found.dataset());
                        });
        engines.jobs().hurry();
        return Reply.json(201, Json.object().put("operationId", asked.id().toString()));
    }

    /// What is read, and does not rest.
    private ObjectViews.Place awake(Tx tx, Project project, Request request, String groupRef) {
        ObjectViews.Place found = views.place(tx, project, request, groupRef);
        engines.reads()
                .rests(tx, found.installed(), found.dataset())
                .ifPresent(refusal -> {
                    throw refusal;
                });
        return found;
    }

    Reply aside(Request request) {
        Project project = projects.project(request);
        int limit = request.queryNumber("limit", 100, 1, 1_000);
        String groupRef = request.queryRequired("groupRef");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    ObjectViews.Place found = views.place(tx, project, request, groupRef);
                    List<SetAside.Entry> entries =
                            stores.aside()
                                    .of(
                                            tx,
                                            found.dataset().id(),
                                            request.query("after"),
                                            limit + 1);
                    return listed(entries, limit, ReadCalls::json, SetAside.Entry::record);
                });
    }

    private static ObjectNode json(SetAside.Entry entry) {
        ObjectNode json = Json.object();
        json.put("recordId", entry.record());
        json.put("reason", entry.reason());
        json.put("operationId", entry.operation().toString());
        json.put("firstAt", entry.firstAt().toString());
        json.put("lastAt", entry.lastAt().toString());
        json.put("times", entry.times());
        return json;
    }

    Reply held(Request request) {
        Project project = projects.project(request);
        int limit = request.queryNumber("limit", 100, 1, 1_000);
        Status status = status(request.query("status"));
        String after = request.query("after");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    List<Held> found =
                            stores.held()
                                    .of(
                                            tx,
                                            project.key(),
                                            status,
                                            after.isEmpty() ? null : place(after),
                                            limit + 1);
                    return listed(
                            found,
                            limit,
                            each -> stores.decisions().json(tx, each),
                            each -> each.id().toString());
                });
    }

    private static UUID place(String after) {
        try {
            return UUID.fromString(after);
        } catch (IllegalArgumentException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "query.bad-cursor",
                    "\"" + after + "\" is no place in this list.",
                    "query.after",
                    "Send the \"next\" of the page before.");
        }
    }

    private static @Nullable Status status(String text) {
        if (text.isEmpty()) return null;
        return Arrays.stream(Status.values())
                .filter(each -> Decisions.word(each).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new Refusal(
                                Refusal.Kind.INVALID,
                                "request.bad-parameter",
                                "\"" + text + "\" is no state of held deletions.",
                                "query.status",
                                "Give held, released, done, discarded or superseded."));
    }

    Reply release(Request request) {
        return Reply.ok(
                stores.decisions()
                        .release(
                                projects.project(request),
                                request.id("held"),
                                request.by().name()));
    }

    Reply discard(Request request) {
        return Reply.ok(
                stores.decisions()
                        .discard(
                                projects.project(request),
                                request.id("held"),
                                request.by().name()));
    }

    private static <T> Reply listed(
            List<T> found,
            int limit,
            java.util.function.Function<T, ObjectNode> shape,
            java.util.function.Function<T, String> place) {
        List<T> shown = found.stream().limit(limit).toList();
        ObjectNode json = Json.object();
        json.set("results", Shapes.list(shown, shape));
        Json.putIfPresent(json, "next", found.size() > limit ? place.apply(shown.getLast()) : null);
        if (found.size() <= limit) json.putNull("next");
        return Reply.ok(json);
    }

    /// What does the work.
    public record Engines(Reads reads, Freshness freshness, Jobs jobs) {}

    /// Where things are found.
    public record Stores(HeldDeletions held, SetAside aside, Decisions decisions) {}
}
