package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// The caller's word that two requests with one key are one request.
///
/// @param key as the caller chose it
/// @param bodyHash tells whether two requests ask for the same
public record Idempotency(String key, byte[] bodyHash) {
    private static final int LONGEST = 255;

    /// Copies its bytes.
    public Idempotency {
        bodyHash = bodyHash.clone();
    }

    /// For the header `Idempotency-Key` of one request.
    ///
    /// @param target what the request's path names: integration and object
    /// @throws Refusal `write.bad-idempotency-key`
    public static Idempotency of(String key, String target, byte[] body) {
        if (key.isBlank() || key.length() > LONGEST) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "write.bad-idempotency-key",
                    "The key is " + (key.isBlank() ? "blank." : key.length() + " characters long."),
                    "header Idempotency-Key",
                    "Send 1 to " + LONGEST + " characters, such as a UUID, or no key at all.");
        }
        MessageDigest digest = Sha256.begin();
        digest.update(target.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        return new Idempotency(key, digest.digest(body));
    }
}
