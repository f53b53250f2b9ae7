package dev.tenon.sandbox.salesforce.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Codes and tokens. A grant is born with a code and dies as a whole: by revocation, or when an old
/// refresh token or a used code comes back. Any thread may use it.
final class Grants {
    private final SignInSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Code> codes = new HashMap<>();
    private final Map<String, Access> accesses = new HashMap<>();
    private final Map<String, Refresh> refreshes = new HashMap<>();

    Grants(SignInSettings settings, InstantSource clock, RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /// One person's consent to one app.
    private static final class Grant {
        private final Session session;
        private boolean dead;

        private Grant(Session session) {
            this.session = session;
        }
    }

    private record Code(Grant grant, Asked asked, Instant dies, boolean used) {}

    private record Access(Grant grant, Instant issued, Instant dies) {}

    private record Refresh(Grant grant, boolean spent) {}

    /// What the app said when it asked for a code.
    ///
    /// @param redirect where the code goes
    /// @param challenge the PKCE challenge, or empty
    record Asked(String redirect, String challenge) {}

    /// New tokens.
    ///
    /// @param session whom they speak for
    /// @param access the access token
    /// @param refresh a new refresh token, or null to keep the old one
    /// @param issued when
    record Issued(Session session, String access, @Nullable String refresh, Instant issued) {}

    /// Keeps a consent; answers its code.
    synchronized String consent(Session session, Asked asked) {
        String code = "aPrx" + text(40);
        codes.put(
                code,
                new Code(
                        new Grant(session),
                        asked,
                        clock.instant().plus(settings.codeLife()),
                        false));
        return code;
    }

    /// Tokens for a code.
    synchronized Issued redeem(String code, OAuthClient client, String redirect, String verifier) {
        Code known = codes.get(code);
        if (known == null || !known.grant.session.client().equals(client.id())) {
            throw new OAuthError("invalid_grant", "invalid authorization code");
        }
        if (known.used) {
            known.grant.dead = true;
            throw new OAuthError("invalid_grant", "expired authorization code");
        }
        if (!known.dies.isAfter(clock.instant()))
            throw new OAuthError("invalid_grant", "expired authorization code");
        if (!known.asked.redirect.equals(redirect)) {
            throw new OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration");
        }
        checkVerifier(known.asked.challenge, verifier);
        codes.put(code, new Code(known.grant, known.asked, known.dies, true));
        String refresh = known.grant.session.isRefreshable() ? newRefresh(known.grant) : null;
        return issue(known.grant, refresh);
    }

    private static void checkVerifier(String challenge, String verifier) {
        if (challenge.isEmpty()) return;
        if (verifier.isEmpty()) throw new OAuthError("invalid_grant", "code verifier is required");
        if (!challenge.equals(hashed(verifier)))
            throw new OAuthError("invalid_grant", "invalid code verifier");
    }

    /// New tokens for a refresh token.
    synchronized Issued refresh(String token, OAuthClient client) {
        Refresh known = refreshes.get(token);
        boolean own = known != null && known.grant.session.client().equals(client.id());
        if (known == null || !own || known.grant.dead) {
            throw new OAuthError("invalid_grant", "expired access/refresh token");
        }
        if (known.spent) {
            known.grant.dead = true;
            throw new OAuthError("invalid_grant", "expired access/refresh token");
        }
        if (!client.rotates()) return issue(known.grant, null);
        refreshes.put(token, new Refresh(known.grant, true));
        return issue(known.grant, newRefresh(known.grant));
    }

    private String newRefresh(Grant grant) {
        String token = "5Aep861" + text(60);
        refreshes.put(token, new Refresh(grant, false));
        return token;
    }

    private Issued issue(Grant grant, @Nullable String refresh) {
        Instant now = clock.instant();
        String token = grant.session.org().id().substring(0, 15) + "!AQ" + text(60);
        accesses.put(token, new Access(grant, now, now.plus(settings.accessLife())));
        return new Issued(grant.session, token, refresh, now);
    }

    /// Whom an access token speaks for, or null when it is unknown, expired or revoked.
    synchronized @Nullable Session session(String access) {
        Access known = accesses.get(access);
        if (known == null) return null;
        boolean alive = !known.grant.dead && known.dies.isAfter(clock.instant());
        if (!alive) accesses.remove(access);
        return alive ? known.grant.session : null;
    }

    /// When an access token was issued and dies.
    synchronized Instant @Nullable [] life(String access) {
        Access known = accesses.get(access);
        return known == null ? null : new Instant[] {known.issued, known.dies};
    }

    /// Whom a refresh token speaks for, or null.
    synchronized @Nullable Session refreshable(String token) {
        Refresh known = refreshes.get(token);
        return known == null || known.spent || known.grant.dead ? null : known.grant.session;
    }

    /// Ends a token: an access token alone, a refresh token with all its access tokens. Answers
    /// whether there was one.
    synchronized boolean revoke(String token) {
        Refresh refresh = refreshes.get(token);
        if (refresh != null) refresh.grant.dead = true;
        return refresh != null || accesses.remove(token) != null;
    }

    /// Ends the grants of sessions.
    synchronized void revoke(Predicate<Session> whose) {
        refreshes.values().stream()
                .filter(held -> whose.test(held.grant.session))
                .forEach(held -> held.grant.dead = true);
        accesses.values().removeIf(held -> whose.test(held.grant.session));
    }

    /// Ends the access tokens of sessions; they may be refreshed.
    synchronized void expire(Predicate<Session> whose) {
        accesses.values().removeIf(held -> whose.test(held.grant.session));
    }

    private String text(int length) {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
        var text = new StringBuilder(length);
        for (int at = 0; at < length; at++)
            text.append(letters.charAt(random.nextInt(letters.length())));
        return text.toString();
    }

    private static String hashed(String verifier) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }
}
