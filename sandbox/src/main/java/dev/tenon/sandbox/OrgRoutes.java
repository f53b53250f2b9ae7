package dev.tenon.sandbox;

import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.Salesforce;
import dev.tenon.sandbox.salesforce.Unrest;
import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Visibility;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Body;
import dev.tenon.sandbox.web.Call;
import dev.tenon.sandbox.web.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// `/admin/orgs`: orgs, their records and their fields.
final class OrgRoutes {
    private final Salesforce salesforce;

    OrgRoutes(Salesforce salesforce) {
        this.salesforce = salesforce;
    }

    Answer answer(Call call, List<String> parts) {
        if (parts.isEmpty()) return list();
        OrgDesk desk = salesforce.org(parts.getFirst());
        try {
            return route(call, desk, parts.subList(1, parts.size()));
        } catch (ApiError refusal) {
            return AdminRoutes.refuse(
                    refusal.status(),
                    "sandbox.refused",
                    refusal.code() + ": " + refusal.message(),
                    call);
        }
    }

    private Answer list() {
        var orgs = new ArrayList<Map<String, Object>>();
        for (String name : salesforce.orgNames()) orgs.add(shown(name, salesforce.org(name)));
        return Answer.json(200, orgs);
    }

    private static Map<String, Object> shown(String name, OrgDesk desk) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("name", name);
        shown.put("id", desk.id());
        shown.put("users", desk.usernames());
        shown.put("counts", desk.counts());
        return shown;
    }

    private static Answer route(Call call, OrgDesk desk, List<String> rest) {
        JsonNode body = call.body().length == 0 ? Json.object() : Json.parse(call.body());
        String area = rest.isEmpty() ? "" : rest.getFirst();
        String object = rest.size() > 1 ? rest.get(1) : "";
        String last = rest.size() > 2 ? rest.get(2) : "";
        return switch (call.method() + " " + area) {
            case "GET " -> Answer.json(200, shown(call.segments().get(2), desk));
            case "GET counts" -> Answer.json(200, desk.counts());
            case "GET records" -> Answer.json(200, desk.record(object, last));
            case "POST records" ->
                    Answer.json(201, Map.of("id", desk.insert(object, fields(body))));
            case "PATCH records" -> done(() -> desk.change(object, last, fields(body)));
            case "DELETE records" -> done(() -> desk.delete(object, last));
            case "POST undelete" -> done(() -> desk.undelete(object, last));
            case "POST unrest" -> unrest(desk, object, body);
            case "POST burst" ->
                    Answer.json(
                            200,
                            Map.of(
                                    "changed",
                                    desk.burst(
                                            object,
                                            number(body, "count"),
                                            body.path("seed").asLong(1))));
            case "GET dump" -> dump(call, desk, object);
            case "POST objects" -> done(() -> desk.addObject(text(body, "name")));
            case "POST fields" ->
                    done(() -> desk.addField(object, text(body, "name"), text(body, "type")));
            case "DELETE fields" -> done(() -> desk.removeField(object, last));
            case "PATCH fields" -> done(() -> field(desk, object, last, body));
            case "PUT duplicate-rules" -> done(() -> duplicates(desk, object, body));
            case "DELETE duplicate-rules" -> done(() -> desk.acceptDuplicates(object));
            case "PUT limit" -> done(() -> desk.dailyCalls(number(body, "dailyCalls")));
            default ->
                    throw new IllegalArgumentException(
                            "there is no " + call.method() + " " + area + " of an org");
        };
    }

    private static Answer done(Runnable work) {
        work.run();
        return Answer.empty(204);
    }

    /// All kinds of things happen unless some are named.
    private static Answer unrest(OrgDesk desk, String object, JsonNode body) {
        var kinds = EnumSet.noneOf(Unrest.Kind.class);
        for (JsonNode name : body.path("kinds")) kinds.add(Unrest.Kind.named(name.asString("")));
        if (kinds.isEmpty()) kinds = EnumSet.allOf(Unrest.Kind.class);
        var steps = Json.array();
        for (Unrest.Step step :
                desk.unrest(object, number(body, "steps"), body.path("seed").asLong(1), kinds)) {
            steps.addObject().put("kind", step.kind().wireName()).put("what", step.what());
        }
        return Answer.json(200, steps);
    }

    /// Renames, relabels, retypes, or hides from a user.
    private static void field(OrgDesk desk, String object, String field, JsonNode body) {
        if (body.has("type")) desk.retypeField(object, field, text(body, "type"));
        if (body.has("label")) desk.relabelField(object, field, text(body, "label"));
        if (body.has("level")) {
            var level =
                    Visibility.Level.valueOf(
                            text(body, "level").toUpperCase(Locale.ROOT).replace('-', '_'));
            desk.show(object, field, text(body, "user"), level);
        }
        if (body.has("name")) desk.renameField(object, field, text(body, "name"));
    }

    private static void duplicates(OrgDesk desk, String object, JsonNode body) {
        var fields = new ArrayList<String>();
        for (JsonNode field : body.path("fields")) fields.add(field.asString(""));
        boolean isBlocking =
                switch (text(body, "action")) {
                    case "block" -> true;
                    case "alert" -> false;
                    default -> throw new IllegalArgumentException("\"action\" is block or alert");
                };
        desk.refuseDuplicates(object, fields, isBlocking);
    }

    private static Answer dump(Call call, OrgDesk desk, String object) {
        String fields = call.query().getOrDefault("fields", "Id");
        List<String> names = List.of(fields.split("\\s*,\\s*", -1));
        desk.dumpable(object, names);
        return new Answer(
                200,
                Map.of("Content-Type", "application/x-ndjson"),
                new Body.Stream(out -> desk.dump(object, names, out)));
    }

    private static Map<String, Object> fields(JsonNode body) {
        var fields = new LinkedHashMap<String, Object>();
        body.properties().forEach(pair -> fields.put(pair.getKey(), pair.getValue()));
        return fields;
    }

    private static String text(JsonNode body, String name) {
        if (body.path(name).isString()) return body.path(name).stringValue();
        throw new IllegalArgumentException("the body must have \"" + name + "\", a text");
    }

    private static int number(JsonNode body, String name) {
        if (body.path(name).isInt()) return body.path(name).intValue();
        throw new IllegalArgumentException("the body must have \"" + name + "\", a whole number");
    }
}
