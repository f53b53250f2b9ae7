package dev.tenon.server.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A token endpoint as strict as the strictest: each refresh token works once, and one that comes
/// again is refused. Tokens are named by their number, `access-2` with `refresh-2`; the first are
/// `access-1` and `refresh-1`. Safe for use by many threads.
final class TokenServer implements AutoCloseable {
    /// The form of every request, in order.
    final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final Deque<Answer> script = new ConcurrentLinkedDeque<>();
    private final Deque<String> good = new ArrayDeque<>(List.of("refresh-1"));
    private int number = 1;

    /// What comes instead of the usual answer.
    interface Answer {
        Reply to(Map<String, String> form);
    }

    record Reply(int status, String body) {}

    TokenServer() {
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

    TokenServer next(Answer answer) {
        script.add(answer);
        return this;
    }

    TokenServer next(int status, String body) {
        return next(_ -> new Reply(status, body));
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> form = form(body);
            asked.add(form);
            Answer answer = script.poll();
            Reply reply = answer == null ? usual(form) : answer.to(form);
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /// What it answers when nothing else was said.
    synchronized Reply usual(Map<String, String> form) {
        boolean isCode = "authorization_code".equals(form.get("grant_type"));
        if (!isCode && !good.remove(form.get("refresh_token"))) {
            return new Reply(
                    400, "{\"error\":\"invalid_grant\",\"error_description\":\"used or revoked\"}");
        }
        number++;
        good.add("refresh-" + number);
        return new Reply(
                200,
                """
                {"access_token": "access-%d", "refresh_token": "refresh-%d", "expires_in": 3600,
                 "instance_url": "https://eu%d.example"}\
                """
                        .formatted(number, number, number));
    }

    private static Map<String, String> form(String body) {
        return Stream.of(body.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(
                        Collectors.toMap(
                                pair -> URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                                pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
