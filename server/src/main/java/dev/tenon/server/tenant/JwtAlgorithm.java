package dev.tenon.server.tenant;

import dev.tenon.diagnostics.Refusal;

/// How a token is signed. Each key has one, and a token that names another is refused.
public enum JwtAlgorithm {
    /// RSA with SHA-256.
    RS256("RS256"),
    /// Ed25519.
    EDDSA("EdDSA");

    private final String wireName;

    JwtAlgorithm(String wireName) {
        this.wireName = wireName;
    }

    /// The name in a token's header.
    public String wireName() {
        return wireName;
    }

    /// @throws Refusal `jwt-key.unknown-algorithm`
    public static JwtAlgorithm parse(String name) {
        for (JwtAlgorithm each : values()) if (each.wireName.equals(name)) return each;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "jwt-key.unknown-algorithm",
                "Tokens cannot be signed with \"" + name + "\" here.",
                "body.algorithm",
                "Use RS256 or EdDSA (Ed25519).");
    }
}
