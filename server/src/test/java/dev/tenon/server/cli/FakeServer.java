package dev.tenon.server.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tenon.server.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/// A server that answers as told and remembers what it was asked.
final class FakeServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Deque<Told>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    FakeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Answers a call with JSON; told several times, one after the other, the last for ever.
    void on(String call, String json) {
        on(call, 200, "application/json", json);
    }

    /// Answers a call with a refusal.
    void refuse(String call, int status, String code, String what) {
        var problem = Json.object().put("status", status).put("code", code).put("what", what);
        problem.put("where", "the request").put("fix", "Mend it.");
        on(call, status, "application/problem+json", Json.text(problem));
    }

    void on(String call, int status, String contentType, String body) {
        answers.computeIfAbsent(call, _ -> new ArrayDeque<>())
                .add(new Told(status, contentType, body));
    }

    List<Asked> asked() {
        return asked;
    }

    /// The only or last request of a method to a path.
    Asked last(String call) {
        return asked.stream().filter(each -> each.call().equals(call)).toList().getLast();
    }

    /// What was asked for, without queries, in order.
    List<String> calls() {
        return asked.stream().map(Asked::call).toList();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        String query = exchange.getRequestURI().getQuery();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String key = exchange.getRequestHeaders().getFirst("X-Api-Key");
        String once = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        asked.add(
                new Asked(
                        call,
                        query == null ? "" : query,
                        key == null ? "" : key,
                        once == null ? "" : once,
                        new String(body, StandardCharsets.UTF_8)));
        Told told = next(call);
        byte[] bytes = told.body().getBytes(StandardCharsets.UTF_8);
        if (!told.contentType().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", told.contentType());
        }
        exchange.sendResponseHeaders(told.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Told next(String call) {
        Deque<Told> told = answers.get(call);
        if (told == null) {
            return new Told(
                    404,
                    "application/problem+json",
                    "{\"status\":404,\"title\":\"Not Found\",\"detail\":\"Nothing at "
                            + call
                            + "\"}");
        }
        return told.size() > 1 ? told.removeFirst() : told.getFirst();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private record Told(int status, String contentType, String body) {}

    /// One request.
    ///
    /// @param call method and path
    /// @param query decoded; empty when there is none
    /// @param key the API key
    /// @param once the idempotency key
    record Asked(String call, String query, String key, String once, String body) {
        JsonNode json() {
            return Json.parse(body);
        }
    }
}
