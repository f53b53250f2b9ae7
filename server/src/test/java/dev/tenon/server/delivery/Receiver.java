package dev.tenon.server.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A webhook. Takes every message unless it was told otherwise. Safe for use by many threads.
final class Receiver implements AutoCloseable {
    /// Breaks the connection off after it has read the message.
    static final int NO_ANSWER = 0;

    /// Every message that came, in order, taken or not.
    final List<Got> got = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final Deque<Integer> script = new ConcurrentLinkedDeque<>();

    Receiver() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /// Answers the next messages with these statuses.
    void answer(int... statuses) {
        for (int status : statuses) script.add(status);
    }

    /// What it took, in order.
    List<Got> taken() {
        return got.stream().filter(each -> each.status() == 200).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name, values.getFirst()));
        Integer scripted = script.poll();
        int status = scripted == null ? 200 : scripted;
        got.add(new Got(headers, body, status));
        if (status == NO_ANSWER) {
            exchange.close();
            return;
        }
        if (status / 100 == 3) exchange.getResponseHeaders().set("Location", url() + "/elsewhere");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// A message, and what it was answered.
    record Got(Map<String, String> headers, byte[] body, int status) {
        String id() {
            return headers.getOrDefault("webhook-id", "");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }
}
