package dev.tenon.acceptance.salesforce;

import dev.tenon.spi.Access;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A connector's way to a Salesforce on this machine. It hides the server's clock, so that a test
/// may look a few seconds ahead of it instead of waiting until changes are old enough to be read.
final class LoopbackAccess implements Access {
    private final SignedIn org;
    private final AtomicInteger calls = new AtomicInteger();

    LoopbackAccess(SignedIn org) {
        this.org = org;
    }

    /// How many calls were made.
    int calls() {
        return calls.get();
    }

    @Override
    public Response call(Request request) {
        calls.incrementAndGet();
        var headers = new HashMap<>(request.headers());
        if (!request.contentType().isEmpty()) headers.put("Content-Type", request.contentType());
        return new Answered(org.call(request.method(), request.path(), request.body(), headers));
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of("instance_url", org.host().toString());
    }

    private record Answered(HttpResponse<byte[]> answer) implements Response {
        @Override
        public int status() {
            return answer.statusCode();
        }

        @Override
        public Optional<String> header(String name) {
            return headers(name).stream().findFirst();
        }

        @Override
        public List<String> headers(String name) {
            return name.equalsIgnoreCase("Date") ? List.of() : answer.headers().allValues(name);
        }

        @Override
        public byte[] bytes() {
            return answer.body();
        }

        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(answer.body());
        }

        @Override
        public void close() {
            // the whole answer is already here
        }
    }
}
