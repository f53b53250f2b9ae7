package dev.tenon.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tenon.diagnostics.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Http http = new Http(new Egress(true));
    private final HttpServer server;

    HttpTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void serve() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        http.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        switch (path) {
            case "/redirect" -> {
                exchange.getResponseHeaders().set("Location", url("/target").toString());
                exchange.sendResponseHeaders(302, -1);
            }
            case "/cookie" -> {
                exchange.getResponseHeaders().set("Set-Cookie", "a=b; Path=/");
                body(exchange, exchange.getRequestHeaders().containsKey("Cookie") ? "sent" : "");
            }
            case "/silent" -> awaitEnd();
            default -> body(exchange, "x".repeat(1_000));
        }
        exchange.close();
    }

    private void awaitEnd() {
        try {
            over.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void body(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private Http.Call get(String path, Duration timeout) {
        return new Http.Call("GET", url(path), Map.of(), new byte[0], timeout);
    }

    private Http.Call get(String path) {
        return get(path, Duration.ofSeconds(10));
    }

    @Test
    void a_redirect_is_an_answer_and_not_followed() {
        Http.Reply reply = http.send(get("/redirect"));

        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.bytes(100)).isEmpty();
        assertThat(asked).containsExactly("/redirect");
    }

    @Test
    void no_cookie_is_kept() {
        http.send(get("/cookie")).bytes(100);

        assertThat(http.send(get("/cookie")).bytes(100)).isEmpty();
    }

    @Test
    void an_answer_that_is_too_large_is_refused() {
        assertThat(http.send(get("/page")).bytes(1_000)).hasSize(1_000);
        assertThatThrownBy(() -> http.send(get("/page")).bytes(999))
                .isInstanceOf(Http.TooLargeException.class);
    }

    @Test
    void who_does_not_answer_in_time_may_have_been_reached() {
        HttpFailure failure =
                catchThrowableOfType(
                        HttpFailure.class, () -> http.send(get("/silent", Duration.ofMillis(200))));

        assertThat(failure.sent()).isTrue();
        assertThat(asked).as("sent once, never again").containsExactly("/silent");
    }

    @Test
    void who_is_not_there_has_not_been_reached() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        var call =
                new Http.Call(
                        "GET",
                        URI.create("http://127.0.0.1:" + free + "/"),
                        Map.of(),
                        new byte[0],
                        Duration.ofSeconds(5));

        assertThat(catchThrowableOfType(HttpFailure.class, () -> http.send(call)).sent()).isFalse();
    }

    /// Every way of writing this machine's address, and the name for it.
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0"})
    void this_machine_is_not_called_unless_that_is_allowed(String host) {
        try (var strict = new Http(new Egress(false))) {
            var call =
                    new Http.Call(
                            "GET",
                            URI.create(
                                    "https://" + host + ":" + server.getAddress().getPort() + "/"),
                            Map.of(),
                            new byte[0],
                            Duration.ofSeconds(5));

            HttpFailure failure = catchThrowableOfType(HttpFailure.class, () -> strict.send(call));

            assertThat(failure.getCause()).isInstanceOf(Egress.PrivateAddressException.class);
            assertThat(failure.sent()).isFalse();
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void a_call_that_is_passed_on_keeps_the_egress_rules_too() {
        try (var strict = new Http(new Egress(false))) {
            int port = server.getAddress().getPort();
            var named =
                    new Http.Call(
                            "GET",
                            URI.create("https://localhost:" + port + "/"),
                            Map.of(),
                            new byte[0],
                            Duration.ofSeconds(5));

            HttpFailure failure =
                    catchThrowableOfType(
                            HttpFailure.class, () -> strict.pass(named, Http.Upload.none()));

            assertThat(failure.getCause()).isInstanceOf(Egress.PrivateAddressException.class);
            assertThatThrownBy(() -> strict.pass(get("/page"), Http.Upload.none()))
                    .isInstanceOf(Refusal.class);
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void a_call_that_is_passed_on_is_made_once_and_not_waited_for_longer_than_it_says() {
        HttpFailure failure =
                catchThrowableOfType(
                        HttpFailure.class,
                        () ->
                                http.pass(
                                        get("/silent", Duration.ofMillis(200)),
                                        Http.Upload.none()));

        assertThat(failure.sent()).isTrue();
        assertThat(asked).containsExactly("/silent");
    }

    /// The provider waits for the rest, and takes half a body for nothing.
    @Test
    void a_body_that_cannot_be_read_to_its_end_ends_the_call() {
        var broken =
                new InputStream() {
                    private int left = 100_000;

                    @Override
                    public int read() throws IOException {
                        return read(new byte[1], 0, 1);
                    }

                    @Override
                    public int read(byte[] into, int from, int most) throws IOException {
                        left -= most;
                        if (left < 0) throw new IOException("broke off");
                        return most;
                    }
                };
        var call =
                new Http.Call("POST", url("/page"), Map.of(), new byte[0], Duration.ofSeconds(10));

        assertThatThrownBy(() -> http.pass(call, new Http.Upload(broken, -1)))
                .isInstanceOf(HttpFailure.class);
    }
}
