package dev.tenon.server.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// A token that this node has at hand.
///
/// @param freshUntil until when it is handed out
/// @param renewFrom from when on it is renewed while it is handed out
record HeldToken(Credentials.Token token, Instant freshUntil, Instant renewFrom) {
    private static final Duration LONGEST_AHEAD = Duration.ofMinutes(5);

    /// Renewed in the last tenth of its life, five minutes at most, and each connection at a moment
    /// of its own, so that connections which were made together are not renewed together.
    static HeldToken of(Credentials.Token token, UUID connection, Instant now, Instant freshUntil) {
        if (freshUntil.equals(Tokens.Life.NEVER)) {
            return new HeldToken(token, freshUntil, freshUntil);
        }
        Duration left = Duration.between(now, freshUntil);
        Duration tenth = left.isNegative() ? Duration.ZERO : left.dividedBy(10);
        Duration most = tenth.compareTo(LONGEST_AHEAD) < 0 ? tenth : LONGEST_AHEAD;
        long share = Math.floorMod(connection.hashCode() * 31L + token.version(), 1_000L);
        return new HeldToken(
                token, freshUntil, freshUntil.minus(most.multipliedBy(share).dividedBy(1_000)));
    }

    /// The same, renewed no earlier than then.
    HeldToken notBefore(Instant moment) {
        return new HeldToken(token, freshUntil, moment.isAfter(renewFrom) ? moment : renewFrom);
    }

    @Override
    public String toString() {
        return "HeldToken(***)";
    }
}
