package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.bulk.BulkRoutes;
import dev.tenon.sandbox.salesforce.bulk.IngestJobs;
import dev.tenon.sandbox.salesforce.bulk.IngestRoutes;
import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.query.QueryRun;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Json;
import java.util.function.Function;

/// Every resource below `/services/data/vNN.0`.
final class DataRoutes {
    private static final int LARGEST_PAGE = 2000;
    private static final int SMALLEST_PAGE = 200;

    private final QueryRun queries;
    private final BulkRoutes exports;
    private final IngestRoutes loads;
    private final Function<Org, ApiUsage> usage;
    private final ObjectRoutes objects = new ObjectRoutes();
    private final CompositeRoutes composite = new CompositeRoutes(this::answer);

    DataRoutes(
            QueryRun queries,
            BulkRoutes exports,
            IngestRoutes loads,
            Function<Org, ApiUsage> usage) {
        this.queries = queries;
        this.exports = exports;
        this.loads = loads;
        this.usage = usage;
    }

    Answer answer(Request request) {
        return switch (request.part(0)) {
            case "" -> resources(request);
            case "sobjects" -> objects.answer(request);
            case "query" -> query(request, false);
            case "queryAll" -> query(request, true);
            case "limits" -> limits(request);
            case "composite" -> composite.answer(request);
            case "jobs" -> jobs(request);
            default -> throw ApiError.notFound();
        };
    }

    private static Answer resources(Request request) {
        var resources = Json.object();
        for (String name :
                new String[] {"sobjects", "query", "queryAll", "limits", "composite", "jobs"}) {
            resources.put(name, request.dataUrl() + "/" + name);
        }
        resources.put(
                "identity",
                request.call().origin()
                        + "/id/"
                        + request.session().org().id()
                        + "/"
                        + request.session().user().id());
        return Answer.json(200, resources);
    }

    private Answer query(Request request, boolean withDeleted) {
        if (!request.is("GET")) throw request.wrongMethod("GET");
        var session = request.session();
        var ask =
                new QueryRun.Ask(
                        session.org(),
                        session.user(),
                        request.dataUrl(),
                        pageSize(request),
                        withDeleted,
                        request.call().paging());
        if (!request.part(1).isEmpty()) return Answer.json(200, queries.next(ask, request.part(1)));
        String soql = request.call().query().get("q");
        if (soql == null)
            throw ApiError.badRequest("MALFORMED_QUERY", "SOQL statements cannot be empty or null");
        return Answer.json(200, queries.first(ask, soql));
    }

    private Answer jobs(Request request) {
        var session = request.session();
        var rest =
                request.rest().subList(Math.min(2, request.rest().size()), request.rest().size());
        if (request.part(1).equals("ingest")) {
            var asker = new IngestJobs.Asker(session.org(), session.user(), request.dataUrl());
            return loads.answer(asker, request.call(), rest);
        }
        if (!request.part(1).equals("query")) throw ApiError.notFound();
        var ask =
                new QueryRun.Ask(
                        session.org(),
                        session.user(),
                        request.dataUrl(),
                        LARGEST_PAGE,
                        false,
                        request.call().paging());
        return exports.answer(ask, request.call(), rest);
    }

    private static int pageSize(Request request) {
        String options = request.call().header("sforce-query-options");
        if (options == null || !options.matches("(?i)\\s*batchSize\\s*=\\s*\\d{1,6}\\s*"))
            return LARGEST_PAGE;
        int asked = Integer.parseInt(options.replaceAll("\\D", ""));
        return Math.clamp(asked, SMALLEST_PAGE, LARGEST_PAGE);
    }

    private Answer limits(Request request) {
        ApiUsage counted = usage.apply(request.session().org());
        var limits = Json.object();
        limits.putObject("DailyApiRequests")
                .put("Max", counted.most())
                .put("Remaining", counted.remaining());
        for (String name :
                new String[] {
                    "DailyBulkApiBatches",
                    "DailyBulkV2QueryJobs",
                    "DailyStreamingApiEvents",
                    "DailyAsyncApexExecutions"
                }) {
            limits.putObject(name).put("Max", 15_000).put("Remaining", 15_000);
        }
        limits.putObject("ConcurrentAsyncGetReportInstances").put("Max", 200).put("Remaining", 200);
        limits.putObject("DataStorageMB").put("Max", 1024).put("Remaining", 1000);
        return Answer.json(200, limits);
    }
}
