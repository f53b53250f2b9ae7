package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.connectors.salesforce.SalesforceCalls.Reply;
import dev.tenon.spi.Access;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.JobReader;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position.Cursor;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.Reader.ReadRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Query jobs of the Bulk API 2.0, as its developer guide describes them. One job reads a whole
/// object for a handful of calls, where pages of 2,000 records cost a call each. Compound and
/// binary fields cannot be read so. Safe for use by many threads.
final class QueryJobs implements JobReader {
    private static final String JOBS = "/jobs/query";

    /// To start it, about eight looks, and to delete it.
    private static final int CALLS = 10;

    /// A page stays below this many bytes, by a guess of what a field takes.
    private static final int PAGE_BYTES = 6_000_000;

    private static final int FIELD_BYTES = 40;
    private static final int SMALLEST_PAGE = 1_000;
    private static final int LARGEST_PAGE = 5_000;
    private static final int GONE = 404;

    private final SalesforceCalls calls;
    private final SalesforceReader reader;

    QueryJobs(SalesforceCalls calls, SalesforceReader reader) {
        this.calls = calls;
        this.reader = reader;
    }

    @Override
    public Optional<Offer> offer(String object, List<FieldInfo> fields) {
        boolean can =
                fields.stream()
                        .map(FieldInfo::type)
                        .noneMatch(type ->
                                type == FieldType.ADDRESS
                                        || type == FieldType.BINARY
                                        || type == FieldType.JSON);
        return can ? Optional.of(new Offer(CALLS, pageSize(fields.size()))) : Optional.empty();
    }

    private static int pageSize(int fields) {
        int fitting = PAGE_BYTES / (FIELD_BYTES * Math.max(1, fields));
        return Math.clamp(fitting, SMALLEST_PAGE, LARGEST_PAGE);
    }

    @Override
    public Job start(ReadRequest request, List<FieldInfo> fields) {
        RunState state =
                reader.unordered(
                        Soql.object(request.object()), request.filters(), request.position());
        SoqlQuery query =
                new RunQueries(state, request.filters()).all(List.copyOf(request.fields()));
        Reply reply = calls.ask(JOBS, Map.of("operation", "query", "query", query.text()));
        String id = JsonTree.read(reply.body()).path("id").asString("");
        if (!Soql.isId(id)) throw garbled("the id of a job");
        var text = new LinkedHashMap<String, Object>();
        text.put("id", id);
        text.put("state", Bookmark.cursor(state.boundedBy(reply.date())).value());
        text.put("size", pageSize(request.fields().size()));
        text.put("types", types(query.select(), fields));
        return new Job(new String(JsonTree.write(text), StandardCharsets.UTF_8));
    }

    /// How the values of each column are written in JSON.
    private static Map<String, String> types(List<String> columns, List<FieldInfo> fields) {
        var known = new TreeMap<String, FieldType>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach(field -> known.put(field.name(), field.type()));
        var types = new LinkedHashMap<String, String>();
        for (String column : columns) {
            FieldType type = known.getOrDefault(column, FieldType.TEXT);
            types.put(
                    column.toLowerCase(Locale.ROOT),
                    switch (type) {
                        case BOOLEAN, INTEGER, DECIMAL, MONEY -> "plain";
                        case TEXT,
                                LONG_TEXT,
                                DATE,
                                TIME,
                                DATE_TIME,
                                CHOICE,
                                CHOICES,
                                REFERENCE,
                                EMAIL,
                                PHONE,
                                URL,
                                ADDRESS,
                                JSON,
                                BINARY ->
                                "text";
                    });
        }
        return types;
    }

