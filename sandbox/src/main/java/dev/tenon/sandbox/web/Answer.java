package dev.tenon.sandbox.web;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a simulated system answers to a call.
///
/// @param status the HTTP status
/// @param headers by name, as sent
/// @param body what it carries
public record Answer(int status, Map<String, String> headers, Body body) {
    /// The content type of JSON as Salesforce and most others write it.
    public static final String JSON = "application/json;charset=UTF-8";

    /// Copies the headers.
    public Answer {
        headers = Map.copyOf(headers);
    }

    /// JSON text that is ready.
    public static Answer json(int status, byte[] body) {
        return new Answer(status, Map.of("Content-Type", JSON), new Body.Bytes(body));
    }

    /// A tree, a map, a list or a record, as JSON.
    public static Answer json(int status, Object value) {
        return json(status, Json.bytes(value));
    }

    /// A page for a browser.
    public static Answer html(int status, String page) {
        return new Answer(
                status,
                Map.of("Content-Type", "text/html;charset=UTF-8"),
                new Body.Bytes(page.getBytes(StandardCharsets.UTF_8)));
    }

    /// Nothing but a status.
    public static Answer empty(int status) {
        return new Answer(status, Map.of(), new Body.Bytes(new byte[0]));
    }

    /// Sends a browser elsewhere.
    public static Answer redirect(String location) {
        return empty(302).with("Location", location);
    }

    /// The same answer with one more header.
    public Answer with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }
}
