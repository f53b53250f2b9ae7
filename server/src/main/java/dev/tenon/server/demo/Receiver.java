package dev.tenon.server.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tenon.server.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/// The product's webhook: checks every signature by the specification, counts what arrives, and
/// remembers the newest change of each record it was told to look out for. Safe for use by many
/// threads.
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong badSignatures = new AtomicLong();
    private final AtomicLong outOfOrder = new AtomicLong();
    private final Map<String, Long> lastSeq = new HashMap<>();
    private final Map<String, JsonNode> newest = new HashMap<>();
    private volatile byte[] key = new byte[0];

    private Receiver(HttpServer server) {
        this.server = server;
    }

    static Receiver start() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            var receiver = new Receiver(server);
            server.createContext("/changes", receiver::take);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return receiver;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/changes";
    }

    void key(String secret) {
        key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    }

    long messages() {
        return messages.get();
    }

    long records() {
        return records.get();
    }

    long badSignatures() {
        return badSignatures.get();
    }

    long outOfOrder() {
        return outOfOrder.get();
    }

    /// The newest delivery of a record, by group and id.
    synchronized java.util.Optional<JsonNode> newest(String group, String id) {
        return java.util.Optional.ofNullable(newest.get(group + "/" + id));
    }

    /// Begins to remember deliveries of single records.
    synchronized void watch(String group, String id) {
        newest.putIfAbsent(group + "/" + id, Json.object());
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (!isSigned(exchange, body)) {
                badSignatures.incrementAndGet();
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            note(Json.mapper().readTree(body));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private boolean isSigned(HttpExchange exchange, byte[] body) {
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        String timestamp = exchange.getRequestHeaders().getFirst("webhook-timestamp");
        String signatures = exchange.getRequestHeaders().getFirst("webhook-signature");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            byte[] expected = mac.doFinal(body);
            for (String signature : signatures.split(" ", -1)) {
                byte[] given = Base64.getDecoder().decode(signature.substring(3));
                if (MessageDigest.isEqual(expected, given)) return true;
            }
            return false;
        } catch (GeneralSecurityException | RuntimeException _) {
            return false;
        }
    }

    private synchronized void note(JsonNode message) {
        messages.incrementAndGet();
        String group = message.path("groupRef").asString("");
        String feed = group + "/" + message.path("objectName").asString("");
        for (JsonNode row : message.path("result")) {
            records.incrementAndGet();
            long seq = row.path("seq").asLong(0);
            Long last = lastSeq.put(feed, seq);
            if (last != null && last >= seq) outOfOrder.incrementAndGet();
            String name = group + "/" + row.path("id").asString("");
            if (newest.containsKey(name)) newest.put(name, row);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
