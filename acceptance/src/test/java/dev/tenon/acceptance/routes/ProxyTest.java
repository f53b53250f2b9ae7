package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Patience;
import dev.tenon.acceptance.platform.Product;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Calls that are passed through are the caller's own, but for the credential.
@ExtendWith(World.Shared.class)
class ProxyTest {
    private final World world;
    private final Passing passing;

    ProxyTest(World world) {
        this.world = world;
        this.passing = new Passing(world);
    }

    @AfterEach
    void end() {
        passing.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void method_path_query_and_body_are_the_callers(String method) {
        String body = method.equals("GET") ? "" : "{\"name\": \"Ünal\"}";

        HttpResponse<String> reply =
                passing.call(method, "/crm/v3/objects?limit=2&q=a%20b", body, Map.of());

        JsonNode echoed = Passing.echoed(reply);
        assertThat(echoed.path("method").asString("")).isEqualTo(method);
        assertThat(echoed.path("target").asString("")).isEqualTo("/crm/v3/objects?limit=2&q=a%20b");
        assertThat(echoed.path("body").asString("")).isEqualTo(body);
        assertThat(reply.headers().firstValue("x-provider")).contains("loopback");
    }

    @Test
    void a_head_is_answered_without_a_body_and_with_its_length() {
        HttpResponse<String> reply = passing.call("HEAD", "/thing", "", Map.of());

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValueAsLong("content-length").orElse(0)).isPositive();
    }

    @Test
    void the_provider_gets_its_credential_and_nothing_of_the_callers() {
        HttpResponse<String> reply =
                passing.call(
                        "GET",
                        "/thing",
                        "",
                        Map.of(
                                "Authorization", "Bearer of-the-caller",
                                "Cookie", "session=1",
                                "X-Forwarded-For", "192.0.2.1",
                                "x-tenon-anything", "1",
                                "Accept", "text/csv",
                                "X-Custom", "kept"));

        JsonNode headers = Passing.echoed(reply).path("headers");
        assertThat(headers.path("authorization").asString("")).isEqualTo(passing.provider.newest());
        assertThat(headers.path("accept").asString("")).isEqualTo("text/csv");
        assertThat(headers.path("x-custom").asString("")).isEqualTo("kept");
        assertThat(headers.propertyNames())
                .noneMatch(name -> name.startsWith("x-amp-") || name.startsWith("x-tenon-"))
                .doesNotContain("x-api-key", "cookie", "x-forwarded-for");
        assertThat(headers.toString()).doesNotContain(passing.key).doesNotContain("caller");
    }

    @Test
    void headers_of_the_connection_and_those_that_it_names_stay_behind() {
        Exchange reply =
                passing.raw(
                        "GET",
                        "/proxy/thing",
                        Map.of(
                                "Keep-Alive",
                                "5",
                                "TE",
                                "trailers",
                                "Connection",
                                "x-hop",
                                "X-Hop",
                                "1"));

        JsonNode headers = Product.JSON.readTree(reply.reply().body()).path("headers");
        assertThat(headers.propertyNames()).doesNotContain("keep-alive", "te", "x-hop");
    }

    @Test
    void the_installation_may_be_named_by_integration_and_group_and_ours_by_our_own_names() {
        var names =
                Map.of(
                        "x-amp-installation-id", "",
                        "x-amp-project-id", "",
                        "x-tenon-project-id", passing.project,
                        "x-tenon-integration-name", "passing",
                        "x-tenon-group-ref", "acme");

        Passing.echoed(passing.call("GET", "/thing", "", names));
    }

    @Test
    void an_installations_id_wins_over_names() {
        Passing.echoed(
                passing.call(
                        "GET",
                        "/thing",
                        "",
                        Map.of("x-amp-integration-name", "closed", "x-amp-group-ref", "nobody")));
    }

