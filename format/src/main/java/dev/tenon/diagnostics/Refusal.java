package dev.tenon.diagnostics;

import java.util.List;
import java.util.stream.Collectors;

/// A request that is refused, with everything a person needs to mend it. Caught once, at the edge
/// of a unit of work.
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient List<Diagnostic> diagnostics;

    /// Refuses with one diagnostic.
    public Refusal(Kind kind, String code, String what, String where, String fix) {
        this(kind, List.of(new Diagnostic(code, what, where, fix)));
    }

    /// Refuses with all that was found.
    public Refusal(Kind kind, List<Diagnostic> diagnostics) {
        super(diagnostics.stream().map(Diagnostic::what).collect(Collectors.joining("; ")));
        if (diagnostics.isEmpty()) throw new IllegalArgumentException("nothing to tell");
        this.kind = kind;
        this.diagnostics = List.copyOf(diagnostics);
    }

    /// Why, in the terms of the API.
    public Kind kind() {
        return kind;
    }

    /// At least one.
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /// Why a request is refused; each is one HTTP status.
    public enum Kind {
        /// 400: the request itself is malformed.
        INVALID(400),
        /// 401: no key, or a wrong one.
        UNAUTHENTICATED(401),
        /// 403: the key may not do this.
        FORBIDDEN(403),
        /// 404: there is no such thing, or it belongs to somebody else.
        NOT_FOUND(404),
        /// 409: it does not fit what is there.
        CONFLICT(409),
        /// 412: a condition of the request no longer holds.
        STALE(412),
        /// 413: the body is too large.
        TOO_LARGE(413),
        /// 422: well formed, but refused by the provider or by a rule.
        UNPROCESSABLE(422),
        /// 429: too many requests.
        TOO_MANY(429),
        /// 502: the provider failed.
        PROVIDER_FAILED(502),
        /// 503: not now.
        UNAVAILABLE(503);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /// The HTTP status.
        public int status() {
            return status;
        }
    }
}
