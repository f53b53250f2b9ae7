package dev.tenon.acceptance.routes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.tenon.acceptance.platform.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/// A provider on this machine. It gives tokens that count up, answers every call with what it was
/// asked, and at some paths what a test has put there. Safe for use by many threads.
final class LoopbackProvider implements AutoCloseable {
    static final String TOKENS = "/oauth/2026-03/token";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, HttpHandler> places = new ConcurrentHashMap<>();
    private final AtomicBoolean refuses = new AtomicBoolean();
    private final AtomicInteger tokens = new AtomicInteger();

    /// Every call but those for tokens, in order: method and raw target.
    final List<String> asked = new CopyOnWriteArrayList<>();

    LoopbackProvider() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// What is answered at a path from now on.
    LoopbackProvider at(String path, HttpHandler answer) {
        places.put(path, answer);
        return this;
    }

    /// How many tokens it has given.
    int tokens() {
        return tokens.get();
    }

    /// Its grants are dead from now on.
    void refuseTokens() {
        refuses.set(true);
    }

    /// The `Authorization` that goes with the newest token.
    String newest() {
        return "Bearer token-" + tokens.get();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals(TOKENS)) {
                token(exchange);
                return;
            }
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            places.getOrDefault(path, LoopbackProvider::echo).handle(exchange);
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        if (refuses.get()) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        String token =
                """
                {"access_token": "token-%d", "refresh_token": "next", "expires_in": 1800}\
                """
                        .formatted(tokens.incrementAndGet());
        answer(exchange, 200, token);
    }

    private static void echo(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        ObjectNode json = Product.JSON.createObjectNode();
        json.put("method", exchange.getRequestMethod());
        json.put("target", exchange.getRequestURI().toString());
        json.put("body", body);
        ObjectNode headers = json.putObject("headers");
        new TreeMap<>(exchange.getRequestHeaders())
                .forEach((name, values) ->
                        headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        exchange.getResponseHeaders().set("X-Provider", "loopback");
        answer(exchange, 200, json.toString());
    }

    static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (isHead)
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
        exchange.sendResponseHeaders(status, isHead || bytes.length == 0 ? -1 : bytes.length);
        if (!isHead) exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
