package dev.tenon.server.vault;

import dev.tenon.server.seal.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// What a provider gave.
///
/// @param secrets the access token, a refresh token if there is a new one, and whatever else
///   belongs to them, by the names that templates have for them
/// @param scope what was granted; empty when the reply does not say
/// @param life from when until when the access token is believed to live
/// @param metadata members of the reply that the connection keeps
record Tokens(Map<String, Secret> secrets, String scope, Life life, Map<String, String> metadata) {
    /// Copies its maps.
    Tokens {
        secrets = Map.copyOf(secrets);
        metadata = Map.copyOf(metadata);
    }

    /// Nothing was exchanged: what the customer gave is good until the provider refuses it.
    static Tokens none(Instant now) {
        return new Tokens(Map.of(), "", Life.endless(now), Map.of());
    }

    /// How long an access token lives.
    record Life(Instant begins, Instant ends) {
        /// The moment of a token that does not expire.
        static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

        private static final Duration MARGIN = Duration.ofMinutes(1);

        static Life endless(Instant now) {
            return new Life(now, NEVER);
        }

        /// Until when the token is used: a minute less than it lives, or a fifth less when that is
        /// shorter, so that a token that lives for seconds is used too.
        Instant freshUntil() {
            if (ends.equals(NEVER)) return NEVER;
            Duration fifth = Duration.between(begins, ends).dividedBy(5);
            return ends.minus(fifth.compareTo(MARGIN) < 0 ? fifth : MARGIN);
        }
    }
}
