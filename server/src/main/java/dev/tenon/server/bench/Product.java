package dev.tenon.server.bench;

import dev.tenon.server.json.Json;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The product team of a benchmark: deploys, connects and reads by the API.
final class Product implements AutoCloseable {
    private static final int LARGEST = 64 * 1024 * 1024;
    private static final String PROJECT = "/v1/projects/bench";

    private final Http http = new Http(new Egress(true));
    private final BenchServer server;
    private final String integration;

    /// @param integration the one it installs and reads
    Product(BenchServer server, String integration) {
        this.server = server;
        this.integration = integration;
    }

    /// Makes the project, and puts a stand-in in the provider's place.
    void prepare(URI provider) {
        prepare("salesforce", provider);
    }

    void prepare(String provider, URI standIn) {
        call("POST", "/v1/projects", Json.object().put("name", "bench"));
        ObjectNode app = Json.object().put("provider", provider).put("clientId", "bench");
        app.put("clientSecret", "bench");
        app.putObject("metadata").putObject("hosts").put("*", standIn.toString());
        call("POST", PROJECT + "/provider-apps", app);
    }

    void deploy(String manifest) {
        call("PUT", PROJECT + "/integrations:batch", Json.object().put("sourceYaml", manifest));
    }

    void connect(String group) {
        connect(group, "bench");
    }

    void connect(String group, String org) {
        ObjectNode ask =
                Json.object().put("projectIdOrName", "bench").put("provider", "salesforce");
        ask.put("groupRef", group);
        String link = new String(bytes("POST", "/v1/oauth-connect", ask), StandardCharsets.UTF_8);
        Http.Reply start = send("GET", URI.create(link), Map.of(), new byte[0]);
        String cookie = start.header("Set-Cookie").orElse("").replaceAll(";.*", "");
        URI consent = URI.create(start.header("Location").orElse(""));
        start.bytes(LARGEST);
        URI form =
                URI.create(
                        consent.getScheme()
                                + "://"
                                + consent.getRawAuthority()
                                + consent.getRawPath());
        byte[] allow =
                (consent.getRawQuery() + "&org=" + org + "&decision=allow")
                        .getBytes(StandardCharsets.UTF_8);
        Http.Reply allowed =
                send(
                        "POST",
                        form,
                        Map.of("Content-Type", "application/x-www-form-urlencoded"),
                        allow);
        URI back = URI.create(allowed.header("Location").orElse(""));
        allowed.bytes(LARGEST);
        send("GET", back, Map.of("Cookie", cookie), new byte[0]).bytes(LARGEST);
    }

    /// Makes a connection of known credentials and gives its id.
    String generate(JsonNode ask) {
        return call("POST", PROJECT + "/connections:generate", ask).path("id").asString("");
    }

    /// Makes an API key of the project.
    String key(JsonNode ask) {
        return call("POST", PROJECT + "/api-keys", ask).path("secret").asString("");
    }

    /// Has one record written.
    void write(JsonNode body) {
        bytes(
                "POST",
                "/write" + PROJECT + "/integrations/" + integration + "/objects/Account",
                body);
    }

    /// Whether a customer has writes that are not done.
    boolean isWriting(String group) {
        for (String state : List.of("queued", "sending")) {
            String path = PROJECT + "/writes?groupRef=" + group + "&limit=1&state=" + state;
            if (!call("GET", path, null).path("results").isEmpty()) return true;
        }
        return false;
    }

    /// A connection's access token.
    String token(String connection) {
        String path = PROJECT + "/connections/" + connection + "?includeCreds=true";
        return call("GET", path, null)
                .at("/oauth2AuthorizationCode/accessToken/token")
                .asString("");
    }

    String install(String group) {
        JsonNode made =
                call(
                        "POST",
                        PROJECT + "/integrations/" + integration + "/installations",
                        Json.object().put("groupRef", group));
        return made.path("id").asString("");
    }

    void uninstall(String installation) {
        bytes(
                "DELETE",
                PROJECT + "/integrations/" + integration + "/installations/" + installation,
                null);
    }

    /// Asks for a full read and gives its operation.
    String trigger(String group) {
        return call(
                        "POST",
                        "/read" + PROJECT + "/integrations/" + integration + "/objects/account",
                        Json.object().put("groupRef", group).put("mode", "async"))
                .path("operationId")
                .asString("");
    }

    JsonNode operation(String id) {
        return call("GET", PROJECT + "/operations/" + id, null);
    }

    /// How the reading of the one object stands.
    JsonNode object(String group) {
        JsonNode status = call("GET", PROJECT + "/status?groupRef=" + group, null);
        return status.path("results").path(0).path("objects").path(0);
    }

    /// Asks for a page of a customer's accounts, and gives how many bytes it has.
    int query(String group, String where, String orderBy) {
        return bytes("GET", page(group, where, orderBy), null).length;
    }

    private String page(String group, String where, String orderBy) {
        return PROJECT
                + "/integrations/"
                + integration
                + "/objects/account/records?groupRef="
                + group
                + "&where="
                + escape(where)
                + "&orderBy="
                + escape(orderBy)
                + "&limit=50";
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    JsonNode call(String method, String path, @Nullable JsonNode body) {
        byte[] reply = bytes(method, path, body);
        return reply.length == 0 ? Json.object() : Json.mapper().readTree(reply);
    }

    byte[] bytes(String method, String path, @Nullable JsonNode body) {
        Http.Reply reply =
                send(
                        method,
                        server.address().resolve(path),
                        Map.of("X-Api-Key", server.adminKey()),
                        body == null ? new byte[0] : Json.bytes(body));
        int status = reply.status();
        byte[] answer = reply.bytes(LARGEST);
        if (status < 300) return answer;
        throw new IllegalStateException(
                method
                        + " "
                        + path
                        + " answered "
                        + status
                        + ": "
                        + new String(answer, StandardCharsets.UTF_8));
    }

    private Http.Reply send(String method, URI uri, Map<String, String> headers, byte[] body) {
        return http.send(
                new Http.Call(method, uri, new HashMap<>(headers), body, Duration.ofMinutes(2)));
    }

    @Override
    public void close() {
        http.close();
    }
}