    /// RawClient sends what java.net.http would not.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            textBlock =
                    """
                    /proxy/a%2Fb                     | /a%2Fb
                    /proxy/a//b                      | /a//b
                    /proxy/a/                        | /a/
                    /proxy/                          | /
                    /proxy/a:b@c                     | /a:b@c
                    /proxy/x?u=http://evil.test/..   | /x?u=http://evil.test/..
                    /proxy/x?a=1&a=2&&=%7Cb'(c)*!~;, | /x?a=1&a=2&&=%7Cb'(c)*!~;,
                    /proxy/x?                        | /x
                    /proxy/@evil.test/x              | /@evil.test/x
                    """,
            delimiterString = " | ")
    void odd_paths_stay_at_the_provider(String target, String expected) {
        Exchange reply = passing.raw("GET", target.strip(), Map.of());

        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(passing.provider.asked).containsExactly("GET " + expected.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proxy//evil.test/x",
                "/proxy/a/../../b",
                "/proxy/..",
                "/proxy/a/%2e%2E/b",
                "/proxy/a%2f..%2fb",
                "/proxy/a/..;x=1/b",
                "/proxy/a%5c..%5cb",
                "/proxy/./a"
            })
    void a_path_that_might_leave_the_base_url_is_refused(String target) {
        Exchange reply = passing.raw("GET", target, Map.of());

        assertThat(reply.status()).as("%s", reply).isEqualTo(400);
        assertThat(reply.reply().body()).contains("proxy.bad-path");
        assertThat(passing.provider.asked).isEmpty();
    }

    /// Neither would a provider take it; the listener says so.
    @ParameterizedTest
    @ValueSource(strings = {"/proxy/x?f={a}", "/proxy/x?f=%zz", "http://evil.test/proxy/x", "*"})
    void what_is_no_path_at_all_goes_nowhere(String target) {
        Exchange reply = passing.raw("GET", target, Map.of());

        assertThat(reply.status()).as("%s", reply).isBetween(400, 404);
        assertThat(passing.provider.asked).isEmpty();
    }

    @Test
    void what_the_provider_refuses_is_its_own_answer() {
        passing.provider.at(
                "/gone",
                exchange -> {
                    exchange.getResponseHeaders().set("X-Request-Id", "theirs");
                    exchange.getResponseHeaders().set("Set-Cookie", "a=b");
                    exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
                    LoopbackProvider.answer(exchange, 410, "{\"message\":\"gone\"}");
                });

        HttpResponse<String> reply = passing.get("/gone");

        assertThat(reply.statusCode()).isEqualTo(410);
        assertThat(reply.body()).isEqualTo("{\"message\":\"gone\"}");
        assertThat(reply.headers().firstValue("x-request-id")).contains("theirs");
        assertThat(reply.headers().map())
                .doesNotContainKeys("set-cookie", "access-control-allow-origin");
    }

    @Test
    void a_compressed_reply_passes_as_it_is() throws IOException {
        byte[] zipped = zipped("x".repeat(50_000));
        passing.provider.at(
                "/zipped",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                    exchange.sendResponseHeaders(200, zipped.length);
                    exchange.getResponseBody().write(zipped);
                });

        HttpResponse<byte[]> reply =
                passing.send(
                        passing.request("/zipped", Map.of("Accept-Encoding", "gzip")).build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        assertThat(reply.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(reply.body()).isEqualTo(zipped);
        assertThat(Passing.echoed(passing.get("/thing")).path("headers").has("accept-encoding"))
                .isFalse();
    }

    private static byte[] zipped(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void a_deep_connectors_provider_is_called_too_and_as_one_of_its_people() {
        Product product = world.team().product();
        String manifest =
                """
                specVersion: 1.0.0
                integrations:
                  - { name: through, provider: salesforce, proxy: { enabled: true } }
                """;
        var source = Product.JSON.createObjectNode().put("sourceYaml", manifest);
        product.json("PUT", product.path("/integrations:batch"), source.toString());
        product.connect("passers", "acme");
        product.json(
                "POST",
                product.path("/integrations/through/installations"),
                "{\"groupRef\": \"passers\"}");
        var routing =
                Map.of(
                        "x-api-key", world.team().key(),
                        "x-amp-project-id", "default",
                        "x-amp-installation-id", "",
                        "x-amp-integration-name", "through",
                        "x-amp-group-ref", "passers");
        var asAda = new java.util.HashMap<>(routing);
        asAda.put("x-tenon-consumer-ref", "ada");
        String query = "/services/data/v60.0/query?q=SELECT+Id+FROM+Account+LIMIT+3";

        JsonNode found = Passing.echoed(passing.call("GET", query, "", routing));
        assertThat(found.path("records").size()).isEqualTo(3);
        HttpResponse<String> unknown = passing.call("GET", query, "", asAda);
        assertThat(unknown.statusCode()).isEqualTo(403);
        assertThat(unknown.body()).contains("consumer.not-connected", "--consumer ada");

        String ask =
                """
                {"projectIdOrName": "default", "provider": "salesforce", "groupRef": "passers",
                 "consumerRef": "ada"}\
                """;
        Exchange link = product.call("POST", "/v1/oauth-connect", ask, Map.of());
        String username = world.desk("acme").usernames().get(2);
        product.followAs(link.reply().body(), username);
        String account = "/services/data/v60.0/sobjects/Account";
        HttpResponse<String> made =
                passing.call("POST", account, "{\"Name\":\"Hers\"}", withJson(asAda));
        String id = Product.JSON.readTree(made.body()).path("id").asString("");
        String nobodys =
                Product.JSON
                        .readTree(
                                passing.call(
                                                "POST",
                                                account,
                                                "{\"Name\":\"No\"}",
                                                withJson(routing))
                                        .body())
                        .path("id")
                        .asString("");
        assertThat(author(id)).isNotEmpty().isNotEqualTo(author(nobodys));
    }

    private static Map<String, String> withJson(Map<String, String> headers) {
        var more = new java.util.HashMap<>(headers);
        more.put("Content-Type", "application/json");
        return more;
    }

    private String author(String id) {
        return world.desk("acme").record("Account", id).path("CreatedById").asString("");
    }

    @Test
    void every_call_is_in_the_log_of_calls_without_its_query() {
        passing.get("/logged?secret=1");

        Patience.until(
                Duration.ofSeconds(10),
                "the call in the log",
                () -> world.tables().holds("provider_calls", "/logged"));
        assertThat(world.tables().holds("provider_calls", "secret=1")).isFalse();
        assertThat(Objects.requireNonNull(passing.provider.asked.getFirst()))
                .isEqualTo("GET /logged?secret=1");
    }
}
