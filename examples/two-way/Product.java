import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// A product whose companies live in a customer's CRM too: `java examples/two-way/Product.java`.
/// Reads `TENON_URL`, `TENON_API_KEY`, `WEBHOOK_SECRET`, `GROUP`, `PORT` and `JOURNAL`.
///
///     GET    /companies          all of them
///     GET    /companies/{id}     one
///     PUT    /companies/{id}     changes the fields that are given, or makes the company
///     DELETE /companies/{id}
///     POST   /edits              several changes at once, kept together
///     GET    /status             how much is still to be sent
///     POST   /webhook            Tenon
final class Product {
    private final Companies companies;
    private final Feed feed;
    private final Signature signature;
    private final AtomicLong webhooks = new AtomicLong();

    private Product(Companies companies, Feed feed, Signature signature) {
        this.companies = companies;
        this.feed = feed;
        this.signature = signature;
    }

    public static void main(String[] arguments) throws IOException {
        var companies = new Companies(Path.of(setting("JOURNAL", "companies.journal")));
        var tenon =
                new Tenon(
                        setting("TENON_URL", "http://127.0.0.1:8600"),
                        setting("TENON_API_KEY", ""),
                        setting("GROUP", "acme"));
        var feed = new Feed(tenon, companies);
        var product = new Product(companies, feed, new Signature(setting("WEBHOOK_SECRET", "")));
        int port = Integer.parseInt(setting("PORT", "9100"));
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        server.createContext("/", product::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        Thread.ofPlatform().name("feed").start(feed::follow);
        Thread.ofPlatform().name("outbox").start(new Outbox(tenon, companies, feed)::send);
        System.out.println("The product listens at http://127.0.0.1:" + port);
    }

    private static String setting(String name, String fallback) {
        String value = System.getenv(name);
        if (value != null && !value.isBlank()) return value;
        if (fallback.isEmpty()) throw new IllegalArgumentException("set " + name);
        return fallback;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Answer answer;
            try {
                answer = answer(exchange, body);
            } catch (IllegalArgumentException | ClassCastException wrong) {
                answer = new Answer(400, Map.of("wrong", String.valueOf(wrong.getMessage())));
            }
            byte[] json = Json.write(answer.body()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), json.length);
            exchange.getResponseBody().write(json);
        }
    }

    private record Answer(int status, Object body) {}

    private Answer answer(HttpExchange exchange, byte[] body) {
        String path = exchange.getRequestURI().getPath();
        String id = path.startsWith("/companies/") ? path.substring("/companies/".length()) : "";
        String text = new String(body, StandardCharsets.UTF_8);
        return switch (exchange.getRequestMethod() + " " + (id.isEmpty() ? path : "one")) {
            case "GET /companies" -> new Answer(200, companies.shown());
            case "GET one" -> one(id);
            case "PUT one" -> edited(List.of(Map.of("id", id, "fields", Json.object(text))));
            case "DELETE one" -> edited(List.of(Map.of("id", id, "delete", true)));
            case "POST /edits" -> edited(Json.list(Json.parse(text)));
            case "GET /status" -> status();
            case "POST /webhook" -> webhook(exchange, body);
            default -> new Answer(404, Map.of("wrong", "there is nothing here"));
        };
    }

    private Answer one(String id) {
        Map<String, Object> company = companies.shown(id);
        return company == null
                ? new Answer(404, Map.of("wrong", "there is no company " + id))
                : new Answer(200, company);
    }

    private Answer edited(List<Object> edits) {
        companies.edit(edits);
        return new Answer(200, Map.of("kept", edits.size()));
    }

    private Answer status() {
        Map<String, Object> status = companies.status();
        status.put("webhooks", webhooks.get());
        return new Answer(200, status);
    }

    /// Answers at once; the feed is read by its own thread.
    private Answer webhook(HttpExchange exchange, byte[] body) {
        var headers = exchange.getRequestHeaders();
        boolean isTenons =
                signature.isOf(
                        headers.getFirst("webhook-id"),
                        headers.getFirst("webhook-timestamp"),
                        headers.getFirst("webhook-signature"),
                        body);
        if (!isTenons) return new Answer(401, Map.of("wrong", "the signature"));
        webhooks.incrementAndGet();
        feed.wake();
        return new Answer(200, Map.of());
    }
}
