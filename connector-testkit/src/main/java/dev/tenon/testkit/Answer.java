package dev.tenon.testkit;

import dev.tenon.spi.Access;
import dev.tenon.spi.ProviderException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a provider answers to one call.
public sealed interface Answer {
    /// A complete answer.
    record Complete(int status, Map<String, String> headers, byte[] body) implements Answer {
        /// Copies its map.
        public Complete {
            headers = Map.copyOf(headers);
        }
    }

    /// No complete answer comes.
    record Broken(ProviderException failure) implements Answer {}

    /// A JSON answer.
    static Complete json(int status, String json) {
        return text(status, "application/json", json);
    }

    /// Any other answer.
    static Complete text(int status, String contentType, String text) {
        return new Complete(
                status, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
    }

    /// The connection breaks off; the request may have been carried out when `sent`.
    static Broken unreachable(boolean sent) {
        var said = new ProviderException.Said("CONNECTION", "The connection broke off.", "");
        return new Broken(
                new ProviderException.Unreachable(said, sent, new java.io.IOException("broken")));
    }

    /// This answer with one more header; a broken one stays as it is.
    default Answer with(String name, String value) {
        return switch (this) {
            case Complete complete -> {
                var more = new LinkedHashMap<>(complete.headers());
                more.put(name, value);
                yield new Complete(complete.status(), more, complete.body());
            }
            case Broken broken -> broken;
        };
    }

    /// This answer with the second half of its body missing.
    default Answer cut() {
        return switch (this) {
            case Complete complete ->
                    new Complete(
                            complete.status(),
                            complete.headers(),
                            Arrays.copyOf(complete.body(), complete.body().length / 2));
            case Broken broken -> broken;
        };
    }

    /// The answer as a connector gets it.
    default Access.Response open() {
        return switch (this) {
            case Complete complete -> new Opened(complete);
            case Broken broken -> throw broken.failure();
        };
    }

    /// A complete answer as a connector sees it.
    record Opened(Complete answer) implements Access.Response {
        @Override
        public int status() {
            return answer.status();
        }

        @Override
        public Optional<String> header(String name) {
            return headers(name).stream().findFirst();
        }

        @Override
        public List<String> headers(String name) {
            return answer.headers().entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        @Override
        public byte[] bytes() {
            return answer.body().clone();
        }

        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(answer.body());
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
