package dev.tenon.acceptance.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The product that uses Tenon, speaking to it by the JDK's HTTP client alone.
final class Product {
    static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TenonProcess tenon;

    Product(TenonProcess tenon) {
        this.tenon = tenon;
    }

    static boolean answers(URI uri) {
        try {
            var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// The status and the body of any call.
    HttpResponse<String> call(
            String method, String path, String body, Map<String, String> headers) {
        var request =
                HttpRequest.newBuilder(tenon.uri().resolve(path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("X-Api-Key", tenon.adminKey());
        headers.forEach(request::setHeader);
        return send(HTTP, request.build());
    }

    /// A call that must succeed.
    JsonNode json(String method, String path, String body) {
        HttpResponse<String> reply = call(method, path, body, Map.of());
        if (reply.statusCode() >= 300) {
            throw new AssertionError(
                    method + " " + path + " answered " + reply.statusCode() + ": " + reply.body());
        }
        return reply.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(reply.body());
    }

    void deploy(String manifest, URI sandbox) {
        var app = JSON.createObjectNode().put("provider", "salesforce").put("clientId", "test");
        app.put("clientSecret", "test")
                .putObject("metadata")
                .putObject("hosts")
                .put("*", sandbox.toString());
        json("POST", "/v1/projects/default/provider-apps", app.toString());
        var source = JSON.createObjectNode().put("sourceYaml", manifest);
        json("PUT", "/v1/projects/default/integrations:batch", source.toString());
    }

    /// Signs a customer in as a browser would, with cookies of its own.
    void connect(String group, String org) {
        var ask =
                JSON.createObjectNode()
                        .put("projectIdOrName", "default")
                        .put("provider", "salesforce");
        String link =
                call("POST", "/v1/oauth-connect", ask.put("groupRef", group).toString(), Map.of())
                        .body();
        HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        URI consent = location(send(browser, HttpRequest.newBuilder(URI.create(link)).build()));
        String form = consent.getRawQuery() + "&org=" + org + "&decision=allow";
        URI page = URI.create(consent.toString().replaceAll("\\?.*", ""));
        var allow =
                HttpRequest.newBuilder(page)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
        HttpResponse<String> done =
                send(browser, HttpRequest.newBuilder(location(send(browser, allow))).build());
        if (done.statusCode() != 200) throw new AssertionError(done.body());
    }

    private static URI location(HttpResponse<String> reply) {
        return URI.create(
                reply.headers()
                        .firstValue("Location")
                        .orElseThrow(() ->
                                new AssertionError(reply.statusCode() + ": " + reply.body())));
    }

    JsonNode install(String group) {
        String body = JSON.createObjectNode().put("groupRef", group).toString();
        return json("POST", "/v1/projects/default/integrations/crm/installations", body);
    }

    /// How the reading of an object stands.
    JsonNode object(String group, String name) {
        JsonNode status = json("GET", "/v1/projects/default/status?groupRef=" + group, "");
        for (JsonNode object : status.path("results").path(0).path("objects")) {
            if (object.path("objectName").asString("").equals(name)) return object;
        }
        return JSON.createObjectNode();
    }

    /// Every record of an object in the store, its fields by its id.
    Map<String, JsonNode> store(String group, String object) {
        var all = new TreeMap<String, JsonNode>();
        String after = "";
        do {
            JsonNode page =
                    json(
                            "GET",
                            "/v1/projects/default/integrations/crm/objects/"
                                    + object
                                    + "/records?groupRef="
                                    + group
                                    + "&limit=1000&after="
                                    + URLEncoder.encode(after, StandardCharsets.UTF_8),
                            "");
            page.path("results")
                    .forEach(row -> all.put(row.path("id").asString(""), row.path("fields")));
            after = page.path("next").asString("");
        } while (!after.isEmpty());
        return all;
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
