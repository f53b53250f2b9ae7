package dev.tenon.sandbox.salesforce.bulk;

import dev.tenon.sandbox.salesforce.bulk.QueryJobs.Job;
import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.query.QueryRun;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Body;
import dev.tenon.sandbox.web.Call;
import dev.tenon.sandbox.web.Json;
import dev.tenon.sandbox.web.Paging;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The resources below `/jobs/query`, as the Bulk API 2.0 Developer Guide describes them.
public final class BulkRoutes {
    private static final int LARGEST_PAGE = 50_000;
    private static final int PAGES_AHEAD = 5;

    private final QueryJobs jobs;

    public BulkRoutes(QueryJobs jobs) {
        this.jobs = jobs;
    }

    /// @param rest the parts of the path behind `/jobs/query`
    public Answer answer(QueryRun.Ask ask, Call call, List<String> rest) {
        String id = rest.isEmpty() ? "" : rest.getFirst();
        String what = rest.size() < 2 ? "" : rest.get(1);
        String asked = call.method() + " " + (id.isEmpty() ? "" : "one ") + what;
        return switch (asked.strip()) {
            case "POST" -> create(ask, call);
            case "GET" -> list(ask);
            case "GET one" -> Answer.json(200, shown(jobs.find(ask, id)));
            case "PATCH one" -> abort(ask, id, call);
            case "DELETE one" -> delete(ask, id);
            case "GET one results" -> results(ask, id, call);
            case "GET one resultPages" -> resultPages(ask, id, call);
            default -> throw ApiError.notFound();
        };
    }

    private Answer create(QueryRun.Ask ask, Call call) {
        JsonNode body = Json.parse(call.body());
        String operation = body.path("operation").asString("");
        if (!operation.equals("query") && !operation.equals("queryAll")) {
            throw ApiError.badRequest("INVALIDJOB", "Unable to find operation " + operation);
        }
        String soql = body.path("query").asString("");
        if (soql.isBlank()) throw ApiError.badRequest("API_ERROR", "The query is missing.");
        var seeing =
                new QueryRun.Ask(
                        ask.org(),
                        ask.user(),
                        ask.dataUrl(),
                        ask.pageSize(),
                        operation.equals("queryAll"),
                        Paging.USUAL);
        return Answer.json(200, shown(jobs.create(seeing, operation, soql)));
    }

    private Answer list(QueryRun.Ask ask) {
        var list = Json.object().put("done", true);
        var records = list.putArray("records");
        for (Job job : jobs.of(ask)) records.add(shown(job));
        list.putNull("nextRecordsUrl");
        return Answer.json(200, list);
    }

    private Answer abort(QueryRun.Ask ask, String id, Call call) {
        Job job = jobs.find(ask, id);
        if (!Json.parse(call.body()).path("state").asString("").equals("Aborted")) {
            throw ApiError.badRequest("INVALIDJOBSTATE", "A query job can only be aborted.");
        }
        if (jobs.state(job).equals("JobComplete")) {
            throw ApiError.badRequest("INVALIDJOBSTATE", "The job has been completed already.");
        }
        jobs.replace(job.aborted());
        return Answer.json(200, shown(job.aborted()));
    }

    private Answer delete(QueryRun.Ask ask, String id) {
        Job job = jobs.find(ask, id);
        if (List.of("UploadComplete", "InProgress").contains(jobs.state(job))) {
            throw ApiError.badRequest("INVALIDJOBSTATE", "The job must be completed or aborted.");
        }
        jobs.delete(job);
        return Answer.empty(204);
    }

