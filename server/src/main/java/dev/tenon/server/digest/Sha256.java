package dev.tenon.server.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256. What has many random bits, such as a key or a state, may be remembered by it as it is;
/// what people choose may not.
public final class Sha256 {
    private Sha256() {}

    /// The hash of a text in UTF-8.
    public static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The hash of bytes.
    public static byte[] of(byte[] bytes) {
        return begin().digest(bytes);
    }

    /// A hash that is fed piece by piece.
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }
}
