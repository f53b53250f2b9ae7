package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.web.Json;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Fills answers of earlier subrequests into later ones, as in `@{account.id}`.
///
/// @param known earlier answers by referenceId
record References(Map<String, JsonNode> known) {
    private static final Pattern MARK = Pattern.compile("@\\{([^}]+)}");
    private static final Pattern INDEX = Pattern.compile("(\\w*)\\[(\\d+)]");

    JsonNode filledIn(JsonNode body) {
        if (body.isString()) return Json.tree(filledIn(body.stringValue()));
        if (body.isArray()) {
            var copy = Json.array();
            body.forEach(part -> copy.add(filledIn(part)));
            return copy;
        }
        if (!body.isObject()) return body;
        var copy = Json.object();
        body.properties().forEach(part -> copy.set(part.getKey(), filledIn(part.getValue())));
        return copy;
    }

    String filledIn(String text) {
        return MARK.matcher(text)
                .replaceAll(mark -> Matcher.quoteReplacement(resolve(mark.group(1))));
    }

    private String resolve(String path) {
        String[] parts = path.split("\\.", -1);
        JsonNode at = known.get(parts[0]);
        for (int part = 1; at != null && part < parts.length; part++) at = step(at, parts[part]);
        if (at != null && at.isValueNode()) return at.asString();
        throw ApiError.badRequest(
                "PROCESSING_HALTED",
                "Invalid reference specified. No value for " + path + " found in " + parts[0]);
    }

    private static JsonNode step(JsonNode from, String part) {
        Matcher indexed = INDEX.matcher(part);
        if (!indexed.matches()) return from.path(part);
        JsonNode list = indexed.group(1).isEmpty() ? from : from.path(indexed.group(1));
        return list.path(Integer.parseInt(indexed.group(2)));
    }
}
