package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.signin.Session;
import dev.tenon.sandbox.salesforce.write.Writes;
import dev.tenon.sandbox.web.Call;
import dev.tenon.sandbox.web.Json;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// An authenticated call below `/services/data/vNN.0`.
///
/// @param call as it came
/// @param session who calls
/// @param dataUrl such as `/services/data/v60.0`
/// @param rest the parts of the path after that
record Request(Call call, Session session, String dataUrl, List<String> rest) {
    Request {
        rest = List.copyOf(rest);
    }

    /// A part of the path, or empty.
    String part(int at) {
        return at < rest.size() ? rest.get(at) : "";
    }

    boolean is(String method) {
        return call.method().equals(method);
    }

    /// The body, which must be a JSON object.
    JsonNode body() {
        try {
            JsonNode body = Json.parse(call.body());
            if (body.isObject()) return body;
        } catch (JacksonException malformed) {
            throw ApiError.badRequest(
                    "JSON_PARSER_ERROR",
                    malformed.getOriginalMessage() + " at " + place(malformed));
        }
        throw ApiError.badRequest(
                "JSON_PARSER_ERROR", "The HTTP entity body is required and must be a JSON object.");
    }

    private static String place(JacksonException malformed) {
        var place = malformed.getLocation();
        return place == null
                ? "[unknown]"
                : "[line:" + place.getLineNr() + ", column:" + place.getColumnNr() + "]";
    }

    /// Writes as the caller, who may say what is to become of duplicates.
    Writes writes() {
        return Writes.of(
                session.org(), session.user(), call.header("sforce-duplicate-rule-header"));
    }

    ApiError wrongMethod(String allowed) {
        String message = "HTTP Method '" + call.method() + "' not allowed. Allowed are " + allowed;
        return new ApiError(405, "METHOD_NOT_ALLOWED", message, List.of());
    }
}
