package dev.tenon.sandbox.salesforce.bulk;

import dev.tenon.sandbox.salesforce.bulk.IngestJob.State;
import dev.tenon.sandbox.salesforce.bulk.IngestJobs.Asker;
import dev.tenon.sandbox.salesforce.bulk.IngestJobs.Operation;
import dev.tenon.sandbox.salesforce.bulk.IngestJobs.Order;
import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.write.Writes;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Body;
import dev.tenon.sandbox.web.Call;
import dev.tenon.sandbox.web.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The resources below `/jobs/ingest`, as the Bulk API 2.0 Developer Guide describes them.
public final class IngestRoutes {
    private static final int MOST_BYTES = 150_000_000;

    private final IngestJobs jobs;

    public IngestRoutes(IngestJobs jobs) {
        this.jobs = jobs;
    }

    /// @param rest the parts of the path behind `/jobs/ingest`
    public Answer answer(Asker asker, Call call, List<String> rest) {
        String id = rest.isEmpty() ? "" : rest.getFirst();
        String what = rest.size() < 2 ? "" : rest.get(1);
        String asked = call.method() + " " + (id.isEmpty() ? "" : "one ") + what;
        return switch (asked.strip()) {
            case "POST" -> jobs.create(order(asker, Json.parse(call.body())), IngestRoutes::shown);
            case "GET" -> list(asker);
            case "GET one" -> jobs.with(asker, id, IngestRoutes::shown);
            case "PUT one batches" -> jobs.with(asker, id, job -> fill(job, call));
            case "PATCH one" -> jobs.with(asker, id, job -> move(job, Json.parse(call.body())));
            case "DELETE one" -> jobs.with(asker, id, this::delete);
            case "GET one successfulResults" -> rows(asker, id, IngestWork::copySuccesses);
            case "GET one failedResults" -> rows(asker, id, IngestWork::copyFailures);
            case "GET one unprocessedrecords" -> rows(asker, id, IngestWork::copyUnprocessed);
            default -> throw ApiError.notFound();
        };
    }

    private static Order order(Asker asker, JsonNode body) {
        String title = body.path("operation").asString("");
        Operation operation =
                Arrays.stream(Operation.values())
                        .filter(one -> one.title().equals(title))
                        .findFirst()
                        .orElseThrow(() -> invalid("Unable to find operation " + title));
        String name = body.path("object").asString("");
        ObjectType type = asker.org().schema().object(name);
        if (type == null) throw invalid("Unable to find object: " + name);
        if (!type.isWritable()) {
            throw ApiError.badRequest(
                    "INVALIDENTITY", "Entity '" + name + "' is not supported by the Bulk API.");
        }
        if (!body.path("contentType").asString("CSV").equals("CSV")) {
            throw invalid("The content type must be CSV.");
        }
        return new Order(asker, type, operation, key(asker, type, operation, body), dialect(body));
    }

    private static @Nullable Field key(
            Asker asker, ObjectType type, Operation operation, JsonNode body) {
        if (operation != Operation.UPSERT) return null;
        String name = body.path("externalIdFieldName").asString("");
        if (name.isEmpty()) throw invalid("External ID was blank for " + type.name());
        try {
            return Writes.key(type, asker.user(), name);
        } catch (ApiError refusal) {
            throw invalid("Field name not found : " + name);
        }
    }

    private static Upload.Dialect dialect(JsonNode body) {
        String delimiter = body.path("columnDelimiter").asString("COMMA");
        String ending = body.path("lineEnding").asString("LF");
        if (!List.of("LF", "CRLF").contains(ending)) throw invalid("No line ending " + ending);
        return Arrays.stream(Upload.Delimiter.values())
                .filter(one -> one.name().equals(delimiter))
                .findFirst()
                .map(one -> new Upload.Dialect(one, ending))
                .orElseThrow(() -> invalid("No column delimiter " + delimiter));
    }

    private Answer list(Asker asker) {
        var list = Json.object().put("done", true);
        var records = list.putArray("records");
        jobs.of(asker, IngestRoutes::json).forEach(records::add);
        list.putNull("nextRecordsUrl");
        return Answer.json(200, list);
    }

