package dev.tenon.server.demo;

import dev.tenon.server.json.Json;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Calls the API as a product would.
final class Client implements AutoCloseable {
    private static final int LARGEST = 64 * 1024 * 1024;

    private final Http http = new Http(new Egress(true));
    private final URI server;
    private final String key;

    Client(URI server, String key) {
        this.server = server;
        this.key = key;
    }

    JsonNode get(String path) {
        return json("GET", path, null, Map.of());
    }

    JsonNode send(String method, String path, JsonNode body) {
        return json(method, path, body, Map.of());
    }

    JsonNode send(String method, String path, JsonNode body, Map<String, String> headers) {
        return json(method, path, body, headers);
    }

    /// A call whose answer is plain text.
    String text(String method, String path, JsonNode body) {
        return new String(call(method, path, body, Map.of()), StandardCharsets.UTF_8);
    }

    private JsonNode json(
            String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
        byte[] reply = call(method, path, body, headers);
        return reply.length == 0 ? Json.object() : Json.mapper().readTree(reply);
    }

    private byte[] call(
            String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.put("X-Api-Key", key);
        byte[] bytes = body == null ? new byte[0] : Json.bytes(body);
        Http.Reply reply =
                http.send(
                        new Http.Call(
                                method, server.resolve(path), all, bytes, Duration.ofSeconds(90)));
        int status = reply.status();
        byte[] answer = reply.bytes(LARGEST);
        if (status < 300) return answer;
        throw new DemoFailure(
                method
                        + " "
                        + path
                        + " answered "
                        + status
                        + ": "
                        + new String(answer, StandardCharsets.UTF_8));
    }

    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
