package dev.tenon.acceptance.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Stands between Tenon and a product's webhook: passes on what comes as it is, and keeps in mind
/// how often each record was told of. Any thread may use it.
final class Relay implements AutoCloseable {
    private static final List<String> HEADERS =
            List.of("webhook-id", "webhook-timestamp", "webhook-signature");

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final URI product;
    private final Map<String, String> bodies = new HashMap<>();
    private final Map<String, Integer> told = new HashMap<>();

    Relay(URI product) throws IOException {
        this.product = product;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", this::pass);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// How many different messages have come.
    synchronized int messages() {
        return bodies.size();
    }

    /// How often each record was told of, by its id.
    synchronized Map<String, Integer> told() {
        return Map.copyOf(told);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            var request =
                    HttpRequest.newBuilder(product.resolve(exchange.getRequestURI().getPath()))
                            .timeout(Duration.ofSeconds(10))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            for (String name : HEADERS) {
                request.header(name, exchange.getRequestHeaders().getFirst(name));
            }
            note(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    new String(body, StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(answer(request.build()), -1);
        }
    }

    private synchronized void note(String id, String body) {
        if (bodies.putIfAbsent(id, body) != null) return;
        JsonNode rows = Product.JSON.readTree(body).path("result");
        rows.forEach(row -> told.merge(row.path("id").asString(""), 1, Integer::sum));
    }

    private int answer(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException _) {
            return 502;
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
