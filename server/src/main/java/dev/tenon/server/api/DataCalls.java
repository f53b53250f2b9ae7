package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.EffectiveRead;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installed;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.records.ChangeFeed;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.ObjectShape;
import dev.tenon.server.records.RecordQueries;
import dev.tenon.server.records.Rendering;
import dev.tenon.server.records.Rendering.Output;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Connections;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
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
    private final InstallCalls installs;
    private final InstallationShape shapes;
    private final Stores stores;
    private final InstantSource clock;

    public DataCalls(
            Db db,
            ProjectCalls projects,
            InstallCalls installs,
            InstallationShape shapes,
            Stores stores,
            InstantSource clock) {
        this.db = db;
        this.projects = projects;
        this.installs = installs;
        this.shapes = shapes;
        this.stores = stores;
        this.clock = clock;
    }

    Reply query(Request request) {
        Project project = projects.project(request);
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
                    Seen seen = seen(tx, request, project);
                    RecordQueries.QueryPage page =
                            stores.queries().page(tx, seen.dataset(), seen.shape().view(), query);
                    return page(tx, seen, page.records(), page.next(), only(request, seen));
                });
    }

    Reply get(Request request) {
        Project project = projects.project(request);
        String id = request.parameter("record");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    Seen seen = seen(tx, request, project);
                    StoredRecord record =
                            stores.changes()
                                    .find(tx, seen.dataset().id(), id)
                                    .filter(found -> found.change() != StoredRecord.Change.DELETED)
                                    .orElseThrow(() -> Request.notFound("record", id));
                    var out = new Output();
                    row(
                            out,
                            new Rendering(seen.shape(), only(request, seen)),
                            record,
                            origins(tx, seen, List.of(record)));
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
                    Seen seen = seen(tx, request, project);
                    List<StoredRecord> rows =
                            stores.changes().after(tx, seen.dataset().id(), after, limit);
                    if (rows.isEmpty()) return Reply.empty();
                    String next = Long.toString(rows.getLast().seq());
                    return page(tx, seen, rows, next, only(request, seen));
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
                "Send the \"next\" of the reply before, or leave it out to begin at the beginning.");
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(200));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the server stops", interrupted);
        }
    }

    private Reply page(
            Tx tx,
            Seen seen,
            List<StoredRecord> records,
            @Nullable String next,
            @Nullable Set<String> only) {
        var rendering = new Rendering(seen.shape(), only);
        Map<Long, String> origins = origins(tx, seen, records);
        var out = new Output();
        out.raw("{\"results\":[");
        for (int i = 0; i < records.size(); i++) {
            if (i > 0) out.raw(",");
            row(out, rendering, records.get(i), origins);
        }
        out.raw("],\"next\":");
        if (next == null) {
            out.raw("null}");
        } else {
            out.quoted(next).raw("}");
        }
        return Reply.json(200, out.toByteArray());
    }

    private static void row(
            Output out, Rendering rendering, StoredRecord record, Map<Long, String> origins) {
        out.raw("{\"id\":").quoted(record.id()).raw(",\"seq\":").raw(Long.toString(record.seq()));
        out.raw(",\"changeType\":").quoted(record.change().name().toLowerCase(Locale.ROOT));
        Instant modified = record.times().modifiedAt();
        if (modified != null) out.raw(",\"modifiedAt\":").quoted(modified.toString());
        out.raw(",\"changedAt\":").quoted(record.times().changedAt().toString());
        out.raw(",\"origin\":").quoted(origins.getOrDefault(record.origin(), "read")).raw(",");
        rendering.write(record, out);
        String raw = record.raw();
        if (raw != null) out.raw(",\"raw\":").json(raw);
        out.raw("}");
    }

    /// `self` for records that the product itself wrote last, by the number of the operation.
    private Map<Long, String> origins(Tx tx, Seen seen, List<StoredRecord> records) {
        var origins = new HashMap<Long, String>();
        for (StoredRecord record : records) {
            origins.computeIfAbsent(
                    record.origin(),
                    number ->
                            stores.operations()
                                    .findByNumber(tx, seen.dataset().id().group(), number)
                                    .filter(found ->
                                            found.subject().action() == Operation.Action.WRITE)
                                    .map(_ -> "self")
                                    .orElse("read"));
        }
        return origins;
    }

    private static @Nullable Set<String> only(Request request, Seen seen) {
        String fields = request.query("fields");
        if (fields.isBlank()) return null;
        var only = new HashSet<String>();
        for (String name : fields.split(",", -1)) {
            only.add(seen.shape().view().nativeName(name.strip(), "query.fields"));
        }
        return only;
    }

    /// The dataset that a request names, and how the product sees it.
    private Seen seen(Tx tx, Request request, Project project) {
        String object = request.parameter("object");
        var revision =
                stores.integrations().get(tx, project.key(), request.parameter("integration"));
        Installed installed =
                installs.forGroup(tx, project, revision, request.queryRequired("groupRef"));
        EffectiveRead read = shapes.read(installed, object);
        Dataset dataset = shapes.dataset(tx, installed, object);
        return stores.connections()
                .find(tx, project.key(), installed.installation().connection())
                .flatMap(connection ->
                        stores.schemas().remembered(tx, connection, read.objectName()))
                .map(schema -> new Seen(dataset, ObjectShape.of(read, schema)))
                .orElseThrow(DataCalls::notYet);
    }

    private static Refusal notYet() {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "object.not-read-yet",
                "Nothing has been read of this object yet.",
                "object",
                "Look at the installation's status, and try again when its first page has been read.");
    }

    private record Seen(Dataset dataset, ObjectShape shape) {}

    /// What queries are answered from.
    public record Stores(
            dev.tenon.server.deploy.Integrations integrations,
            Connections connections,
            Schemas schemas,
            RecordQueries queries,
            ChangeFeed changes,
            Operations operations) {}
}
