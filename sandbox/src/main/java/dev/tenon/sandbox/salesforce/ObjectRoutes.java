package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Describe;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Json;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Below `/sobjects`: discovery, and records one at a time.
final class ObjectRoutes {
    private final RowRoutes rows = new RowRoutes();

    Answer answer(Request request) {
        Org org = request.session().org();
        var describe =
                new Describe(
                        org.schema(), request.session().user().visibility(), request.dataUrl());
        if (request.part(1).isEmpty()) {
            if (!request.is("GET")) throw request.wrongMethod("GET");
            return Answer.json(200, describe.all());
        }
        ObjectType type = org.object(request.part(1));
        return switch (request.part(2)) {
            case "" -> request.is("POST") ? create(request, type) : about(request, type, describe);
            case "describe" -> describe(request, type, describe);
            case "updated" -> Replication.updated(request, type);
            case "deleted" -> Replication.deleted(request, type);
            default -> rows.answer(request, type);
        };
    }

    private static Answer about(Request request, ObjectType type, Describe describe) {
        if (!request.is("GET")) throw request.wrongMethod("GET,HEAD,POST");
        var about = Json.object();
        var brief = describe.one(type);
        for (String part : List.of("fields", "childRelationships", "recordTypeInfos"))
            brief.remove(part);
        about.set("objectDescribe", brief);
        about.putArray("recentItems");
        return Answer.json(200, about);
    }

    private static Answer describe(Request request, ObjectType type, Describe describe) {
        if (!request.is("GET")) throw request.wrongMethod("GET,HEAD");
        if (!request.part(3).isEmpty()) throw ApiError.notFound();
        var changedAt = type.changedAt().atOffset(ZoneOffset.UTC);
        String since = request.call().header("if-modified-since");
        if (since != null && !HttpDate.isAfter(type.changedAt(), since)) return Answer.empty(304);
        return Answer.json(200, describe.one(type))
                .with("Last-Modified", DateTimeFormatter.RFC_1123_DATE_TIME.format(changedAt));
    }

    private static Answer create(Request request, ObjectType type) {
        Org org = request.session().org();
        var body = request.body();
        String id = org.writing(() -> request.writes().create(type, body));
        return Answer.json(201, done(id))
                .with("Location", request.dataUrl() + "/sobjects/" + type.name() + "/" + id);
    }

    static Object done(String id) {
        var done = new LinkedHashMap<String, Object>();
        done.put("id", id);
        done.putAll(Map.of("success", true));
        done.put("errors", List.of());
        return done;
    }
}
