package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.records.ChangeFeed;
import dev.tenon.server.records.RecordQueries;
import dev.tenon.server.records.Rendering;
import dev.tenon.server.records.Rendering.Output;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.sync.Freshness;
import dev.tenon.server.tenant.Project;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Queries of the store, single records, and the change feed.
public final class DataCalls {
    private static final int LARGEST_PAGE = 1_000;

    private final Db db;
    private final ProjectCalls projects;
    private final ObjectViews views;
    private final Stores stores;
    private final Origins origins;
    private final InstantSource clock;

    public DataCalls(
            Db db, ProjectCalls projects, ObjectViews views, Stores stores, InstantSource clock) {
        this.db = db;
        this.projects = projects;
        this.views = views;
        this.stores = stores;
        this.origins = new Origins(stores.operations());
        this.clock = clock;
    }

    /// With `maxAge`, older data is read anew first, for `wait` seconds at most; the answer then
    /// says how fresh it is.
    Reply query(Request request) {
        Project project = projects.project(request);
        String freshness = freshness(request, project);
        int limit = request.queryNumber("limit", 50, 1, LARGEST_PAGE);
        var query =
                new RecordQueries.Query(
                        request.query("where"),
                        request.query("orderBy"),
                        limit,
                        request.query("after"));
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    ObjectViews.Seen seen = views.find(tx, request, project);
                    RecordQueries.QueryPage page =
                            stores.queries().page(tx, seen.dataset(), seen.shape().view(), query);
                    return page(
                            tx,
                            seen,
                            new Listed(page.records(), page.next(), freshness, Long.MAX_VALUE),
                            only(request, seen));
                });
    }

    private String freshness(Request request, Project project) {
        Duration age = request.queryDuration("maxAge");
        int wait = request.queryNumber("wait", 10, 0, 60);
        if (age == null) return "";
        ObjectViews.Place place =
                db.inTransaction(
                        project.key().number(),
                        tx -> views.place(tx, project, request, request.queryRequired("groupRef")));
        return ",\"freshAt\":"
                + stores.freshness()
                        .atMost(age, Duration.ofSeconds(wait), place.installed(), place.dataset())
                        .map(moment -> "\"" + moment + "\"")
                        .orElse("null");
    }

    Reply get(Request request) {
        Project project = projects.project(request);
        String id = request.parameter("record");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    ObjectViews.Seen seen = views.find(tx, request, project);
                    StoredRecord record =
                            stores.changes()
                                    .find(tx, seen.id(), id)
                                    .filter(found -> found.change() != StoredRecord.Change.DELETED)
                                    .orElseThrow(() -> Request.notFound("record", id));
                    var out = new Output();
                    row(
                            out,
                            new Rendering(seen.shape(), only(request, seen)),
                            record,
                            origins.of(tx, seen.id().group(), List.of(record), Long.MAX_VALUE));
                    return Reply.json(200, out.toByteArray());
                });
    }

    /// With `wait` (up to 30 s), an empty feed is looked at again until something is there.
    Reply changes(Request request) {
        Project project = projects.project(request);
        long after = after(request);
        int limit = request.queryNumber("limit", 100, 1, LARGEST_PAGE);
        int wait = request.queryNumber("wait", 0, 0, 30);
        Instant until = clock.instant().plusSeconds(wait);
        while (true) {
            Reply reply = changes(request, project, after, limit);
            boolean last = !clock.instant().isBefore(until);
            if (reply.status() != 204 || last) return reply.status() == 204 ? none(after) : reply;
            pause();
        }
    }

    private Reply changes(Request request, Project project, long after, int limit) {
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    ObjectViews.Seen seen = views.find(tx, request, project);
                    List<StoredRecord> rows = stores.changes().after(tx, seen.id(), after, limit);
                    if (rows.isEmpty()) return Reply.empty();
                    String next = Long.toString(rows.getLast().seq());
                    return page(tx, seen, new Listed(rows, next, "", after), only(request, seen));
                });
    }

    private static Reply none(long after) {
        var out = new Output();
        out.raw("{\"results\":[],\"next\":").quoted(Long.toString(after)).raw("}");
        return Reply.json(200, out.toByteArray());
    }

    private static long after(Request request) {
        String after = request.query("after");
        try {
            long seq = after.isEmpty() ? 0 : Long.parseLong(after);
            if (seq >= 0) return seq;
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw new Refusal(
                Refusal.Kind.INVALID,
                "query.bad-cursor",
                "\"" + after + "\" is not a place in the feed.",
                "query.after",
                "Send the \"next\" of the reply before, or leave it out to begin at the"
                        + " beginning.");
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(200));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the server stops", interrupted);
        }
    }

    private Reply page(Tx tx, ObjectViews.Seen seen, Listed listed, @Nullable Set<String> only) {
        var rendering = new Rendering(seen.shape(), only);
        List<StoredRecord> records = listed.records();
        Map<String, String> writers = origins.of(tx, seen.id().group(), records, listed.place());
        var out = new Output();
        out.raw("{\"results\":[");
        for (int i = 0; i < records.size(); i++) {
            if (i > 0) out.raw(",");
            row(out, rendering, records.get(i), writers);
        }
        out.raw("],\"next\":");
        if (listed.next() == null) {
            out.raw("null");
        } else {
            out.quoted(listed.next());
        }
        out.raw(listed.freshness()).raw("}");
        return Reply.json(200, out.toByteArray());
    }

    private static void row(
            Output out, Rendering rendering, StoredRecord record, Map<String, String> writers) {
        out.raw("{\"id\":").quoted(record.id()).raw(",\"seq\":").raw(Long.toString(record.seq()));
        out.raw(",\"changeType\":").quoted(record.change().name().toLowerCase(Locale.ROOT));
        Instant modified = record.times().modifiedAt();
        if (modified != null) out.raw(",\"modifiedAt\":").quoted(modified.toString());
        out.raw(",\"changedAt\":").quoted(record.times().changedAt().toString());
        out.raw(",\"origin\":").quoted(writers.getOrDefault(record.id(), "read")).raw(",");
        rendering.write(record, out);
        String raw = record.raw();
        if (raw != null) out.raw(",\"raw\":").json(raw);
        out.raw("}");
    }

    private static @Nullable Set<String> only(Request request, ObjectViews.Seen seen) {
        String fields = request.query("fields");
        if (fields.isBlank()) return null;
        var only = new HashSet<String>();
        for (String name : fields.split(",", -1)) {
            only.add(seen.shape().view().nativeName(name.strip(), "query.fields"));
        }
        return only;
    }

    /// What queries are answered from.
    public record Stores(
            RecordQueries queries,
            ChangeFeed changes,
            Operations operations,
            Freshness freshness) {}

    /// @param freshness the last member of the answer; empty for none
    /// @param place where in the feed the reader stands, who has seen all before it
    private record Listed(
            List<StoredRecord> records, @Nullable String next, String freshness, long place) {}
}
