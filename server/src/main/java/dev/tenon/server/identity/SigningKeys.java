package dev.tenon.server.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import dev.tenon.diagnostics.Refusal;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The keys with which an identity provider signs, kept for an hour. A key that is not among them
/// is asked for once more, for providers change keys without a word, but not more often than every
/// half minute. Safe for use by many threads.
final class SigningKeys {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration REST = Duration.ofSeconds(30);
    private static final int MOST = 50;

    private final Discovery discovery;
    private final InstantSource clock;
    private Kept kept = new Kept(List.of(), Instant.EPOCH);

    SigningKeys(Discovery discovery, InstantSource clock) {
        this.discovery = discovery;
        this.clock = clock;
    }

    /// Those that may have signed something with this head.
    ///
    /// @throws Refusal `identity.unreachable`
    synchronized List<JWK> fitting(JWSHeader head) {
        Instant now = clock.instant();
        if (kept.since().plus(KEPT).isBefore(now)) fetch(now);
        List<JWK> fitting = among(head);
        if (!fitting.isEmpty() || kept.since().plus(REST).isAfter(now)) return fitting;
        fetch(now);
        return among(head);
    }

    private List<JWK> among(JWSHeader head) {
        return kept.keys().stream().filter(key -> fits(key, head)).toList();
    }

    private static boolean fits(JWK key, JWSHeader head) {
        boolean named = head.getKeyID() == null || head.getKeyID().equals(key.getKeyID());
        boolean signs = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
        boolean meant =
                key.getAlgorithm() == null
                        || key.getAlgorithm().equals(head.getAlgorithm())
                        || JWSAlgorithm.Family.ED.contains(head.getAlgorithm());
        return named && signs && meant && type(head.getAlgorithm()).equals(key.getKeyType());
    }

    private static KeyType type(JWSAlgorithm algorithm) {
        if (JWSAlgorithm.Family.EC.contains(algorithm)) return KeyType.EC;
        return JWSAlgorithm.Family.ED.contains(algorithm) ? KeyType.OKP : KeyType.RSA;
    }

    private void fetch(Instant now) {
        URI at = discovery.metadata().keys();
        Discovery.Answer answer = discovery.call("GET", at, Map.of(), new byte[0]);
        Discovery.json(answer, at.toString());
        try {
            List<JWK> keys = JWKSet.parse(answer.text()).getKeys();
            kept = new Kept(keys.stream().limit(MOST).toList(), now);
        } catch (ParseException failure) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "identity.unreachable",
                    "The identity provider's keys cannot be read: " + failure.getMessage() + ".",
                    at.toString(),
                    "Try again; if it stays so, tell whoever runs the identity provider.");
        }
    }

    private record Kept(List<JWK> keys, Instant since) {
        Kept {
            keys = List.copyOf(keys);
        }
    }
}
