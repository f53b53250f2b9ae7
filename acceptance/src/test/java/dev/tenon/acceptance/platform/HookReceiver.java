package dev.tenon.acceptance.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A webhook that verifies what comes and takes each message once. Now and then it refuses one, or
/// has taken it and does not say so; but no message twice, for the third attempt comes minutes
/// later. Any thread may use it.
final class HookReceiver implements AutoCloseable {
    private final HttpServer server;
    private final Random random;
    private final Map<String, Told> told = new HashMap<>();
    private final Map<String, String> taken = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final List<String> wrongs = new ArrayList<>();
    private String secret = "";

    HookReceiver(long seed) throws IOException {
        random = new Random(seed);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", this::receive);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// Messages are signed with this from now on.
    synchronized void expect(String signingKey) {
        secret = signingKey;
    }

    /// Where messages about an object of a customer are told.
    synchronized void follow(String group, String object, Told follower) {
        told.put(group + " " + object, follower);
    }

    /// What was wrong with messages.
    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            var message =
                    new Delivered(
                            headers.getFirst("webhook-id"),
                            headers.getFirst("webhook-timestamp"),
                            headers.getFirst("webhook-signature"),
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status(message), -1);
        }
    }

    private synchronized int status(Delivered message) {
        String id = message.id();
        boolean refuses = random.nextInt(6) == 0 && refused.add(id);
        if (refuses && random.nextBoolean()) return 503;
        if (!message.isSignedWith(secret)) {
            wrongs.add("message " + id + " is not signed as it must be");
        }
        String before = taken.putIfAbsent(id, message.body());
        if (before != null && !before.equals(message.body())) {
            wrongs.add("message " + id + " came again with other bytes");
        }
        if (before == null) take(message.json());
        return refuses ? 500 : 204;
    }

    private void take(JsonNode message) {
        String of =
                message.path("groupRef").asString("")
                        + " "
                        + message.path("rawObjectName").asString("");
        Told follower = told.get(of);
        if (follower == null) {
            wrongs.add("a message of nobody: " + of);
            return;
        }
        Instant now = Instant.now();
        message.path("result").forEach(row -> follower.take(row, now));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
