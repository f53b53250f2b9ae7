package dev.tenon.server.outbound;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// A call that is made as it is, but for the credential.
///
/// @param path below the account's base URL, with its query; empty, or with a `/` or `?` first
/// @param headers by any case of their names, without those of the connection
/// @param timeout for the first byte of the reply and between bytes
public record PassedCall(
        String method,
        String path,
        Map<String, String> headers,
        PassedBody body,
        Duration timeout) {
    /// As long as other calls to providers wait.
    public static final Duration TIMEOUT = Duration.ofMinutes(2);

    /// Checks the path and copies the headers.
    public PassedCall {
        if (!path.isEmpty() && !path.startsWith("/") && !path.startsWith("?")) {
            throw new IllegalArgumentException("a path begins with a slash");
        }
        var copy = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        headers = copy;
    }

    String contentType() {
        return headers.getOrDefault("Content-Type", "");
    }

    /// Whether repeating it changes nothing, so that it may be led elsewhere.
    boolean isAsking() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
