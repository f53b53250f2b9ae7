package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import java.time.Duration;
import java.util.Map;

/// A request too many.
final class Throttled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;
    private final transient Allowance allowance;

    private Throttled(Refusal refusal, Allowance allowance) {
        super(refusal.getMessage(), null, false, false);
        this.refusal = refusal;
        this.allowance = allowance;
    }

    static Throttled key(Allowance allowance) {
        return of(
                allowance,
                "key.too-many-requests",
                "This key makes more than " + allowance.rate() + " requests a second.",
                "header X-Api-Key",
                "have the rateLimit of the key raised");
    }

    static Throttled customer(Allowance allowance) {
        return of(
                allowance,
                "jwt.too-many-requests",
                "This customer's tokens make more than " + allowance.rate() + " requests a second.",
                "header Authorization",
                "have the server's --key-rate raised");
    }

    static Throttled stranger(Allowance allowance) {
        return of(
                allowance,
                "key.too-many-attempts",
                "Too many requests with unknown keys came from this address.",
                "header X-Api-Key",
                "use a key that \"tenon keys\" lists as active");
    }

    private static Throttled of(
            Allowance allowance, String code, String what, String where, String otherwise) {
        String wait = "Wait " + Duration.ofNanos(allowance.delay()).toMillis() + " ms, or ";
        return new Throttled(
                new Refusal(Refusal.Kind.TOO_MANY, code, what, where, wait + otherwise + "."),
                allowance);
    }

    Refusal refusal() {
        return refusal;
    }

    Map<String, String> headers() {
        return allowance.headers();
    }
}
