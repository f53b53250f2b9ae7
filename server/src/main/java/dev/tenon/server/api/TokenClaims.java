package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a token that is rightly signed says: for whom it is, and how long. `sub` and whatever else
/// it says is passed over.
record TokenClaims(Within within, Instant expiry) {
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final int LONGEST_NAME = 255;
    private static final double LATEST = 253_402_300_799d; // The year 9999.

    /// @throws Refusal `jwt.bad-claims` or `jwt.expired`
    static TokenClaims read(JsonNode claims, Instant now) {
        if (!claims.isObject()) throw bad("The payload is no JSON object.", "a JSON object");
        String group = name(claims, "groupRef");
        if (group == null) {
            throw bad(
                    "The token does not say which customer it is for.",
                    "\"groupRef\", your id of the customer");
        }
        Instant issued = moment(claims, "iat");
        Instant expiry = moment(claims, "exp");
        checkTimes(issued, expiry, now);
        JsonNode begin = claims.get("nbf");
        if (begin != null && moment(claims, "nbf").isAfter(now.plus(SKEW))) throw notYet();
        return new TokenClaims(new Within(group, name(claims, "consumerRef")), expiry);
    }

    private static void checkTimes(Instant issued, Instant expiry, Instant now) {
        Duration life = Duration.between(issued, expiry);
        if (life.isNegative() || life.compareTo(LONGEST_LIFE) > 0) {
            throw bad(
                    "The token lives for " + life.toSeconds() + " seconds.",
                    "an \"exp\" at most 600 seconds after \"iat\"; make a new token for each visit");
        }
        if (!expiry.plus(SKEW).isAfter(now)) {
            throw CustomerTokens.refusal(
                    "jwt.expired",
                    "The token expired at " + expiry + "; it is " + now + " here.",
                    "Have your backend make a new one; if it did, set its clock.");
        }
        if (issued.isAfter(now.plus(SKEW))) throw notYet();
    }

    private static @Nullable String name(JsonNode claims, String claim) {
        JsonNode value = claims.get(claim);
        if (value == null || value.isNull()) return null;
        String text = value.isString() ? value.asString() : "";
        if (!text.isEmpty() && text.length() <= LONGEST_NAME) return text;
        throw bad(
                "\"" + claim + "\" of the token is no name.",
                "a \"" + claim + "\" that is a text of 1 to " + LONGEST_NAME + " characters");
    }

    /// Seconds since 1970, which may have a fraction.
    private static Instant moment(JsonNode claims, String claim) {
        JsonNode value = claims.get(claim);
        double seconds = value != null && value.isNumber() ? value.asDouble() : -1;
        if (seconds >= 0 && seconds <= LATEST)
            return Instant.ofEpochMilli((long) (seconds * 1_000));
        throw bad(
                "The token has no \"" + claim + "\", or one that is no time.",
                "\"" + claim + "\" as seconds since 1970");
    }

    private static Refusal bad(String what, String needed) {
        return CustomerTokens.refusal("jwt.bad-claims", what, "Give it " + needed + ".");
    }

    private static Refusal notYet() {
        return CustomerTokens.refusal(
                "jwt.expired",
                "The token is from the future.",
                "Set the clock of the machine that signs it.");
    }
}
