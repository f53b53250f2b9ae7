package dev.tenon.server.api;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a [Bucket] says to one request.
///
/// @param isGranted whether the request took a token
/// @param rate tokens a second; 0 when nothing is counted
/// @param left how many more there are now
/// @param fullIn nanoseconds until the bucket is full
/// @param delay nanoseconds until there is one; 0 when there is
record Allowance(boolean isGranted, int rate, int left, long fullIn, long delay) {
    /// For those whose requests are not counted.
    static final Allowance FREE = new Allowance(true, 0, 0, 0, 0);

    private static final long SECOND = 1_000_000_000L;

    Allowance granted() {
        return new Allowance(true, rate, left, fullIn, delay);
    }

    /// The header fields of the IETF's draft `ratelimit-headers`, and `Retry-After` for one who has
    /// to wait.
    Map<String, String> headers() {
        if (rate == 0) return Map.of();
        var headers = new LinkedHashMap<String, String>();
        long window = Bucket.WINDOW / SECOND;
        headers.put("RateLimit-Policy", "\"requests\";q=" + rate * window + ";w=" + window);
        headers.put("RateLimit", "\"requests\";r=" + left + ";t=" + seconds(fullIn));
        if (!isGranted) headers.put("Retry-After", Long.toString(Math.max(1, seconds(delay))));
        return headers;
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, SECOND);
    }
}
