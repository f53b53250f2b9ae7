package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Answers what is no proper HTTP, and so never becomes a [Request], with a problem like any other.
/// Safe for use by many threads.
final class Malformed implements DirectHandler {
    /// Of the URL, and of the headers.
    private static final Set<Integer> TOO_LARGE = Set.of(414, 431);

    private final InstantSource clock;

    Malformed(InstantSource clock) {
        this.clock = clock;
    }

    /// Itself, for everything that the web server refuses without asking us.
    DirectHandlers forAll() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) handlers.addHandler(type, this);
        return handlers.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType type,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        String requestId = UUID.randomUUID().toString();
        Reply reply =
                Problems.of(
                        described(status).code(),
                        List.of(diagnostic(type, status)),
                        requestId,
                        clock.instant());
        return TransportResponse.builder()
                .status(described(status))
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, reply.contentType())
                .header(HeaderNames.create("X-Request-Id"), requestId)
                .keepAlive(false)
                .entity(reply.body())
                .build();
    }

    /// One status for every head that is too large, as the API's description has it.
    private static Status described(Status status) {
        return TOO_LARGE.contains(status.code()) ? Status.BAD_REQUEST_400 : status;
    }

    private static Diagnostic diagnostic(EventType type, Status status) {
        boolean isOurs = Set.of(EventType.INTERNAL_ERROR, EventType.OTHER).contains(type);
        if (isOurs && status.code() >= 500) {
            return new Diagnostic(
                    "server.failed",
                    "Something went wrong on the server.",
                    "connection",
                    "Try again; if it stays so, look at the server's log.");
        }
        return new Diagnostic(
                "request.malformed",
                "The request is not proper HTTP, or its head is larger than 32 KB.",
                "request line, headers",
                "Escape every character of the URL that is no letter, digit or one of -._~, and send"
                        + " only headers that are needed.");
    }
}
