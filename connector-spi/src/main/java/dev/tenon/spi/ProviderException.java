package dev.tenon.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An answer of the provider that is not what was asked for, chosen by the reaction it calls for.
///
/// Each keeps the provider's own code, words and request id. No message ever holds a credential.
public abstract sealed class ProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String requestId;

    private ProviderException(Said said, @Nullable Throwable cause) {
        super(said.message(), cause);
        this.code = said.code();
        this.requestId = said.requestId();
    }

    /// The provider's own code, such as `INVALID_FIELD`.
    public String code() {
        return code;
    }

    /// The provider's own id of the request; empty when it gave none.
    public String requestId() {
        return requestId;
    }

    /// The provider's words.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /// What the provider said.
    ///
    /// @param code its own code, or `HTTP 503` when it has none
    /// @param message its own words
    /// @param requestId its own id of the request; may be empty
    public record Said(String code, String message, String requestId) {}

    /// The credential has expired: refresh it and try once more.
    public static final class Expired extends ProviderException {
        private static final long serialVersionUID = 1L;

        public Expired(Said said) {
            super(said, null);
        }
    }

    /// The credential is dead: a person must connect again.
    public static final class Revoked extends ProviderException {
        private static final long serialVersionUID = 1L;

        public Revoked(Said said) {
            super(said, null);
        }
    }

    /// This user may not.
    public static final class Forbidden extends ProviderException {
        private static final long serialVersionUID = 1L;

        public Forbidden(Said said) {
            super(said, null);
        }
    }

    /// Try again after a while; nothing was done.
    public static final class Busy extends ProviderException {
        private static final long serialVersionUID = 1L;
        private final Duration after;

        public Busy(Said said, Duration after) {
            super(said, null);
            this.after = after;
        }

        /// How long to wait.
        public Duration after() {
            return after;
        }
    }

    /// No calls are left; nothing was done.
    public static final class QuotaSpent extends ProviderException {
        private static final long serialVersionUID = 1L;
        private final Instant until;

        public QuotaSpent(Said said, Instant until) {
            super(said, null);
            this.until = until;
        }

        /// When calls are expected to be possible again.
        public Instant until() {
            return until;
        }
    }

    /// The cursor is dead: start this run over from where it began.
    public static final class CursorExpired extends ProviderException {
        private static final long serialVersionUID = 1L;

        public CursorExpired(Said said) {
            super(said, null);
        }
    }

    /// The checkpoint is dead: read everything again.
    public static final class CheckpointExpired extends ProviderException {
        private static final long serialVersionUID = 1L;

        public CheckpointExpired(Said said) {
            super(said, null);
        }
    }

    /// Objects or fields named in the request are not there, or not for this user: discover again.
    public static final class SchemaChanged extends ProviderException {
        private static final long serialVersionUID = 1L;
        private final transient Set<String> names;

        public SchemaChanged(Said said, Set<String> names) {
            super(said, null);
            this.names = Set.copyOf(names);
        }

        /// The object and fields concerned; empty when the provider does not say.
        public Set<String> names() {
            return names;
        }
    }

    /// The request can never succeed as it is.
    public static final class Invalid extends ProviderException {
        private static final long serialVersionUID = 1L;
        private final transient List<Writer.Problem> problems;

        public Invalid(Said said, List<Writer.Problem> problems) {
            super(said, null);
            this.problems = List.copyOf(problems);
        }

        /// What is wrong, per field.
        public List<Writer.Problem> problems() {
            return problems;
        }
    }

    /// A record like it is already there.
    public static final class Duplicate extends ProviderException {
        private static final long serialVersionUID = 1L;
        private final String existingId;

        public Duplicate(Said said, String existingId) {
            super(said, null);
            this.existingId = existingId;
        }

        /// The id of the record that is there; empty when the provider does not say.
        public String existingId() {
            return existingId;
        }
    }

    /// The record is not there.
    public static final class NotFound extends ProviderException {
        private static final long serialVersionUID = 1L;

        public NotFound(Said said) {
            super(said, null);
        }
    }

    /// No complete answer came.
    public static final class Unreachable extends ProviderException {
        private static final long serialVersionUID = 1L;
        private final boolean sent;

        public Unreachable(Said said, boolean sent, Throwable cause) {
            super(said, cause);
            this.sent = sent;
        }

        /// Whether the request may have reached the provider, so that a write's outcome is unknown.
        public boolean sent() {
            return sent;
        }
    }

    /// An answer that is not what was promised, such as HTML from a maintenance page.
    public static final class Garbled extends ProviderException {
        private static final long serialVersionUID = 1L;

        public Garbled(Said said) {
            super(said, null);
        }
    }
}
