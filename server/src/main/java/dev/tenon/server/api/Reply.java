package dev.tenon.server.api;

import dev.tenon.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// One answer.
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
    static final String JSON = "application/json";

    static Reply json(int status, JsonNode json) {
        return new Reply(status, JSON, Json.bytes(json), Map.of());
    }

    static Reply json(int status, byte[] json) {
        return new Reply(status, JSON, json, Map.of());
    }

    static Reply ok(JsonNode json) {
        return json(200, json);
    }

    /// Text of any kind.
    public static Reply text(int status, String contentType, String text) {
        return new Reply(status, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /// Sends a browser on to another page of this server, by `GET`.
    public static Reply seeOther(String location) {
        return new Reply(303, "", new byte[0], Map.of("Location", location));
    }

    static Reply empty() {
        return new Reply(204, "", new byte[0], Map.of());
    }

    /// The same with more headers.
    Reply with(Map<String, String> given) {
        if (given.isEmpty()) return this;
        var more = new HashMap<>(headers);
        more.putAll(given);
        return new Reply(status, contentType, body, more);
    }

    /// The same with another header.
    public Reply with(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Reply(status, contentType, body, more);
    }
}