    @Override
    public Status status(Job job) {
        Reply reply = calls.send(get("/" + id(job)));
        if (reply.status() == GONE) return new Status.Gone();
        if (!reply.isSuccess()) throw calls.refusal(reply, false);
        JsonNode answer = JsonTree.read(reply.body());
        long records = answer.path("numberRecordsProcessed").longValue(-1);
        return switch (answer.path("state").asString("")) {
            case "UploadComplete", "InProgress", "Open" ->
                    new Status.Working(records, lookAgain(records));
            case "JobComplete" -> new Status.Done(records);
            case "Failed" -> new Status.Failed(answer.path("errorMessage").asString("It failed"));
            case "Aborted" -> new Status.Failed("Somebody has aborted it");
            default -> throw garbled("the state of a job");
        };
    }

    /// The more it has found, the longer it will take.
    private static Duration lookAgain(long records) {
        return Duration.ofSeconds(records > 100_000 ? 15 : records > 10_000 ? 5 : 2);
    }

    @Override
    public Page page(Job job, @Nullable Cursor cursor) {
        JsonNode known = parsed(job);
        String path = "/" + id(job) + "/results?maxRecords=" + known.path("size").asInt();
        if (cursor != null) path += "&locator=" + Soql.encoded(cursor.value());
        Access.Response response = calls.open(get(path).with("Accept", "text/csv"));
        if (response.status() == GONE) {
            response.close();
            throw new ProviderException.CursorExpired(
                    new Said("JOB_GONE", "The results of the job are gone.", ""));
        }
        String next = response.header("Sforce-Locator").orElse("null");
        OptionalInt announced =
                response.header("Sforce-NumberOfRecords")
                        .filter(text -> text.matches("\\d{1,9}"))
                        .map(text -> OptionalInt.of(Integer.parseInt(text)))
                        .orElseGet(OptionalInt::empty);
        CsvRecords records = CsvRecords.of(response.bytes(), types(known), state(known), announced);
        if (!next.equals("null") && !next.isEmpty()) {
            return new Page(records, List.of(), new Cursor(next), null, false);
        }
        RunState state = state(known);
        return new Page(
                records,
                List.of(),
                null,
                Bookmark.checkpoint(state.traits(), SalesforceReader.end(state)),
                state.leg() == RunState.Leg.BACKFILL);
    }

    private static RunState state(JsonNode known) {
        var cursor = new Cursor(known.path("state").asString(""));
        return Bookmark.resume(
                cursor,
                JsonTree.read(cursor.value().getBytes(StandardCharsets.UTF_8))
                        .path("object")
                        .asString(""));
    }

    private static Map<String, String> types(JsonNode known) {
        var types = new LinkedHashMap<String, String>();
        known.path("types").forEachEntry((name, type) -> types.put(name, type.asString("text")));
        return types;
    }

    @Override
    public void discard(Job job) {
        try {
            String path = SalesforceCalls.ROOT + JOBS + "/" + id(job);
            Reply deleted = calls.send(request("DELETE", path, new byte[0]));
            if (deleted.isSuccess() || deleted.status() == GONE) return;
            calls.send(
                    request(
                            "PATCH",
                            path,
                            "{\"state\":\"Aborted\"}".getBytes(StandardCharsets.UTF_8)));
        } catch (ProviderException _) {
            // Salesforce deletes it after seven days.
        }
    }

    private static Access.Request request(String method, String path, byte[] body) {
        return Access.Request.json(method, path, body, SalesforceCalls.QUOTA);
    }

    private static Access.Request get(String path) {
        return Access.Request.get(SalesforceCalls.ROOT + JOBS + path, SalesforceCalls.QUOTA);
    }

    private static String id(Job job) {
        String id = parsed(job).path("id").asString("");
        if (!Soql.isId(id)) throw garbled("a job of ours");
        return id;
    }

    private static JsonNode parsed(Job job) {
        return JsonTree.tryRead(job.value().getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> garbled("a job of ours"));
    }

    private static ProviderException.Garbled garbled(String expected) {
        return new ProviderException.Garbled(
                new Said("GARBLED", "Salesforce was expected to answer " + expected + ".", ""));
    }
}
