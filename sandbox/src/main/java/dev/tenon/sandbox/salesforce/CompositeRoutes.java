package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Body;
import dev.tenon.sandbox.web.Call;
import dev.tenon.sandbox.web.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/composite`: up to 25 calls in one, later ones using the answers of earlier ones. Each has its
/// own headers, such as conditions; together they count as one call.
final class CompositeRoutes {
    private static final int MOST = 25;

    /// Headers that subrequests have from the call itself, and may not say again.
    private static final Set<String> INHERITED = Set.of("accept", "authorization", "content-type");

    private final Function<Request, Answer> routes;
    private final CollectionRoutes collections = new CollectionRoutes();

    CompositeRoutes(Function<Request, Answer> routes) {
        this.routes = routes;
    }

    Answer answer(Request request) {
        return switch (request.part(1)) {
            case "" -> composite(request);
            case "sobjects" -> collections.answer(request);
            default -> throw ApiError.notFound();
        };
    }

    private Answer composite(Request request) {
        if (!request.is("POST")) throw request.wrongMethod("POST");
        JsonNode body = request.body();
        JsonNode calls = body.path("compositeRequest");
        if (!calls.isArray() || calls.isEmpty())
            throw ApiError.badRequest(
                    "JSON_PARSER_ERROR", "compositeRequest must be a list of requests");
        if (calls.size() > MOST)
            throw ApiError.badRequest(
                    "LIMIT_EXCEEDED", "Limit of 25 reached for subrequests in a composite request");
        requireSound(calls);
        var replies = new ArrayList<ObjectNode>();
        if (body.path("allOrNone").asBoolean(false)) {
            boolean kept =
                    request.session().org().atomically(() -> runAll(request, calls, replies));
            if (!kept) haltAll(replies);
        } else {
            runAll(request, calls, replies);
        }
        var answer = Json.object();
        answer.putArray("compositeResponse").addAll(replies);
        return Answer.json(200, answer);
    }

    /// What makes Salesforce refuse the whole call. The guide tells the status, but no code.
    private static void requireSound(JsonNode calls) {
        var names = new HashSet<String>();
        for (JsonNode call : calls) {
            String name = call.path("referenceId").asString("");
            if (!name.matches("\\w+") || !names.add(name)) {
                throw ApiError.badRequest(
                        "INVALID_INPUT",
                        "each subrequest needs a referenceId of its own, of letters, digits and"
                                + " underscores: "
                                + name);
            }
            for (String header : call.path("httpHeaders").propertyNames()) {
                if (!INHERITED.contains(header.toLowerCase(Locale.ROOT))) continue;
                throw ApiError.badRequest(
                        "INVALID_INPUT", "a subrequest cannot have a header of its own: " + header);
            }
        }
    }

    /// Runs one after the other; answers whether all succeeded.
    private boolean runAll(Request request, JsonNode calls, List<ObjectNode> replies) {
        var known = new HashMap<String, JsonNode>();
        boolean allWell = true;
        for (JsonNode call : calls) {
            ObjectNode reply = run(request, call, known);
            replies.add(reply);
            boolean well = reply.path("httpStatusCode").asInt() < 400;
            if (well) known.put(call.path("referenceId").asString(""), reply.path("body"));
            allWell &= well;
        }
        return allWell;
    }

    private ObjectNode run(Request request, JsonNode call, Map<String, JsonNode> known) {
        Answer answer;
        try {
            answer = routes.apply(subrequest(request, call, new References(known)));
        } catch (ApiError refusal) {
            answer = Salesforce.refuse(refusal);
        }
        var reply = Json.object();
        byte[] bytes = answer.body() instanceof Body.Bytes(byte[] held) ? held : new byte[0];
        if (bytes.length == 0) reply.putNull("body");
        else reply.set("body", Json.parse(bytes));
        var headers = reply.putObject("httpHeaders");
        answer.headers()
                .forEach((name, value) -> {
                    if (!name.equals("Content-Type")) headers.put(name, value);
                });
        reply.put("httpStatusCode", answer.status())
                .put("referenceId", call.path("referenceId").asString(""));
        return reply;
    }

    private static Request subrequest(Request request, JsonNode call, References references) {
        String url = references.filledIn(call.path("url").asString(""));
        byte[] body =
                call.has("body") ? Json.bytes(references.filledIn(call.path("body"))) : new byte[0];
        var headers =
                new HashMap<>(Map.of("host", request.call().headers().getOrDefault("host", "")));
        for (var header : call.path("httpHeaders").properties()) {
            headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue().asString(""));
        }
        Call inner = Call.to(call.path("method").asString("GET"), url, headers, body);
        List<String> parts = inner.segments();
        boolean data =
                parts.size() > 3 && parts.get(0).equals("services") && parts.get(1).equals("data");
        boolean nested = data && parts.get(3).equals("composite") && parts.size() == 4;
        if (!data || nested) {
            throw ApiError.badRequest(
                    "INVALID_INPUT",
                    "a subrequest's url begins with "
                            + request.dataUrl()
                            + "/ and is not itself composite: "
                            + url);
        }
        return new Request(
                inner,
                request.session(),
                "/services/data/" + parts.get(2),
                parts.subList(3, parts.size()));
    }

    private static void haltAll(List<ObjectNode> replies) {
        for (ObjectNode reply : replies) {
            if (reply.path("httpStatusCode").asInt() >= 400) continue;
            var error = reply.putArray("body").addObject();
            error.put("errorCode", "PROCESSING_HALTED");
            error.put(
                    "message",
                    "The transaction was rolled back since another operation in the same transaction failed.");
            reply.put("httpStatusCode", 400);
        }
    }
}
