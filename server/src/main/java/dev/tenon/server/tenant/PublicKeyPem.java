package dev.tenon.server.tenant;

import dev.tenon.diagnostics.Refusal;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads public keys as people keep them: a PEM file that begins with `BEGIN PUBLIC KEY`.
public final class PublicKeyPem {
    private static final Pattern PUBLIC =
            Pattern.compile(
                    "\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");
    private static final int LONGEST = 16 * 1024;
    private static final int LEAST_BITS = 2_048;
    private static final int MOST_BITS = 8_192;
    private static final int MOST_EXPONENT_BITS = 33;

    private PublicKeyPem() {}

    /// The key of a PEM text.
    ///
    /// @throws Refusal `jwt-key.private-key`, `jwt-key.bad-pem`, `jwt-key.wrong-type` or
    ///   `jwt-key.weak`; none of them shows any of the text
    public static PublicKey read(String pem, JwtAlgorithm algorithm) {
        if (pem.contains("PRIVATE KEY")) throw isPrivate();
        byte[] der = der(pem);
        return switch (algorithm) {
            case RS256 -> strong(key("RSA", der));
            case EDDSA -> key("Ed25519", der);
        };
    }

    private static byte[] der(String pem) {
        Matcher found = PUBLIC.matcher(pem);
        if (pem.length() > LONGEST || !found.matches()) throw notPem();
        try {
            byte[] der = Base64.getDecoder().decode(found.group(1).replaceAll("\\s", ""));
            if (der.length > 0) return der;
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw notPem();
    }

    private static PublicKey key(String type, byte[] der) {
        try {
            return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException _) {
            throw refusal(
                    "jwt-key.wrong-type",
                    "This is no public key of the type " + type + ".",
                    "Send a key of that type, or name the algorithm that fits it: RS256 for RSA,"
                            + " EdDSA for Ed25519.");
        }
    }

    /// A key that is neither easy to break nor costly to use.
    private static PublicKey strong(PublicKey key) {
        if (!(key instanceof RSAPublicKey rsa)) throw notPem();
        int bits = rsa.getModulus().bitLength();
        BigInteger exponent = rsa.getPublicExponent();
        boolean isUsual = exponent.testBit(0) && exponent.compareTo(BigInteger.TWO) > 0;
        if (bits >= LEAST_BITS
                && bits <= MOST_BITS
                && isUsual
                && exponent.bitLength() <= MOST_EXPONENT_BITS) {
            return key;
        }
        throw refusal(
                "jwt-key.weak",
                "This RSA key has "
                        + bits
                        + " bits and the public exponent of "
                        + exponent.bitLength()
                        + " bits.",
                "Make one with 2048 to 8192 bits and the usual exponent: openssl genpkey -algorithm"
                        + " RSA -pkeyopt rsa_keygen_bits:3072 -out private.pem");
    }

    private static Refusal isPrivate() {
        return refusal(
                "jwt-key.private-key",
                "This is a private key. It was not stored.",
                "Send its public half, and make a new pair: whoever saw this text can sign tokens."
                        + " openssl pkey -in private.pem -pubout");
    }

    private static Refusal notPem() {
        return refusal(
                "jwt-key.bad-pem",
                "This is no public key in PEM.",
                "Send the text from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----, as"
                        + " openssl pkey -in private.pem -pubout prints it.");
    }

    private static Refusal refusal(String code, String what, String fix) {
        return new Refusal(Refusal.Kind.INVALID, code, what, "body.publicKeyPem", fix);
    }
}
