package dev.tenon.sandbox;

import dev.tenon.sandbox.web.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Somebody who signs in to a sandbox by HTTP and calls it.
final class SandboxVisitor {
    private final URI base;
    private final HttpClient http = HttpClient.newHttpClient();
    private String token = "";

    SandboxVisitor(URI base) {
        this.base = base;
    }

    /// One answer.
    record Reply(int status, JsonNode json, String text, HttpResponse<String> raw) {}

    /// Signs in through the consent page; answers the token reply.
    JsonNode signIn(String org) {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("response_type", "code");
        asked.put("client_id", "test-app");
        asked.put("redirect_uri", "http://127.0.0.1/callback");
        asked.put("state", "s-1");
        asked.put("org", org);
        asked.put("decision", "allow");
        String location =
                post("/services/oauth2/authorize", asked)
                        .raw()
                        .headers()
                        .firstValue("location")
                        .orElseThrow();
        String code = location.replaceFirst(".*[?&]code=([^&]+).*", "$1");
        JsonNode reply =
                token(
                                Map.of(
                                        "grant_type",
                                        "authorization_code",
                                        "code",
                                        code,
                                        "redirect_uri",
                                        "http://127.0.0.1/callback"))
                        .json();
        token = reply.path("access_token").asString();
        return reply;
    }

    Reply token(Map<String, String> form) {
        var whole = new LinkedHashMap<>(form);
        whole.putIfAbsent("client_id", "test-app");
        return post("/services/oauth2/token", whole);
    }

    void use(String accessToken) {
        token = accessToken;
    }

    Reply post(String path, Map<String, String> form) {
        String body =
                form.entrySet().stream()
                        .map(pair -> pair.getKey() + "=" + encoded(pair.getValue()))
                        .collect(Collectors.joining("&"));
        return send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body)));
    }

    Reply get(String path, String... headers) {
        var request = HttpRequest.newBuilder(base.resolve(path)).GET();
        if (headers.length > 0) request.headers(headers);
        return send(request);
    }

    Reply query(String soql, String... headers) {
        return get("/services/data/v60.0/query?q=" + encoded(soql), headers);
    }

    Reply queryAll(String soql) {
        return get("/services/data/v60.0/queryAll?q=" + encoded(soql));
    }

    Reply call(String method, String path, Object body, String... headers) {
        var request =
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/json");
        if (headers.length > 0) request.headers(headers);
        return send(request.method(method, BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    Reply upload(String path, String csv) {
        return send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "text/csv")
                        .PUT(BodyPublishers.ofString(csv)));
    }

    private Reply send(HttpRequest.Builder request) {
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        try {
            var raw = http.send(request.build(), BodyHandlers.ofString());
            String type = raw.headers().firstValue("content-type").orElse("");
            boolean json = type.startsWith("application/json") && !raw.body().isEmpty();
            JsonNode tree =
                    json ? Json.parse(raw.body().getBytes(StandardCharsets.UTF_8)) : Json.object();
            return new Reply(raw.statusCode(), tree, raw.body(), raw);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ending);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
