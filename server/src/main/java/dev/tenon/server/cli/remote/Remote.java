package dev.tenon.server.cli.remote;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A server, called over HTTP. Follows no redirect and repeats nothing. For use by one thread.
public final class Remote implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Target target;
    private final HttpClient client;

    public Remote(Target target) {
        this.target = target;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(10))
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /// The server's address.
    public String server() {
        return target.server().toString();
    }

    /// Reads what is there.
    ///
    /// @throws Refusal when the server refuses
    /// @throws Unreachable when no Tenon answers
    public JsonNode get(Address address) {
        return done("GET", address, null);
    }

    /// Reads a list that is bare, or stands under `results`.
    ///
    /// @throws Refusal when the server refuses
    /// @throws Unreachable when no Tenon answers
    public List<JsonNode> list(Address address) {
        JsonNode answer = get(address);
        JsonNode list = answer.isArray() ? answer : answer.path("results");
        return List.copyOf(list.values());
    }

    /// Sends a value.
    ///
    /// @throws Refusal when the server refuses
    /// @throws Unreachable when no Tenon answers
    public JsonNode post(Address address, JsonNode body) {
        return done("POST", address, body);
    }

    /// Puts a value in its place.
    ///
    /// @throws Refusal when the server refuses
    /// @throws Unreachable when no Tenon answers
    public JsonNode put(Address address, JsonNode body) {
        return done("PUT", address, body);
    }

    /// Changes a part of what is there.
    ///
    /// @throws Refusal when the server refuses
    /// @throws Unreachable when no Tenon answers
    public JsonNode patch(Address address, JsonNode body) {
        return done("PATCH", address, body);
    }

    /// Removes what is there.
    ///
    /// @throws Refusal when the server refuses
    /// @throws Unreachable when no Tenon answers
    public void delete(Address address) {
        orRefuse(send("DELETE", address, null, Map.of()));
    }

    /// Sends a value to get a text.
    ///
    /// @throws Refusal when the server refuses
    /// @throws Unreachable when no Tenon answers
    public String postForText(Address address, JsonNode body) {
        return orRefuse(send("POST", address, body, Map.of())).text().strip();
    }

    private JsonNode done(String method, Address address, @Nullable JsonNode body) {
        Answer answer = orRefuse(send(method, address, body, Map.of()));
        if (answer.body().length > 0 && !answer.isJson()) throw notTenon(answer);
        return answer.json();
    }

    private Answer orRefuse(Answer answer) {
        if (answer.isSuccess()) return answer;
        throw refusal(answer);
    }

    /// The refusal that an answer is.
    ///
    /// @throws Unreachable when it is none of a Tenon
    public Refusal refusal(Answer answer) {
        if (answer.isJson()) return Problem.read(answer, target.key());
        throw notTenon(answer);
    }

    /// Sends a request and hands back any answer.
    ///
    /// @throws Unreachable when there is none
    public Answer send(
            String method, Address address, @Nullable JsonNode body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.at(address)).timeout(PATIENCE);
        request.setHeader("User-Agent", "tenon-cli");
        if (target.key().isPresent()) request.setHeader("X-Api-Key", target.key().value());
        headers.forEach(request::setHeader);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.setHeader("Content-Type", "application/json");
            request.method(method, BodyPublishers.ofByteArray(Json.bytes(body)));
        }
        return sent(request.build());
    }

    private Answer sent(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            String type = response.headers().firstValue("content-type").orElse("");
            return new Answer(response.statusCode(), type, response.body());
        } catch (HttpTimeoutException _) {
            throw away("It did not answer in time.");
        } catch (SSLException failure) {
            throw away("A secure connection could not be made: " + failure.getMessage() + ".");
        } catch (IOException _) {
            throw away("");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw away("The call was interrupted.");
        }
    }

    private Unreachable away(String why) {
        return new Unreachable(
                new Diagnostic(
                        "cli.unreachable",
                        "No Tenon answers at " + server() + "." + (why.isEmpty() ? "" : " " + why),
                        "",
                        "Start one with \"tenon serve\", or give the address of one with --server or"
                                + " TENON_URL."));
    }

    private Unreachable notTenon(Answer answer) {
        String kind = answer.contentType().isEmpty() ? "no content" : answer.contentType();
        return new Unreachable(
                new Diagnostic(
                        "cli.not-tenon",
                        "What answers at " + server() + " is not a Tenon.",
                        "status " + answer.status() + " with " + kind,
                        "Give the address of a Tenon with --server or TENON_URL."));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
