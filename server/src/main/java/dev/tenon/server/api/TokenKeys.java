package dev.tenon.server.api;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.tenant.JwtKey;
import dev.tenon.server.tenant.JwtKeys;
import dev.tenon.server.tenant.PublicKeyPem;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The keys that tokens name, remembered for five seconds: a key that is deleted or switched off
/// dies soon. Safe for use by many threads.
final class TokenKeys {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST = 10_000;

    private final Db db;
    private final JwtKeys keys;
    private final InstantSource clock;
    private final ConcurrentMap<UUID, Known> known = new ConcurrentHashMap<>();

    TokenKeys(Db db, JwtKeys keys, InstantSource clock) {
        this.db = db;
        this.keys = keys;
        this.clock = clock;
    }

    /// @param beforeLookUp asked before a key that was never seen is looked up; may refuse
    /// @throws Refusal `jwt.unknown-key`
    Checked find(@Nullable String kid, Runnable beforeLookUp) {
        UUID id = id(kid);
        Instant now = clock.instant();
        Known before = known.get(id);
        if (before != null && before.until().isAfter(now)) return before.key();
        if (before == null) beforeLookUp.run();
        Optional<Checked> found = db.asSystem(tx -> keys.active(tx, id)).map(TokenKeys::checked);
        if (known.size() > MOST) known.clear();
        found.ifPresentOrElse(
                key -> known.put(id, new Known(key, now.plus(REMEMBERED))), () -> known.remove(id));
        return found.orElseThrow(TokenKeys::unknown);
    }

    private static UUID id(@Nullable String kid) {
        try {
            if (kid != null) return UUID.fromString(kid);
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw unknown();
    }

    private static Checked checked(JwtKey key) {
        PublicKey half = PublicKeyPem.read(key.pem(), key.algorithm());
        return new Checked(
                key,
                half instanceof RSAPublicKey rsa ? new RSASSAVerifier(rsa) : new Ed25519(half));
    }

    private static Refusal unknown() {
        return CustomerTokens.refusal(
                "jwt.unknown-key",
                "The token names no key that is known here, or one that was switched off.",
                "Write the id of an active key as \"kid\" into its header; \"tenon keys jwt\" lists"
                        + " them.");
    }

    /// A key that is ready to check signatures.
    record Checked(JwtKey key, JWSVerifier verifier) {}

    private record Known(Checked key, Instant until) {}
}
