package dev.tenon.server.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A static page server: stands before the sandbox, keeps the answer of every query in a file, and
/// gives it again without asking, so that a second backfill measures the server alone. Safe for use
/// by many threads.
final class PageFront implements AutoCloseable {
    private static final int LARGEST = 64 * 1024 * 1024;

    private final HttpServer server;
    private final URI sandbox;
    private final Http http = new Http(new Egress(true));
    private final Path directory;
    private final ConcurrentMap<String, Path> pages = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    private PageFront(HttpServer server, URI sandbox, Path directory) {
        this.server = server;
        this.sandbox = sandbox;
        this.directory = directory;
    }

    /// @param directory keeps the answers
    static PageFront start(URI sandbox, Path directory) {
        try {
            System.setProperty("sun.net.httpserver.nodelay", "true");
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            var front = new PageFront(server, sandbox, Files.createDirectories(directory));
            server.createContext("/", front::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return front;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            if (target.contains("/jobs/")) {
                byte[] refusal =
                        "[{\"errorCode\":\"NOT_FOUND\",\"message\":\"Pages only.\"}]"
                                .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(404, refusal.length);
                exchange.getResponseBody().write(refusal);
                return;
            }
            boolean isPage = target.contains("/query?q=") && target.contains("ORDER");
            Path known = isPage ? pages.get(target) : null;
            if (known != null) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                byte[] page = Files.readAllBytes(known);
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
                return;
            }
            pass(exchange, target, isPage);
        }
    }

    private void pass(HttpExchange exchange, String target, boolean isPage) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String name :
                new String[] {"Authorization", "Content-Type", "Cookie", "Sforce-Query-Options"}) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) headers.put(name, value);
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        Http.Reply reply =
                http.send(
                        new Http.Call(
                                exchange.getRequestMethod(),
                                sandbox.resolve(target),
                                headers,
                                body,
                                Duration.ofMinutes(1)));
        int status = reply.status();
        for (String name : new String[] {"Content-Type", "Location", "Set-Cookie"}) {
            reply.header(name).ifPresent(value -> exchange.getResponseHeaders().set(name, value));
        }
        byte[] answer = reply.bytes(LARGEST);
        if (!isPage) {
            String text = new String(answer, StandardCharsets.UTF_8);
            answer =
                    text.replace(sandbox.toString(), uri().toString())
                            .getBytes(StandardCharsets.UTF_8);
        } else if (status == 200) {
            Path page = directory.resolve(count.incrementAndGet() + ".json");
            pages.put(target, Files.write(page, answer));
        }
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
