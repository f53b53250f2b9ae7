package dev.tenon.acceptance.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;

/// Calls a server over HTTP and fails the test when a request that was accepted, or any reply, is
/// not as the description says. Safe for use by many threads.
public final class CheckedClient {
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;
    private final Contract contract;
    private final Consumer<Exchange> seen;
    private final Set<String> answered = new ConcurrentSkipListSet<>();

    public CheckedClient(URI server, Contract contract) {
        this(server, contract, _ -> {});
    }

    /// @param seen is handed every exchange
    public CheckedClient(URI server, Contract contract, Consumer<Exchange> seen) {
        this.server = server;
        this.contract = contract;
        this.seen = seen;
    }

    /// Sends a request with a body of JSON; an empty body is none.
    ///
    /// @param target path and query, with their escapes
    public Exchange send(String method, String target, String body, Map<String, String> headers) {
        var all = new LinkedHashMap<String, String>();
        if (!body.isEmpty()) all.put("Content-Type", "application/json");
        all.putAll(headers);
        var request =
                HttpRequest.newBuilder(server.resolve(target))
                        .timeout(LONGEST)
                        .method(method, publisher(body));
        all.forEach(request::setHeader);
        Exchange exchange = exchange(target, request.build(), all, body);
        check(exchange);
        return exchange;
    }

    /// Holds an exchange against the description.
    ///
    /// @throws AssertionError with everything in which they differ
    public void check(Exchange exchange) {
        seen.accept(exchange);
        List<String> faults = contract.faults(exchange);
        if (!faults.isEmpty()) {
            throw new AssertionError(String.join("\n", faults) + "\nin " + exchange);
        }
        if (exchange.isAccepted()) {
            contract.operation(exchange.method(), exchange.path())
                    .ifPresent(operation -> answered.add(operation.id()));
        }
    }

    /// The ids of the operations that have accepted a request.
    public Set<String> answered() {
        return Set.copyOf(answered);
    }

    private static HttpRequest.BodyPublisher publisher(String body) {
        return body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body);
    }

    private Exchange exchange(
            String target, HttpRequest request, Map<String, String> headers, String body) {
        var sent = new HashMap<String, List<String>>();
        headers.forEach((name, value) -> sent.put(name, List.of(value)));
        try {
            HttpResponse<String> reply = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Exchange(
                    request.method(),
                    target,
                    new Exchange.Part(sent, body),
                    reply.statusCode(),
                    new Exchange.Part(reply.headers().map(), reply.body()));
        } catch (IOException failure) {
            throw new UncheckedIOException(request.method() + " " + target, failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
