package dev.tenon.server.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.JwtKey;
import dev.tenon.server.tenant.Scope;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The tokens (JWT) that a team signs for its customers' browsers. One says which customer it is
/// for, and reaches nothing else. It is remembered for five seconds, never longer than it lives.
/// Safe for use by many threads.
final class CustomerTokens {
    private static final int LONGEST = 8 * 1024;
    private static final int MOST = 10_000;
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private final TokenKeys keys;
    private final int rate;
    private final InstantSource clock;
    private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

    /// @param rate requests a second of one customer
    CustomerTokens(TokenKeys keys, int rate, InstantSource clock) {
        this.keys = keys;
        this.rate = rate;
        this.clock = clock;
    }

    /// @param beforeLookUp asked before a key that was never seen is looked up; may refuse
    /// @throws Refusal what is wrong with the token
    Caller caller(String token, Runnable beforeLookUp) {
        if (token.length() > LONGEST) throw malformed("longer than " + LONGEST + " characters");
        Instant now = clock.instant();
        String digest = Digests.of(token);
        Known before = known.get(digest);
        if (before != null && before.until().isAfter(now)) return before.caller();
        JWSObject signed = parsed(token);
        JWSHeader header = signed.getHeader();
        TokenKeys.Checked key = keys.find(header.getKeyID(), beforeLookUp);
        check(header, key.key());
        if (!isSignedBy(signed, key)) throw badSignature();
        TokenClaims claims = TokenClaims.read(payload(signed), now);
        Caller caller = caller(key.key(), claims.within());
        if (known.size() > MOST) known.clear();
        Instant until = now.plus(REMEMBERED);
        known.put(
                digest,
                new Known(caller, claims.expiry().isBefore(until) ? claims.expiry() : until));
        return caller;
    }

    private Caller caller(JwtKey key, Within within) {
        @Nullable String person = within.consumerRef();
        String name =
                "jwt/"
                        + key.id()
                        + "?groupRef="
                        + URLEncoder.encode(within.groupRef(), StandardCharsets.UTF_8)
                        + (person == null
                                ? ""
                                : "&consumerRef="
                                        + URLEncoder.encode(person, StandardCharsets.UTF_8));
        return new Caller(
                key.project(), null, new Caller.Who(name, within, rate), Set.of(Scope.FRONTEND));
    }

    private static JWSObject parsed(String token) {
        try {
            return JWSObject.parse(token);
        } catch (ParseException | IllegalArgumentException problem) {
            throw malformed(String.valueOf(problem.getMessage()));
        }
    }

    /// The key says how tokens are signed; what the token says must be the same and counts for
    /// nothing else.
    private static void check(JWSHeader header, JwtKey key) {
        String wanted = key.algorithm().wireName();
        if (!header.getAlgorithm().getName().equals(wanted)) {
            throw refusal(
                    "jwt.wrong-algorithm",
                    "The token says it is signed with "
                            + header.getAlgorithm()
                            + "; its key is for "
                            + wanted
                            + ".",
                    "Sign it with " + wanted + ", and write that as \"alg\" into its header.");
        }
        if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            throw malformed("a header with \"crit\" or \"b64\", which is not understood here");
        }
    }

    private static boolean isSignedBy(JWSObject signed, TokenKeys.Checked key) {
        try {
            return signed.verify(key.verifier());
        } catch (JOSEException _) {
            return false;
        }
    }

    private static JsonNode payload(JWSObject signed) {
        try {
            return Json.parseForeign(signed.getPayload().toBytes());
        } catch (Refusal unreadable) {
            throw malformed("a payload that is no JSON");
        }
    }

    private static Refusal malformed(String why) {
        return refusal(
                "jwt.malformed",
                "The token is no signed JWT that can be read: " + why + ".",
                "Sign a JWT with RS256 or EdDSA, in the compact form of three parts.");
    }

    private static Refusal badSignature() {
        return refusal(
                "jwt.bad-signature",
                "The token is not signed by the key that it names.",
                "Sign it with the private half of the key that \"kid\" names, and send it"
                        + " unchanged.");
    }

    static Refusal refusal(String code, String what, String fix) {
        return new Refusal(Refusal.Kind.UNAUTHENTICATED, code, what, "header Authorization", fix);
    }

    private record Known(Caller caller, Instant until) {}
}
