package dev.tenon.server.proxy;

import dev.tenon.diagnostics.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/// A call that was not made, for the provider takes none now.
public final class Paused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Instant until;
    private final long seconds;

    Paused(Instant until, Instant now, String what) {
        super(what, null, false, false);
        this.until = until;
        this.seconds = Math.max(1, Math.ceilDiv(Duration.between(now, until).toMillis(), 1_000));
    }

    /// What a person is told.
    public Refusal refusal() {
        return new Refusal(
                Refusal.Kind.TOO_MANY,
                "proxy.throttled",
                getMessage() + " The call was not made.",
                "provider",
                "Send it again after " + written(until) + ".");
    }

    /// What a program is told.
    public Map<String, String> headers() {
        var headers = new java.util.HashMap<String, String>();
        for (var header : told(until)) headers.put(header.getKey(), header.getValue());
        headers.put("Retry-After", Long.toString(seconds));
        return headers;
    }

    static List<Map.Entry<String, String>> told(Instant until) {
        return List.of(
                Map.entry("X-Amp-Retry-After", written(until)),
                Map.entry("X-Amp-Retryable", "true"));
    }

    /// In whole seconds, none too few.
    private static String written(Instant until) {
        return until.plusMillis(999).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
