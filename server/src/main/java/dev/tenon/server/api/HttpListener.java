package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Listens for HTTP and hands every request to the [Api]. With [PassedExchange] the only class that
/// knows the web server.
public final class HttpListener implements AutoCloseable {
    private static final int LONGEST_HEAD = 32 * 1024;
    private static final int LARGEST_BODY = 32 * 1024 * 1024;

    private final WebServer server;

    private HttpListener(WebServer server) {
        this.server = server;
    }

    /// Starts to listen. Without `TCP_NODELAY` larger replies would wait for the other side's
    /// acknowledgements.
    ///
    /// @param port 0 for any free one
    /// @param proxies how many of our own stand before this server, each of which adds to
    ///   `X-Forwarded-For` whom it heard
    /// @throws Refusal `server.port-taken`
    public static HttpListener start(Api api, String host, int port, int proxies) {
        HttpRouting.Builder routing = HttpRouting.builder();
        routing.any((request, response) -> serve(api, proxies, request, response));
        WebServer server =
                WebServer.builder()
                        .host(host)
                        .port(port)
                        .connectionOptions(socket -> socket.tcpNoDelay(true))
                        .shutdownGracePeriod(Duration.ofSeconds(2))
                        .shutdownHook(false)
                        .addProtocol(
                                Http1Config.builder()
                                        .maxPrologueLength(LONGEST_HEAD)
                                        .maxHeadersSize(LONGEST_HEAD)
                                        .build())
                        .maxPayloadSize(-1)
                        .directHandlers(new Malformed(InstantSource.system()).forAll())
                        .routing(routing)
                        .build();
        server.start();
        if (server.isRunning()) return new HttpListener(server);
        throw taken(host, port);
    }

    /// Why nobody can listen there.
    ///
    /// @param failure what binding a socket to the address failed with
    /// @return `server.port-taken` or `server.cannot-listen`
    public static Refusal refusal(String host, int port, IOException failure) {
        String reason = String.valueOf(failure.getMessage());
        if (reason.contains("in use")) return taken(host, port);
        if (failure instanceof UnknownHostException) reason = "there is no such host";
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "server.cannot-listen",
                "The server cannot listen at port " + port + " of " + host + ": " + reason + ".",
                host + ":" + port,
                "Give an address of this machine with --host and a port that you may use with --port.");
    }

    private static Refusal taken(String host, int port) {
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "server.port-taken",
                "Port " + port + " of " + host + " is taken.",
                host + ":" + port,
                "Stop what listens there, or choose another port with --port.");
    }

    /// The port it listens at.
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void serve(
            Api api, int proxies, ServerRequest request, ServerResponse response) {
        Request head = received(request, new byte[0], proxies);
        if (api.isPassed(head)) {
            PassedExchange.run(api, head, request, response);
            return;
        }
        byte[] body = body(request);
        send(body == null ? tooLarge() : api.answer(head.with(body)), response);
    }

    static void send(Reply reply, ServerResponse response) {
        reply.headers().forEach(response::header);
        response.status(Status.create(reply.status()));
        if (!reply.contentType().isEmpty()) {
            response.header(HeaderNames.CONTENT_TYPE, reply.contentType());
        }
        if (reply.body().length == 0) {
            response.send();
        } else {
            response.send(reply.body());
        }
    }

    private static byte @Nullable [] body(ServerRequest request) {
        if (!request.content().hasEntity()) return new byte[0];
        try (InputStream in = request.content().inputStream()) {
            byte[] bytes = in.readNBytes(LARGEST_BODY + 1);
            return bytes.length > LARGEST_BODY ? null : bytes;
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static Request received(ServerRequest request, byte[] body, int proxies) {
        var headers = new HashMap<String, List<String>>();
        for (Header header : request.headers()) {
            headers.put(header.headerName().lowerCase(), header.allValues());
        }
        String path = request.prologue().uriPath().rawPath();
        return new Request(
                request.prologue().method().text().toUpperCase(Locale.ROOT),
                path.startsWith("/") ? path : "/" + path,
                request.query().rawValue(),
                headers,
                body,
                Map.of(),
                null,
                Forwarded.from(request.remotePeer().host(), headers, proxies));
    }

    private static Reply tooLarge() {
        String requestId = UUID.randomUUID().toString();
        return Problems.of(
                        413,
                        List.of(
                                new Diagnostic(
                                        "request.too-large",
                                        "The body is larger than 32 MB.",
                                        "body",
                                        "Send it in smaller parts.")),
                        requestId,
                        Instant.now())
                .with("X-Request-Id", requestId);
    }
}
