package dev.tenon.server.write;

import dev.tenon.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Replies to write calls, in the compatible form.
final class WriteReplyJson {
    private static final int OK = 200;
    private static final int GOES_ON = 202;
    private static final int REFUSED = 422;
    private static final int CONDITION_FAILED = 412;

    private WriteReplyJson() {}

    /// The write is stored, and goes on. Said as often as writes are accepted, so that it is put
    /// together without a generator and its buffers.
    static WriteReply stored(UUID operation) {
        String json = "{\"operationId\":\"" + operation + "\"}";
        return new WriteReply(OK, json.getBytes(StandardCharsets.UTF_8));
    }

    /// The caller waited as long as a caller may; the write goes on.
    static WriteReply goesOn(UUID operation) {
        return new WriteReply(GOES_ON, Json.bytes(operation(operation)));
    }

    /// The write is done.
    ///
    /// @param isBatch whether the request was one
    static WriteReply done(WriteResult result, boolean isBatch) {
        ObjectNode json = isBatch ? batch(result) : single(result);
        return new WriteReply(status(result, isBatch), Json.bytes(json));
    }

    private static int status(WriteResult result, boolean isBatch) {
        if (result.successes() > 0) return OK;
        boolean isChanged = !isBatch && result.records().getFirst().isChanged();
        return isChanged ? CONDITION_FAILED : REFUSED;
    }

    private static ObjectNode operation(UUID operation) {
        ObjectNode json = Json.object();
        json.put("operationId", operation.toString());
        return json;
    }

    private static ObjectNode single(WriteResult result) {
        WriteResult.RecordResult record = result.records().getFirst();
        ObjectNode json = operation(result.operation());
        json.set("result", record(record));
        if (!record.isWritten()) json.set("errors", WriteProblem.json(record.problems()));
        if (!record.warnings().isEmpty())
            json.set("warnings", WriteProblem.json(record.warnings()));
        return json;
    }

    private static ObjectNode batch(WriteResult result) {
        ObjectNode json = operation(result.operation());
        json.put("successCount", result.successes());
        json.put("failureCount", result.failures());
        ArrayNode results = json.putArray("results");
        ArrayNode errors = json.putArray("errors");
        List<WriteResult.RecordResult> records = result.records();
        for (int i = 0; i < records.size(); i++) {
            WriteResult.RecordResult record = records.get(i);
            ObjectNode each = record(record);
            if (!record.isWritten()) each.set("errors", WriteProblem.json(record.problems()));
            if (!record.warnings().isEmpty())
                each.set("warnings", WriteProblem.json(record.warnings()));
            results.add(each);
            if (record.isWritten()) continue;
            for (WriteProblem problem : record.problems())
                errors.add(problem.json().put("index", i));
        }
        return json;
    }

    /// One record's result.
    static ObjectNode record(WriteResult.RecordResult record) {
        ObjectNode json = Json.object();
        json.put("success", record.isWritten());
        Json.putIfPresent(json, "recordId", record.recordId());
        Boolean created = record.created();
        if (created != null) json.put("created", created.booleanValue());
        if (record.state() == WriteState.UNKNOWN) json.put("outcome", "unknown");
        ObjectNode current = record.current();
        if (current != null) json.set("current", current);
        return json;
    }
}