    private static Answer fill(IngestJob job, Call call) {
        String type = String.valueOf(call.header("content-type"));
        if (!type.startsWith("text/csv")) {
            throw new ApiError(
                    415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be text/csv", List.of());
        }
        if (job.state() != State.OPEN) throw wrongState("It is " + job.state().title() + ".");
        if (job.isFilled()) {
            throw ApiError.badRequest(
                    "INVALIDJOB", "Found multiple contents for job: <" + job.id() + ">");
        }
        if (call.body().length > MOST_BYTES) {
            throw new ApiError(
                    413, "REQUEST_TOO_LARGE", "A job takes no more than 150 MB.", List.of());
        }
        job.fill(call.body());
        return Answer.empty(201);
    }

    private Answer move(IngestJob job, JsonNode body) {
        String wanted = body.path("state").asString("");
        if (!wanted.equals("UploadComplete") && !wanted.equals("Aborted")) {
            throw wrongState("A job can be made UploadComplete or Aborted, not " + wanted + ".");
        }
        boolean isFit =
                wanted.equals("Aborted") ? !job.state().isOver() : job.state() == State.OPEN;
        if (!isFit) throw wrongState("It is " + job.state().title() + " already.");
        if (wanted.equals("Aborted")) job.abort();
        else jobs.begin(job);
        return shown(job);
    }

    private Answer delete(IngestJob job) {
        if (!job.state().isOver() && job.state() != State.UPLOAD_COMPLETE) {
            throw wrongState("It is " + job.state().title() + ", and must be aborted before.");
        }
        jobs.delete(job);
        return Answer.empty(204);
    }

    private Answer rows(Asker asker, String id, Copy copy) {
        Optional<IngestWork> work =
                jobs.with(
                        asker,
                        id,
                        job -> {
                            if (job.state().isOver()) return Optional.ofNullable(job.work());
                            throw wrongState("It is " + job.state().title() + ".");
                        });
        return new Answer(
                200,
                Map.of("Content-Type", "text/csv"),
                new Body.Stream(out -> {
                    if (work.isPresent()) copy.to(work.get(), out);
                }));
    }

    /// Copies rows of a job.
    private interface Copy {
        void to(IngestWork work, OutputStream out) throws IOException;
    }

    private static Answer shown(IngestJob job) {
        return Answer.json(200, json(job));
    }

    private static ObjectNode json(IngestJob job) {
        Order order = job.order();
        String version = order.asker().dataUrl().replaceAll(".*/v", "");
        ObjectNode json = Json.object();
        json.put("id", job.id()).put("operation", order.operation().title());
        json.put("object", order.type().name()).put("createdById", order.asker().user().id());
        json.put("createdDate", job.madeAt().toString().replaceAll("(\\.\\d+)?Z", ".000+0000"));
        json.put("systemModstamp", json.path("createdDate").asString(""));
        json.put("state", job.state().title());
        Field key = order.key();
        if (key != null) json.put("externalIdFieldName", key.name());
        json.put("concurrencyMode", "Parallel").put("contentType", "CSV");
        json.put("apiVersion", Double.parseDouble(version)).put("jobType", "V2Ingest");
        json.put("lineEnding", order.dialect().lineEnding());
        json.put("columnDelimiter", order.dialect().delimiter().name());
        if (job.state() == State.OPEN) {
            json.put(
                    "contentUrl",
                    "services/data/v" + version + "/jobs/ingest/" + job.id() + "/batches");
        }
        IngestWork work = job.work();
        json.put("numberRecordsProcessed", work == null ? 0 : work.processed());
        json.put("numberRecordsFailed", work == null ? 0 : work.failed());
        json.put("retries", 0).put("totalProcessingTime", 0);
        json.put("apiActiveProcessingTime", 0).put("apexProcessingTime", 0);
        if (!job.error().isEmpty()) json.put("errorMessage", job.error());
        return json;
    }

    private static ApiError invalid(String message) {
        return ApiError.badRequest("INVALIDJOB", message);
    }

    private static ApiError wrongState(String message) {
        return ApiError.badRequest("INVALIDJOBSTATE", message);
    }
}
