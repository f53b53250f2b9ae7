package dev.tenon.server.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A provider that answers each path as it was told to, and keeps what it was asked. Safe for use
/// by many threads.
final class Provider implements AutoCloseable {
    /// Every request, in order.
    final List<Asked> asked = new CopyOnWriteArrayList<>();

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final HttpServer server;

    record Asked(String method, URI uri, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(each -> each.getKey().equalsIgnoreCase(name))
                    .map(each -> each.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }

        Map<String, String> form() {
            return Forms.decode(body);
        }
    }

    record Answer(int status, String type, String body) {}

    Provider() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Provider answer(String path, String json) {
        return answer(path, 200, "application/json", json);
    }

    Provider answer(String path, int status, String type, String body) {
        answers.put(path, new Answer(status, type, body));
        return this;
    }

    Asked last() {
        return asked.getLast();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(
                    new Asked(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            Map.copyOf(exchange.getRequestHeaders()),
                            body));
            Answer answer =
                    answers.getOrDefault(
                            exchange.getRequestURI().getPath(), new Answer(404, "", ""));
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
