package dev.tenon.acceptance.platform;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A page of a product, at an origin of its own. It opens sign-ins in windows, and keeps what those
/// tell it.
final class ProductPage implements AutoCloseable {
    private static final String PAGE =
            """
            <!doctype html><title>A product</title>
            <script>
            const heard = [];
            addEventListener("message", (event) => heard.push(event.data));
            </script>\
            """;

    private final HttpServer server;

    ProductPage() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.getResponseHeaders().set("Content-Type", "text/html");
                        byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, page.length);
                        exchange.getResponseBody().write(page);
                    }
                });
        server.start();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Opens the page, and from it a window.
    void visit(Chromium browser, URI window) {
        browser.open(URI.create(origin() + "/"));
        browser.run("open('" + window + "', '_blank', 'popup')");
    }

    /// Everything that windows have told, once they have told this as well.
    static String heard(Chromium browser, Chromium window) {
        window.run("opener.postMessage('and that is all', '*')");
        browser.await("heard.includes('and that is all')");
        return browser.text("JSON.stringify(heard)");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
