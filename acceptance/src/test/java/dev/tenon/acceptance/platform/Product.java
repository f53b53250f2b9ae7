package dev.tenon.acceptance.platform;

import dev.tenon.acceptance.contract.CheckedClient;
import dev.tenon.acceptance.contract.Contract;
import dev.tenon.acceptance.contract.Exchange;
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
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The product that uses Tenon, speaking to it over HTTP alone. Whatever it asks and is answered is
/// held against the API's description.
public final class Product {
    public static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Contract CONTRACT = Contract.ofThisBuild();

    private final CheckedClient client;
    private final String key;
    private final String project;

    Product(TenonProcess tenon) {
        this(new CheckedClient(tenon.uri(), CONTRACT), tenon.adminKey(), "default");
    }

    /// @param key that of the administrator
    public Product(CheckedClient client, String key, String project) {
        this.client = client;
        this.key = key;
        this.project = project;
    }

    /// A path of the product's project.
    public String path(String rest) {
        return "/v1/projects/" + project + rest;
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

    /// Any call, be it refused or not.
    public Exchange call(String method, String path, String body, Map<String, String> headers) {
        var all = new HashMap<String, String>();
        all.put("X-Api-Key", key);
        all.putAll(headers);
        return client.send(method, path, body, all);
    }

    /// A call that must succeed.
    public JsonNode json(String method, String path, String body) {
        Exchange exchange = call(method, path, body, Map.of());
        if (exchange.status() >= 300) throw new AssertionError(exchange.toString());
        String json = exchange.reply().body();
        return json.isEmpty() ? JSON.createObjectNode() : JSON.readTree(json);
    }

    public void deploy(String manifest, URI sandbox) {
        var app = JSON.createObjectNode().put("provider", "salesforce").put("clientId", "test");
        app.put("clientSecret", "test")
                .putObject("metadata")
                .putObject("hosts")
                .put("*", sandbox.toString());
        json("POST", path("/provider-apps"), app.toString());
        var source = JSON.createObjectNode().put("sourceYaml", manifest);
        json("PUT", path("/integrations:batch"), source.toString());
    }

    /// Signs a customer in as a browser would, with cookies of its own.
    public void connect(String group, String org) {
        var ask =
                JSON.createObjectNode()
                        .put("projectIdOrName", project)
                        .put("provider", "salesforce");
        String body = ask.put("groupRef", group).toString();
        follow(call("POST", "/v1/oauth-connect", body, Map.of()).reply().body(), org);
    }

    /// Opens a sign-in link, allows what the provider asks for, and comes back.
    public void follow(String link, String org) {
        allow(link, "org=" + org);
    }

    /// The same as one of an org's users.
    public void followAs(String link, String username) {
        allow(link, "user=" + username);
    }

    private void allow(String link, String who) {
        HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        URI consent = location(ask(browser, URI.create(link)));
        String form = consent.getRawQuery() + "&" + who + "&decision=allow";
        URI page = URI.create(consent.toString().replaceAll("\\?.*", ""));
        var allow =
                HttpRequest.newBuilder(page)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
        HttpResponse<String> done = ask(browser, location(send(browser, allow)));
        if (done.statusCode() != 200) throw new AssertionError(done.body());
    }

    /// A page of ours, which the description knows too.
    private HttpResponse<String> ask(HttpClient browser, URI page) {
        HttpResponse<String> reply = send(browser, HttpRequest.newBuilder(page).build());
        String query = page.getRawQuery() == null ? "" : "?" + page.getRawQuery();
        client.check(
                new Exchange(
                        "GET",
                        page.getRawPath() + query,
                        new Exchange.Part(Map.of(), ""),
                        reply.statusCode(),
                        new Exchange.Part(reply.headers().map(), reply.body())));
        return reply;
    }

    private static URI location(HttpResponse<String> reply) {
        return URI.create(
                reply.headers()
                        .firstValue("Location")
                        .orElseThrow(() ->
                                new AssertionError(reply.statusCode() + ": " + reply.body())));
    }

    public JsonNode install(String group) {
        String body = JSON.createObjectNode().put("groupRef", group).toString();
        return json("POST", path("/integrations/crm/installations"), body);
    }

    /// How the reading of an object stands.
    public JsonNode object(String group, String name) {
        JsonNode status = json("GET", path("/status?groupRef=" + group), "");
        for (JsonNode object : status.path("results").path(0).path("objects")) {
            if (object.path("objectName").asString("").equals(name)) return object;
        }
        return JSON.createObjectNode();
    }

    /// Every record of an object in the store, its fields by its id.
    public Map<String, JsonNode> store(String group, String object) {
        return storeOf("crm", group, object);
    }

    /// The same of another integration.
    Map<String, JsonNode> storeOf(String integration, String group, String object) {
        var all = new TreeMap<String, JsonNode>();
        String after = "";
        do {
            JsonNode page =
                    json(
                            "GET",
                            path("/integrations/" + integration + "/objects/" + object)
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

    /// Sends JSON to something else than the product.
    static void post(URI place, String body) {
        var request =
                HttpRequest.newBuilder(place)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> reply = send(HTTP, request);
        if (reply.statusCode() >= 300) throw new AssertionError(reply.body());
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
