package dev.tenon.acceptance.routes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tenon.acceptance.platform.Patience;
import dev.tenon.acceptance.platform.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The link that a webhook gets instead of a record that is too large for a message.
final class LargeLink {
    /// How many characters the large field has; in JSON each takes six.
    static final int LENGTH = 32_000;

    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: large
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      destination: large
                      requiredFields:
                        - { fieldName: Name }
                        - { fieldName: Description, mapToName: notes }
                      backfill: { defaultPeriod: { fullHistory: true } }
            """;

    private LargeLink() {}

    /// Has the customer `acme` write a large record, delivers it to another customer of the same
    /// org, and answers with the path and query of the link.
    static String delivered(Product product) {
        var link = new AtomicReference<>("");
        HttpServer receiver = receiver(link);
        try {
            int port = receiver.getAddress().getPort();
            ObjectNode hook = Product.JSON.createObjectNode().put("name", "large");
            hook.putObject("metadata").put("url", "http://127.0.0.1:" + port + "/");
            product.json("POST", product.path("/destinations"), hook.toString());
            write(product);
            read(product);
            Patience.until(
                    Duration.ofMinutes(1), "a link to the record", () -> !link.get().isEmpty());
            product.json("DELETE", product.path("/destinations/large"), "");
        } finally {
            receiver.stop(0);
        }
        URI url = URI.create(link.get());
        return url.getRawPath() + "?" + url.getRawQuery();
    }

    private static void write(Product product) {
        ObjectNode body = Product.JSON.createObjectNode().put("groupRef", "acme");
        body.put("type", "create")
                .putObject("record")
                .put("title", "Large")
                .put("Description", "\u0002".repeat(LENGTH));
        String path = "/write" + product.path("/integrations/crm/objects/Account");
        JsonNode result = product.json("POST", path, body.toString());
        if (result.at("/result/success").asBoolean(false)) return;
        throw new AssertionError("not written: " + result);
    }

    private static void read(Product product) {
        String source = Product.JSON.createObjectNode().put("sourceYaml", MANIFEST).toString();
        product.json("PUT", product.path("/integrations:batch"), source);
        product.connect("reader", "acme");
        String installation = "{\"groupRef\":\"reader\"}";
        product.json("POST", product.path("/integrations/large/installations"), installation);
    }

    private static HttpServer receiver(AtomicReference<String> link) {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpServer server = HttpServer.create(address, 10);
            server.createContext("/", exchange -> take(exchange, link));
            server.start();
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void take(HttpExchange exchange, AtomicReference<String> link)
            throws IOException {
        try (exchange) {
            JsonNode message = Product.JSON.readTree(exchange.getRequestBody());
            String url = message.at("/resultInfo/downloadUrl").asString("");
            if (!url.isEmpty()) link.set(url);
            exchange.sendResponseHeaders(204, -1);
        }
    }
}
