package dev.tenon.server.api;

import dev.tenon.server.digest.Sha256;
import java.util.Base64;

/// SHA-256 in base 64: what keys and tokens are remembered by, which have many random bits, and
/// what pages name their own scripts by.
final class Digests {
    private Digests() {}

    static String of(String text) {
        return Base64.getEncoder().encodeToString(Sha256.of(text));
    }
}