    private ObjectNode shown(Job job) {
        String state = jobs.state(job);
        ObjectNode json = Json.object();
        json.put("id", job.id()).put("operation", job.operation());
        json.put("object", object(job.soql())).put("createdById", job.ask().user().id());
        json.put("createdDate", job.madeAt().toString().replaceAll("(\\.\\d+)?Z", ".000+0000"));
        json.put("systemModstamp", json.path("createdDate").asString(""));
        json.put("state", state).put("concurrencyMode", "Parallel").put("contentType", "CSV");
        json.put("apiVersion", version(job)).put("jobType", "V2Query");
        json.put("lineEnding", "LF").put("columnDelimiter", "COMMA");
        if (state.equals("JobComplete")) {
            json.put("numberRecordsProcessed", job.results().records()).put("retries", 0);
            json.put("totalProcessingTime", 300).put("isPkChunkingSupported", true);
        }
        if (state.equals("Failed")) {
            json.put("errorMessage", "InternalServerError : the query could not be carried out");
        }
        return json;
    }

    private static String object(String soql) {
        var found = java.util.regex.Pattern.compile("(?is)\\bfrom\\s+(\\w+)").matcher(soql);
        return found.find() ? found.group(1) : "";
    }

    private static double version(Job job) {
        return Double.parseDouble(job.ask().dataUrl().replaceAll(".*/v", ""));
    }

    private Answer results(QueryRun.Ask ask, String id, Call call) {
        Job job = done(ask, id);
        int from = place(call);
        if (from > job.results().records()) throw badLocator();
        int most = Math.min(job.results().records() - from, size(call));
        int to = from + ask.paging().size(most);
        List<Paging.Span> spans = ask.paging().spans(from, to);
        int sent = spans.stream().mapToInt(span -> span.to() - span.from()).sum();
        String next = to < job.results().records() ? locator(to) : "null";
        return new Answer(
                200,
                Map.of(
                        "Content-Type",
                        "text/csv",
                        "Sforce-Locator",
                        next,
                        "Sforce-NumberOfRecords",
                        Integer.toString(sent)),
                new Body.Stream(out -> job.results().write(spans, out)));
    }

    private Answer resultPages(QueryRun.Ask ask, String id, Call call) {
        Job job = done(ask, id);
        int size = size(call);
        int from = place(call);
        var json = Json.object();
        var pages = json.putArray("resultPages");
        int at = from;
        for (; at < job.results().records() && pages.size() < PAGES_AHEAD; at += size) {
            pages.addObject().put("resultUrl", url(ask, id) + "/results?locator=" + locator(at));
        }
        boolean isDone = at >= job.results().records();
        json.put("done", isDone);
        if (!isDone)
            json.put("nextRecordsUrl", url(ask, id) + "/resultPages?locator=" + locator(at));
        return Answer.json(200, json);
    }

    private static String url(QueryRun.Ask ask, String id) {
        return ask.dataUrl() + "/jobs/query/" + id;
    }

    private Job done(QueryRun.Ask ask, String id) {
        Job job = jobs.find(ask, id);
        if (!job.ask().dataUrl().equals(ask.dataUrl())) {
            throw new ApiError(
                    409, "API_ERROR", "The job was made with another API version.", List.of());
        }
        if (jobs.state(job).equals("JobComplete")) return job;
        throw ApiError.badRequest(
                "INVALIDJOBSTATE", "The job is " + jobs.state(job) + ", it has no results.");
    }

    private static int size(Call call) {
        String most = call.query().getOrDefault("maxRecords", "");
        return most.matches("\\d{1,7}") && Integer.parseInt(most) > 0
                ? Math.min(Integer.parseInt(most), LARGEST_PAGE)
                : LARGEST_PAGE;
    }

    private static String locator(int at) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("at:" + at).getBytes(StandardCharsets.US_ASCII));
    }

    private static int place(Call call) {
        String locator = call.query().getOrDefault("locator", "");
        if (locator.isEmpty()) return 0;
        try {
            String text =
                    new String(Base64.getUrlDecoder().decode(locator), StandardCharsets.US_ASCII);
            if (text.startsWith("at:")) return Integer.parseInt(text.substring(3));
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw badLocator();
    }

    private static ApiError badLocator() {
        return Objects.requireNonNull(
                ApiError.badRequest("INVALID_QUERY_LOCATOR", "The locator is not valid."));
    }
}
