package dev.tenon.server.quota;

import dev.tenon.server.tenant.ProjectId;
import java.time.Duration;
import java.util.UUID;

/// A number of calls that may be made in any stretch of time of a length.
///
/// @param window up to [#PACED] the calls are spread over it; a longer one may be spent at once
public record Budget(Owner owner, String quota, long calls, Duration window) {
    /// Calls of windows up to this length are spread, so that no stretch of it has too many.
    static final Duration PACED = Duration.ofMinutes(5);

    /// Checks itself.
    public Budget {
        if (calls < 1) throw new IllegalArgumentException("at least one call");
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("a window has a length");
        }
    }

    boolean isPaced() {
        return window.compareTo(PACED) <= 0;
    }

    /// Whose calls are counted: a provider app's or a connection's.
    public record Owner(ProjectId project, UUID id) {}
}
