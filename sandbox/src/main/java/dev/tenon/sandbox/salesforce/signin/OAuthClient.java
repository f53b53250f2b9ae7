package dev.tenon.sandbox.salesforce.signin;

import java.util.Set;

/// An app that may ask people to sign in.
///
/// @param id the consumer key
/// @param secret the consumer secret; empty for a public client
/// @param redirects where codes may be sent; none given means anywhere
/// @param needsChallenge whether it must use PKCE
/// @param rotates whether each refresh gives a new refresh token and ends the old one
public record OAuthClient(
        String id, String secret, Set<String> redirects, boolean needsChallenge, boolean rotates) {
    /// Checks the id.
    public OAuthClient {
        if (id.isBlank()) throw new IllegalArgumentException("a client needs an id");
        redirects = Set.copyOf(redirects);
    }

    boolean mayRedirectTo(String target) {
        return redirects.isEmpty()
                ? target.matches("[a-z][a-z0-9+.-]*:.+")
                : redirects.contains(target);
    }
}
