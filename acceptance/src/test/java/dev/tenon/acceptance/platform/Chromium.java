package dev.tenon.acceptance.platform;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A real browser without a window, driven by its own debugging protocol over a local WebSocket.
/// For use by one thread.
final class Chromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final @Nullable Process process;
    private final String port;
    private final Answers answers = new Answers();
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();

    private Chromium(@Nullable Process process, String port, URI page) {
        this.process = process;
        this.port = port;
        this.socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(page, answers)
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join();
    }

    /// Where a Chromium is, if one is installed.
    static Optional<Path> installed() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .flatMap(folder ->
                        Stream.of("chromium", "chromium-browser", "google-chrome")
                                .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// @param profile a folder of its own
    static Chromium start(Path program, Path profile) throws IOException {
        Files.createDirectories(profile);
        Process process =
                new ProcessBuilder(
                                program.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--hide-scrollbars",
                                "--disable-popup-blocking",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .redirectOutput(profile.resolve("browser.log").toFile())
                        .start();
        Path file = profile.resolve("DevToolsActivePort");
        Patience.until(
                PATIENCE,
                "the browser, see " + profile,
                () -> Files.exists(file) && lines(file) >= 2);
        String port = Files.readAllLines(file).getFirst();
        return new Chromium(process, port, page(port, "").orElseThrow());
    }

    /// The other window that shows an address which begins so, once there is one.
    Chromium window(String address) {
        Patience.until(PATIENCE, "a window of " + address, () -> page(port, address).isPresent());
        return new Chromium(null, port, page(port, address).orElseThrow());
    }

    private static int lines(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Optional<URI> page(String port, String address) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                        .build();
        try {
            String pages =
                    HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .body();
            return Product.JSON
                    .readTree(pages)
                    .valueStream()
                    .filter(page -> page.path("type").asString("").equals("page"))
                    .filter(page -> page.path("url").asString("").startsWith(address))
                    .map(page -> URI.create(page.path("webSocketDebuggerUrl").asString("")))
                    .findFirst();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// Opens an address and waits until all of it is there.
    void open(URI address) {
        call("Page.navigate", Product.JSON.createObjectNode().put("url", address.toString()));
        await("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// Waits until an expression holds in the page.
    void await(String expression) {
        Patience.until(
                PATIENCE, expression, () -> value("!!(" + expression + ")").asBoolean(false));
    }

    /// Has the page do something.
    void run(String statement) {
        value(statement + "; true");
    }

    /// What an expression gives in the page.
    String text(String expression) {
        return value("String(" + expression + ")").asString("");
    }

    /// Presses a key stroke for each letter, as a person would, in the field that `selector` finds.
    void type(String selector, String text) {
        value("document.querySelector(" + quoted(selector) + ").focus()");
        call("Input.insertText", Product.JSON.createObjectNode().put("text", text));
    }

    void click(String selector) {
        value("document.querySelector(" + quoted(selector) + ").click()");
    }

    /// Forgets the cookies of one address.
    void forget(URI address) {
        ObjectNode urls = Product.JSON.createObjectNode();
        urls.putArray("urls").add(address.toString());
        for (JsonNode cookie : call("Network.getCookies", urls).path("cookies")) {
            ObjectNode named = Product.JSON.createObjectNode();
            named.set("name", cookie.path("name"));
            call("Network.deleteCookies", named.put("url", address.toString()));
        }
    }

    void size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Product.JSON
                        .createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 500));
    }

    /// Whether the person likes it dark.
    void dark(boolean dark) {
        ObjectNode media = Product.JSON.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light");
        call("Emulation.setEmulatedMedia", media);
    }

    /// Keeps what is seen, the whole length of the page.
    void screenshot(Path file) throws IOException {
        ObjectNode options = Product.JSON.createObjectNode().put("format", "png");
        options.put("captureBeyondViewport", true);
        String image = call("Page.captureScreenshot", options).path("data").asString("");
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(image));
    }

    private JsonNode value(String expression) {
        ObjectNode what = Product.JSON.createObjectNode().put("expression", expression);
        JsonNode result = call("Runtime.evaluate", what.put("returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    private static String quoted(String text) {
        return Product.JSON.writeValueAsString(text);
    }

    private JsonNode call(String method, ObjectNode parameters) {
        int id = calls.incrementAndGet();
        CompletableFuture<JsonNode> answer = answers.expect(id);
        ObjectNode message = Product.JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        socket.sendText(message.toString(), true).join();
        JsonNode reply = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (reply.has("error")) throw new AssertionError(method + ": " + reply.path("error"));
        return reply.path("result");
    }

    @Override
    public void close() {
        if (process == null) call("Page.close", Product.JSON.createObjectNode());
        socket.abort();
        if (process == null) return;
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /// Puts the parts of messages together and hands each answer to whoever waits for it.
    private static final class Answers implements WebSocket.Listener {
        private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
        private final StringBuilder message = new StringBuilder();

        CompletableFuture<JsonNode> expect(int id) {
            var answer = new CompletableFuture<JsonNode>();
            waiting.put(id, answer);
            return answer;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            message.append(part);
            if (isLast) {
                JsonNode json = Product.JSON.readTree(message.toString());
                message.setLength(0);
                var answer = waiting.remove(json.path("id").asInt(0));
                if (answer != null) answer.complete(json);
            }
            from.request(1);
            return CompletableFuture.completedStage("");
        }
    }
}
