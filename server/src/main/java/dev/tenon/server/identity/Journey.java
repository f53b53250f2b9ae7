package dev.tenon.server.identity;

import java.time.Instant;

/// A sign-in under way, as the browser carries it.
///
/// @param state ties the answer to this browser
/// @param nonce ties the ID token to this sign-in
/// @param verifier shows that who ends it began it (RFC 7636)
/// @param next the page that the browser wants in the end
record Journey(String state, String nonce, String verifier, String next, Instant began) {
    @Override
    public String toString() {
        return "Journey(***)";
    }
}
