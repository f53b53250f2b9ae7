package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.connectors.salesforce.SalesforceCalls.Reply;
import dev.tenon.spi.Access;
import dev.tenon.spi.JobWriter;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Operation;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Ingest jobs of the Bulk API 2.0, as its developer guide describes them. One job writes thousands
/// of records for a handful of calls, where a collection of 200 costs a call. All or none, headers
/// such as a switch for duplicate rules, and values with parts are not for jobs. Safe for use by
/// many threads.
final class IngestJobs implements JobWriter {
    private static final String JOBS = "/jobs/ingest";

    /// To make, fill and begin it, about eight looks, three kinds of results, and to delete it.
    private static final int CALLS = 15;

    /// What is held in memory while it is sent; Salesforce takes 150 MB.
    private static final int MOST_BYTES = 20_000_000;

    private static final int MOST = 50_000;
    private static final int GONE = 404;

    private final SalesforceCalls calls;
    private final RowErrors errors;

    IngestJobs(SalesforceCalls calls) {
        this.calls = calls;
        this.errors = new RowErrors(calls.errors());
    }

    @Override
    public Optional<Offer> offer(String object, Operation operation) {
        if (!Soql.isObjectName(object)) return Optional.empty();
        return Optional.of(new Offer(CALLS, MOST, MOST_BYTES, SalesforceWriter.repeat(operation)));
    }

    @Override
    public Job make(Batch batch) {
        if (batch.items().size() > MOST) throw new IllegalArgumentException("more than " + MOST);
        WriteConditions.requireNone(batch);
        IngestRows.of(batch);
        var order = new LinkedHashMap<String, String>();
        order.put("object", Soql.object(batch.object()));
        order.put("operation", name(batch.operation()));
        if (batch.operation() == Operation.UPSERT) {
            order.put("externalIdFieldName", WriteBodies.key(batch));
        }
        order.put("contentType", "CSV");
        order.put("lineEnding", "LF");
        order.put("columnDelimiter", "COMMA");
        String id = JsonTree.read(calls.ask(JOBS, order).body()).path("id").asString("");
        if (!Soql.isId(id)) throw garbled("the id of a job");
        return new Job(id);
    }

    private static String name(Operation operation) {
        return switch (operation) {
            case CREATE -> "insert";
            case UPDATE -> "update";
            case UPSERT -> "upsert";
            case DELETE -> "delete";
        };
    }

    @Override
    public void fill(Job job, Batch batch) {
        byte[] csv = IngestRows.of(batch).csv(MOST_BYTES);
        String path = SalesforceCalls.ROOT + place(job) + "/batches";
        successful(
                new Access.Request("PUT", path, Map.of(), csv, "text/csv", SalesforceCalls.QUOTA),
                false);
    }

    @Override
    public void begin(Job job) {
        successful(moving(job, "UploadComplete"), true);
    }

    @Override
    public Status status(Job job) {
        Reply reply = calls.send(get(place(job)));
        if (reply.status() == GONE) return new Status.Gone();
        if (!reply.isSuccess()) throw calls.refusal(reply, false);
        JsonNode answer = JsonTree.read(reply.body());
        long done = answer.path("numberRecordsProcessed").longValue(-1);
        return switch (answer.path("state").asString("")) {
            case "Open" -> new Status.NotBegun();
            case "UploadComplete", "InProgress" -> new Status.Working(done, lookAgain(done));
            case "JobComplete" -> new Status.Done();
            case "Failed" -> new Status.Failed(answer.path("errorMessage").asString("It failed"));
            case "Aborted" -> new Status.Failed("Somebody has aborted it");
            default -> throw garbled("the state of a job");
        };
    }

    /// The more it has written, the longer it will take.
    private static Duration lookAgain(long done) {
        return Duration.ofSeconds(done > 10_000 ? 10 : done > 2_000 ? 5 : 2);
    }

    @Override
    public List<Outcome> results(Job job, Batch batch) {
        var results = new IngestResults(batch, errors);
        read(job, "/successfulResults", results::succeeded);
        if (results.left() > 0) read(job, "/failedResults", results::failed);
        if (results.left() > 0) read(job, "/unprocessedrecords", results::unprocessed);
        if (results.left() > 0) refuseUnlessEnded(job, results.answered());
        return results.outcomes(new Outcome.NotProcessed());
    }

    private void read(Job job, String which, Consumer<InputStream> reader) {
        try (Access.Response response =
                calls.open(get(place(job) + which).with("Accept", "text/csv"))) {
            if (response.status() == GONE) throw gone();
            reader.accept(response.stream());
        }
    }

    /// A job that ended early may name none of the records it did not come to. Where all that it
    /// says it has processed were answered, the others are not written; else rows have been lost on
    /// their way, and nothing may be said of them.
    private void refuseUnlessEnded(Job job, int answered) {
        Reply reply = successful(get(place(job)), false);
        JsonNode answer = JsonTree.read(reply.body());
        boolean hasEnded = List.of("Failed", "Aborted").contains(answer.path("state").asString(""));
        long processed = answer.path("numberRecordsProcessed").longValue(-1);
        if (!hasEnded || processed != answered) throw garbled("what became of every record");
    }

    /// One that has ended meanwhile cannot be aborted, and its state tells so.
    @Override
    public void stop(Job job) {
        Reply reply = calls.send(moving(job, "Aborted"));
        boolean hasEnded = reply.status() == 400 || reply.status() == GONE;
        if (!reply.isSuccess() && !hasEnded) throw calls.refusal(reply, false);
    }

    @Override
    public void discard(Job job) {
        try {
            if (isDeleted(job)) return;
            calls.send(moving(job, "Aborted"));
            isDeleted(job);
        } catch (ProviderException _) {
            // Salesforce deletes it after seven days.
        }
    }

    private boolean isDeleted(Job job) {
        Reply reply =
                calls.send(
                        new Access.Request(
                                "DELETE",
                                SalesforceCalls.ROOT + place(job),
                                Map.of(),
                                new byte[0],
                                "",
                                SalesforceCalls.QUOTA));
        return reply.isSuccess() || reply.status() == GONE;
    }

    private Access.Request moving(Job job, String state) {
        return calls.request("PATCH", place(job), Map.of("state", state));
    }

    private Reply successful(Access.Request request, boolean write) {
        Reply reply = calls.send(request);
        if (!reply.isSuccess()) throw calls.refusal(reply, write);
        return reply;
    }

    private static Access.Request get(String path) {
        return Access.Request.get(SalesforceCalls.ROOT + path, SalesforceCalls.QUOTA);
    }

    private static String place(Job job) {
        if (!Soql.isId(job.value())) throw garbled("a job of ours");
        return JOBS + "/" + job.value();
    }

    private static ProviderException.NotFound gone() {
        return new ProviderException.NotFound(new Said("JOB_GONE", "The job is gone.", ""));
    }

    private static ProviderException.Garbled garbled(String expected) {
        return new ProviderException.Garbled(
                new Said("GARBLED", "Salesforce was expected to answer " + expected + ".", ""));
    }
}
