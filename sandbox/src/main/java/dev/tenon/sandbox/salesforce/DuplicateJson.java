package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.web.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What an error tells of duplicates (SOAP API Developer Guide, "DuplicateResult", "MatchResult",
/// "MatchRecord", which REST writes as JSON).
final class DuplicateJson {
    private static final double CERTAIN = 100.0;

    private DuplicateJson() {}

    static ObjectNode write(ApiError refusal, ApiError.Duplicates duplicates) {
        ObjectNode result = Json.object();
        result.put("allowSave", duplicates.maySave());
        result.put("duplicateRule", duplicates.rule());
        result.put("duplicateRuleEntityType", duplicates.object());
        result.put("errorMessage", refusal.message());
        ObjectNode match = result.putArray("matchResults").addObject();
        match.put("entityType", duplicates.object());
        match.putArray("errors");
        match.put("matchEngine", "ExactMatchEngine");
        ArrayNode records = match.putArray("matchRecords");
        for (String id : duplicates.ids()) {
            ObjectNode record = records.addObject();
            record.putArray("additionalInformation");
            record.putArray("fieldDiffs");
            record.put("matchConfidence", CERTAIN);
            ObjectNode shown = record.putObject("record");
            shown.putObject("attributes").put("type", duplicates.object());
            shown.put("Id", id);
        }
        match.put("rule", duplicates.rule());
        match.put("size", duplicates.ids().size());
        match.put("success", true);
        return result;
    }
}
