package dev.tenon.server.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tenon.server.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A token endpoint whose refresh tokens work once: it takes each one's successor back, and refuses
/// one that comes twice. A grant is named by its first refresh token. Safe for use by many threads.
final class TokenMint implements AutoCloseable {
    /// What a provider takes to answer.
    private static final long THINKS = TimeUnit.MILLISECONDS.toNanos(20);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Set<String> spent = ConcurrentHashMap.newKeySet();
    private final Map<String, String> newest = new ConcurrentHashMap<>();
    private volatile Duration life = Duration.ofSeconds(1);

    TokenMint() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
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

    /// From now on tokens live so long.
    void life(Duration now) {
        life = now;
    }

    /// How many tokens it has given.
    int given() {
        return numbers.get();
    }

    /// How often a refresh token came that was spent.
    int refused() {
        return refused.get();
    }

    /// Whether an access token is the newest of its grant.
    boolean isNewest(String grant, String access) {
        return access.equals(newest.get(grant));
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String refresh = refreshToken(exchange.getRequestBody().readAllBytes());
            LockSupport.parkNanos(THINKS);
            boolean isGood = spent.add(refresh);
            String grant = refresh.replaceFirst("/.*", "");
            byte[] answer = isGood ? tokens(grant) : refusal();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(isGood ? 200 : 400, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private byte[] tokens(String grant) {
        int number = numbers.incrementAndGet();
        String access = grant + "-access-" + number;
        newest.put(grant, access);
        return Json.bytes(
                Json.object()
                        .put("access_token", access)
                        .put("refresh_token", grant + "/" + number)
                        .put("token_type", "bearer")
                        .put("expires_in", life.toSeconds()));
    }

    private byte[] refusal() {
        refused.incrementAndGet();
        return Json.bytes(Json.object().put("error", "invalid_grant"));
    }

    private static String refreshToken(byte[] form) {
        String text = new String(form, StandardCharsets.UTF_8);
        for (String pair : text.split("&", -1)) {
            if (!pair.startsWith("refresh_token=")) continue;
            return URLDecoder.decode(pair.substring(14), StandardCharsets.UTF_8);
        }
        throw new IllegalStateException("a call without a refresh token");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
