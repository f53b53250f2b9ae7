package dev.tenon.acceptance.routes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// A token endpoint that answers what a test wants, and else gives a token for each code once, to
/// the client whose name the code begins with. Safe for use by many threads.
final class BadProvider implements AutoCloseable {
    private final HttpServer server;
    private final ConcurrentLinkedQueue<Answer> script = new ConcurrentLinkedQueue<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    /// The form of every request, in order.
    final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();

    record Answer(int status, String type, String body) {}

    BadProvider() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", this::serve);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// What comes next instead of the usual answer.
    BadProvider next(int status, String type, String body) {
        script.add(new Answer(status, type, body));
        return this;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> form = form(body);
            asked.add(form);
            Answer scripted = script.poll();
            Answer answer = scripted == null ? usual(form) : scripted;
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer usual(Map<String, String> form) {
        String code = form.getOrDefault("code", "");
        boolean isGood =
                code.startsWith(form.getOrDefault("client_id", "none") + "-") && used.add(code);
        return isGood
                ? new Answer(200, "application/json", "{\"access_token\":\"of-" + code + "\"}")
                : new Answer(400, "application/json", "{\"error\":\"invalid_grant\"}");
    }

    private static Map<String, String> form(String body) {
        var fields = new ConcurrentHashMap<String, String>();
        for (String pair : body.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (parts.length < 2) continue;
            fields.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
