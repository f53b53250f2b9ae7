package dev.tenon.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads an ID token, and believes it only when the provider signed it, for us, for this sign-in,
/// just now (OpenID Connect Core 1.0, section 3.1.3.7). Safe for use by many threads.
final class IdToken {
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final int FEWEST_BITS = 2048;

    /// Signatures by a key of which only the provider has the private half; never `none`, and none
    /// with a shared secret.
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.EdDSA,
                    JWSAlgorithm.Ed25519);

    private final SigningKeys keys;
    private final String issuer;
    private final String client;

    IdToken(SigningKeys keys, String issuer, String client) {
        this.keys = keys;
        this.issuer = issuer;
        this.client = client;
    }

    /// What it says.
    ///
    /// @throws Refusal `identity.bad-token` or `identity.wrong-nonce`
    JsonNode read(String token, Expected expected) {
        try {
            SignedJWT signed = SignedJWT.parse(token);
            if (!ALGORITHMS.contains(signed.getHeader().getAlgorithm())) {
                throw bad("it is signed by " + signed.getHeader().getAlgorithm());
            }
            if (!isSigned(signed)) throw bad("its signature is not the provider's");
            JWTClaimsSet claims = signed.getJWTClaimsSet();
            check(claims, expected);
            return Json.parseForeign(
                    signed.getPayload().toString().getBytes(StandardCharsets.UTF_8));
        } catch (ParseException | IllegalArgumentException failure) {
            throw bad("it cannot be read");
        }
    }

    private boolean isSigned(SignedJWT token) {
        for (JWK key : keys.fitting(token.getHeader())) {
            try {
                JWSVerifier verifier = verifier(key);
                if (verifier != null && token.verify(verifier)) return true;
            } catch (JOSEException | IllegalStateException _) {
                // Not a key for this signature; another may be.
            }
        }
        return false;
    }

    private static @Nullable JWSVerifier verifier(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa when rsa.size() >= FEWEST_BITS -> new RSASSAVerifier(rsa);
            case ECKey curve -> new ECDSAVerifier(curve);
            case OctetKeyPair pair -> new Ed25519Verifier(pair.toPublicJWK());
            default -> null;
        };
    }

    private void check(JWTClaimsSet claims, Expected expected) throws ParseException {
        if (!issuer.equals(claims.getIssuer())) throw bad("it names another issuer");
        List<String> audience = claims.getAudience();
        String party = claims.getStringClaim("azp");
        if (!audience.contains(client)) throw bad("it is for another client");
        if (party == null ? audience.size() > 1 : !party.equals(client)) {
            throw bad("it was made for another client");
        }
        Instant ends = moment(claims.getExpirationTime(), "exp");
        Instant made = moment(claims.getIssueTime(), "iat");
        Date starts = claims.getNotBeforeTime();
        Instant now = expected.now();
        if (!ends.plus(SKEW).isAfter(now)) throw bad("it is over");
        if (made.isAfter(now.plus(SKEW))) throw bad("it was made in the future");
        if (made.isBefore(expected.began().minus(SKEW))) throw bad("it is older than this sign-in");
        if (starts != null && starts.toInstant().isAfter(now.plus(SKEW))) {
            throw bad("it does not hold yet");
        }
        String subject = claims.getSubject();
        if (subject == null || subject.isEmpty() || subject.length() > 255) {
            throw bad("it names nobody");
        }
        checkNonce(claims.getStringClaim("nonce"), expected.nonce());
    }

    private static void checkNonce(@Nullable String nonce, String expected) {
        boolean same =
                nonce != null
                        && MessageDigest.isEqual(
                                nonce.getBytes(StandardCharsets.UTF_8),
                                expected.getBytes(StandardCharsets.UTF_8));
        if (same) return;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "identity.wrong-nonce",
                "The identity provider answered for another sign-in than this one.",
                "the ID token",
                "Begin again. If it happens once more, somebody may be between you and the provider:"
                        + " tell an admin.");
    }

    private static Instant moment(@Nullable Date date, String claim) {
        if (date == null) throw bad("it has no " + claim);
        return date.toInstant();
    }

    static Refusal bad(String why) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "identity.bad-token",
                "The identity provider's ID token is not to be believed: " + why + ".",
                "the ID token",
                "Begin again. If it stays so, have an admin compare the client's settings at the"
                        + " provider, and the clocks.");
    }

    /// What must stand in it.
    ///
    /// @param began when the sign-in began
    record Expected(String nonce, Instant began, Instant now) {}
}
