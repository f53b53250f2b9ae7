package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.CheckedClient;
import dev.tenon.acceptance.contract.Contract;
import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A project whose customer `acme` has connected a provider on this machine, and a client that has
/// its calls passed through to it.
final class Passing implements AutoCloseable {
    static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - { name: passing, provider: hubspot, proxy: { enabled: true } }
              - { name: closed, provider: hubspot, proxy: { enabled: false } }
            """;

    final LoopbackProvider provider = new LoopbackProvider();
    final Product product;
    final String project = "passing-" + UUID.randomUUID();
    final String key;
    final String installation;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;

    Passing(World world) {
        this(world.server().address(), world.contract(), world.adminKey());
    }

    Passing(URI server, Contract contract, String adminKey) {
        this.server = server;
        this.product = new Product(new CheckedClient(server, contract), adminKey, project);
        product.json("POST", "/v1/projects", "{\"name\":\"" + project + "\"}");
        key = key("full");
        ObjectNode app = Product.JSON.createObjectNode().put("provider", "hubspot");
        app.put("clientId", "test").put("clientSecret", "test");
        app.putObject("metadata").putObject("hosts").put("*", provider.address().toString());
        product.json("POST", product.path("/provider-apps"), app.toString());
        var source = Product.JSON.createObjectNode().put("sourceYaml", MANIFEST);
        product.json("PUT", product.path("/integrations:batch"), source.toString());
        connect("acme");
        installation = install("passing", "acme", "{}");
    }

    /// A key of the project with one scope.
    String key(String scope) {
        String body = "{\"label\":\"%s\",\"scopes\":[\"%s\"]}".formatted(scope, scope);
        return product.json("POST", product.path("/api-keys"), body).path("secret").asString("");
    }

    void connect(String group) {
        ObjectNode ask = Product.JSON.createObjectNode().put("provider", "hubspot");
        ask.put("groupRef", group);
        ask.putObject("oauth2AuthorizationCode")
                .put("accessToken", "imported")
                .put("refreshToken", "first");
        product.json("POST", product.path("/connections:generate"), ask.toString());
    }

    String install(String integration, String group, String content) {
        String body =
                "{\"groupRef\":\"%s\",\"config\":{\"createdBy\":\"test\",\"content\":%s}}"
                        .formatted(group, content);
        return product.json(
                        "POST",
                        product.path("/integrations/" + integration + "/installations"),
                        body)
                .path("id")
                .asString("");
    }

    /// The headers that lead a call to the installation.
    Map<String, String> routing() {
        var headers = new HashMap<String, String>();
        headers.put("x-api-key", key);
        headers.put("x-amp-project-id", project);
        headers.put("x-amp-proxy-version", "1");
        headers.put("x-amp-installation-id", installation);
        return headers;
    }

    HttpRequest.Builder request(String target, Map<String, String> more) {
        var request = HttpRequest.newBuilder(server.resolve("/proxy" + target));
        request.timeout(Duration.ofSeconds(60));
        Map<String, String> headers = routing();
        headers.putAll(more);
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) request.header(name, value);
        });
        return request;
    }

    /// A call; a header without a value is left out.
    HttpResponse<String> call(String method, String target, String body, Map<String, String> more) {
        var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return send(
                request(target, more).method(method, publisher).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String target) {
        return call("GET", target, "", Map.of());
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// A call byte for byte, as no proper client would send it.
    Exchange raw(String method, String target, Map<String, String> more) {
        Map<String, String> headers = routing();
        headers.putAll(more);
        try {
            return new RawClient(server, Duration.ofSeconds(30)).send(method, target, headers, "");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// What the provider says that it was asked.
    static JsonNode echoed(HttpResponse<String> reply) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return Product.JSON.readTree(reply.body());
    }

    /// The code of one of our own errors.
    static String code(HttpResponse<String> reply) {
        return Product.JSON.readTree(reply.body()).path("code").asString("");
    }

    @Override
    public void close() {
        provider.close();
        http.close();
    }
}
