package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.query.Retrieval;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgUser;
import dev.tenon.sandbox.salesforce.store.Values;
import dev.tenon.sandbox.salesforce.write.Ambiguous;
import dev.tenon.sandbox.salesforce.write.Writes;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// One record, by its id or by an external id.
final class RowRoutes {
    Answer answer(Request request, ObjectType type) {
        try {
            return request.part(3).isEmpty() ? byId(request, type) : byKey(request, type);
        } catch (Ambiguous several) {
            String url = request.dataUrl() + "/sobjects/" + type.name() + "/";
            return Answer.json(300, several.ids().stream().map(id -> url + id).toList());
        }
    }

    private static Answer byId(Request request, ObjectType type) {
        Org org = request.session().org();
        String id = request.part(2);
        Writes writes = request.writes();
        return switch (request.call().method()) {
            case "GET" -> org.reading(() -> read(request, type, writes.row(type, id)));
            case "PATCH" -> {
                JsonNode body = request.body();
                if (body.has("Id"))
                    throw ApiError.badRequest(
                            "INVALID_FIELD",
                            "The Id field should not be specified in the sobject data.");
                yield org.writing(() -> patch(request, type, writes, body));
            }
            case "DELETE" -> org.writing(() -> delete(writes, type, id));
            default -> throw request.wrongMethod("GET,HEAD,PATCH,DELETE");
        };
    }

    private static Answer patch(Request request, ObjectType type, Writes writes, JsonNode body) {
        int row = writes.row(type, request.part(2));
        if (isStale(request, type, row)) return Answer.empty(412);
        writes.update(type, request.part(2), body);
        return Answer.empty(204);
    }

    /// Conditions are passed over: Salesforce supports none on requests to delete (REST API
    /// Developer Guide, "Conditional Request Headers").
    private static Answer delete(Writes writes, ObjectType type, String id) {
        writes.delete(type, id);
        return Answer.empty(204);
    }

    private static boolean isStale(Request request, ObjectType type, int row) {
        int stamp = request.session().org().table(type).stamp(row);
        String unmodified = request.call().header("if-unmodified-since");
        if (unmodified != null && HttpDate.isAfter(Instant.ofEpochSecond(stamp), unmodified))
            return true;
        String match = request.call().header("if-match");
        return type.name().equals("Account")
                && match != null
                && !match.contains(tag(stamp))
                && !match.equals("*");
    }

    private static String tag(int stamp) {
        return "\"" + Integer.toHexString(stamp) + "\"";
    }

    private static Answer read(Request request, ObjectType type, int row) {
        Org org = request.session().org();
        int stamp = org.table(type).stamp(row);
        Instant moment = Values.moment(stamp);
        String since = request.call().header("if-modified-since");
        if (since != null && !HttpDate.isAfter(moment, since)) return Answer.empty(304);
        String asked = request.call().query().getOrDefault("fields", "");
        List<String> fields = asked.isBlank() ? List.of() : List.of(asked.split("\\s*,\\s*", -1));
        var retrieval =
                new Retrieval(org, request.session().user(), type, fields, request.dataUrl());
        Answer answer =
                Answer.json(200, Json.written(json -> retrieval.write(json, row)))
                        .with(
                                "Last-Modified",
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        moment.atOffset(ZoneOffset.UTC)));
        return type.name().equals("Account") ? answer.with("ETag", tag(stamp)) : answer;
    }

    private static Answer byKey(Request request, ObjectType type) {
        Org org = request.session().org();
        OrgUser user = request.session().user();
        Writes writes = request.writes();
        Field key = Writes.key(type, user, request.part(2));
        String value = request.part(3);
        return switch (request.call().method()) {
            case "GET" -> org.reading(() -> read(request, type, only(writes, request, type, key)));
            case "PATCH", "POST" -> upsert(request, type, writes, key, value);
            case "DELETE" ->
                    org.writing(() ->
                            delete(
                                    writes,
                                    type,
                                    org.table(type).id(only(writes, request, type, key))));
            default -> throw request.wrongMethod("GET,HEAD,PATCH,DELETE");
        };
    }

    private static int only(Writes writes, Request request, ObjectType type, Field key) {
        if (key.key().equals("Id")) return writes.row(type, request.part(3));
        return writes.only(type, key, request.part(3));
    }

    private static Answer upsert(
            Request request, ObjectType type, Writes writes, Field key, String value) {
        JsonNode body = request.body();
        if (body.has(key.name())) {
            throw ApiError.badRequest(
                    "INVALID_FIELD",
                    "The " + key.name() + " field should not be specified in the sobject data.");
        }
        boolean updateOnly =
                request.call().query().getOrDefault("updateOnly", "false").equals("true");
        Org org = request.session().org();
        Writes.Upserted done = org.writing(() -> writes.upsert(type, key, value, body, updateOnly));
        var answer = Json.object().put("id", done.id()).put("success", true);
        answer.putArray("errors");
        answer.put("created", done.created());
        return Answer.json(done.created() ? 201 : 200, answer);
    }
}
