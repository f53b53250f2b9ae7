package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.query.Retrieval;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgUser;
import dev.tenon.sandbox.salesforce.store.RecordId;
import dev.tenon.sandbox.salesforce.write.Ambiguous;
import dev.tenon.sandbox.salesforce.write.Writes;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/composite/sobjects`: many records of a kind in one call, each with its own result.
final class CollectionRoutes {
    private static final int MOST = 200;
    private static final int MOST_READ = 2000;

    Answer answer(Request request) {
        if (request.part(2).isEmpty()) return several(request);
        ObjectType type = request.session().org().object(request.part(2));
        if (!request.part(3).isEmpty()) return upsert(request, type);
        return switch (request.call().method()) {
            case "GET" -> read(request, type, listed(request, "ids"), listed(request, "fields"));
            case "POST" -> {
                JsonNode body = request.body();
                yield read(request, type, texts(body.path("ids")), texts(body.path("fields")));
            }
            default -> throw request.wrongMethod("GET,POST");
        };
    }

    private static Answer several(Request request) {
        Org org = request.session().org();
        Writes writes = request.writes();
        return switch (request.call().method()) {
            case "POST" ->
                    each(request, record -> done(writes.create(type(org, record), record), null));
            case "PATCH" -> each(request, record -> update(org, writes, record));
            case "DELETE" -> delete(request, org, writes);
            default -> throw request.wrongMethod("POST,PATCH,DELETE");
        };
    }

    private static ObjectNode update(Org org, Writes writes, JsonNode record) {
        JsonNode id = record.has("Id") ? record.path("Id") : record.path("id");
        if (!id.isString())
            throw ApiError.badRequest("MISSING_ARGUMENT", "Id not specified in an update call");
        ObjectNode fields = ((ObjectNode) record).deepCopy();
        fields.remove(List.of("Id", "id"));
        writes.update(type(org, record), id.stringValue(), fields);
        return done(Objects.requireNonNullElse(RecordId.full(id.stringValue()), ""), null);
    }

    private static ObjectType type(Org org, JsonNode record) {
        JsonNode name = record.path("attributes").path("type");
        if (!name.isString())
            throw ApiError.badRequest(
                    "INVALID_INPUT", "the record's attributes must name its type");
        ObjectType type = org.schema().object(name.stringValue());
        if (type != null) return type;
        throw ApiError.badRequest(
                "INVALID_TYPE", "sObject type '" + name.stringValue() + "' is not supported.");
    }

    private static Answer upsert(Request request, ObjectType type) {
        if (!request.is("PATCH")) throw request.wrongMethod("PATCH");
        OrgUser user = request.session().user();
        Field key = Writes.key(type, user, request.part(3));
        Writes writes = request.writes();
        return each(
                request,
                record -> {
                    JsonNode value = record.path(key.name());
                    if (!value.isValueNode() || value.isNull()) {
                        throw ApiError.badRequest(
                                "MISSING_ARGUMENT", key.name() + " not specified");
                    }
                    ObjectNode fields = ((ObjectNode) record).deepCopy();
                    fields.remove(key.name());
                    Writes.Upserted upserted =
                            writes.upsert(type, key, value.asString(), fields, false);
                    return done(upserted.id(), upserted.created());
                });
    }

    private static Answer delete(Request request, Org org, Writes writes) {
        List<String> ids = listed(request, "ids");
        boolean allOrNone =
                request.call().query().getOrDefault("allOrNone", "false").equals("true");
        var records = Json.array();
        for (String id : ids) records.addObject().put("id", id);
        return run(
                org,
                records,
                allOrNone,
                record -> {
                    String id = record.path("id").stringValue();
                    for (ObjectType type : org.schema().objects()) {
                        if (!id.startsWith(type.title().prefix())) continue;
                        writes.delete(type, id);
                        return done(Objects.requireNonNullElse(RecordId.full(id), ""), null);
                    }
                    throw ApiError.badRequest("MALFORMED_ID", "malformed id " + id);
                });
    }

    private static Answer each(Request request, Function<JsonNode, ObjectNode> write) {
        JsonNode body = request.body();
        return run(
                request.session().org(),
                body.path("records"),
                body.path("allOrNone").asBoolean(false),
                write);
    }

    private static Answer run(
            Org org, JsonNode records, boolean allOrNone, Function<JsonNode, ObjectNode> write) {
        if (!records.isArray() || records.isEmpty())
            throw ApiError.badRequest("REQUIRED_FIELD_MISSING", "At least 1 record is required");
        if (records.size() > MOST)
            throw ApiError.badRequest(
                    "EXCEEDED_ID_LIMIT",
                    "record limit reached. cannot submit more than 200 records into this call");
        for (JsonNode record : records) {
            if (!record.isObject())
                throw ApiError.badRequest(
                        "JSON_PARSER_ERROR", "every record must be a JSON object");
        }
        var results = new ArrayList<ObjectNode>();
        boolean kept =
                org.atomically(() -> {
                    for (JsonNode record : records) results.add(result(record, write));
                    return !allOrNone
                            || results.stream()
                                    .allMatch(result -> result.path("success").asBoolean());
                });
        var shown = Json.array();
        for (ObjectNode result : results) {
            boolean undone = !kept && result.path("success").asBoolean();
            shown.add(
                    undone
                            ? failed(
                                    new ApiError(
                                            400,
                                            "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                                            "Record rolled back because not all records were valid and the request was using AllOrNone header",
                                            List.of()))
                            : result);
        }
        return Answer.json(200, shown);
    }

    private static ObjectNode result(JsonNode record, Function<JsonNode, ObjectNode> write) {
        try {
            return write.apply(record);
        } catch (ApiError refusal) {
            return failed(refusal);
        } catch (Ambiguous several) {
            return failed(
                    ApiError.badRequest(
                            "DUPLICATE_EXTERNAL_ID", String.valueOf(several.getMessage())));
        }
    }

    private static ObjectNode done(String id, @Nullable Boolean created) {
        var done = Json.object().put("id", id).put("success", true);
        done.putArray("errors");
        if (created != null) done.put("created", created);
        return done;
    }

    private static ObjectNode failed(ApiError refusal) {
        var failed = Json.object().put("success", false);
        var error = failed.putArray("errors").addObject();
        error.put("statusCode", refusal.code()).put("message", refusal.message());
        var fields = error.putArray("fields");
        refusal.fields().forEach(fields::add);
        return failed;
    }

    private static Answer read(
            Request request, ObjectType type, List<String> ids, List<String> fields) {
        if (ids.isEmpty() || fields.isEmpty())
            throw ApiError.badRequest("MISSING_ARGUMENT", "ids and fields are required");
        if (ids.size() > MOST_READ)
            throw ApiError.badRequest(
                    "EXCEEDED_ID_LIMIT", "cannot retrieve more than 2,000 records");
        Org org = request.session().org();
        return Answer.json(
                200,
                org.reading(() -> {
                    var retrieval =
                            new Retrieval(
                                    org, request.session().user(), type, fields, request.dataUrl());
                    var table = org.table(type);
                    return Json.written(json -> {
                        json.writeStartArray();
                        for (String id : ids) {
                            String full = RecordId.full(id);
                            int row = full == null ? -1 : table.row(full);
                            if (row < 0 || table.isDeleted(row)) json.writeNull();
                            else retrieval.write(json, row);
                        }
                        json.writeEndArray();
                    });
                }));
    }

    private static List<String> listed(Request request, String name) {
        String text = request.call().query().getOrDefault(name, "");
        return text.isBlank() ? List.of() : List.of(text.split("\\s*,\\s*", -1));
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        for (JsonNode entry : list) texts.add(entry.asString());
        return texts;
    }
}
