package dev.tenon.server.cli.remote;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// What a server answered.
///
/// @param status the HTTP status
/// @param contentType empty when there is none
public record Answer(int status, String contentType, byte[] body) {
    /// Whether the request was done.
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /// Whether the body is JSON.
    public boolean isJson() {
        return contentType.contains("json") && body.length > 0;
    }

    /// Whether this is a refusal in the form of RFC 9457.
    public boolean isProblem() {
        return contentType.contains("problem+json");
    }

    /// The body as JSON; an empty object when there is no body.
    ///
    /// @throws Refusal when it is not JSON
    public JsonNode json() {
        return body.length == 0 ? Json.object() : Json.parseForeign(body);
    }

    /// The body as text.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
