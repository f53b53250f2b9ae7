package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.spi.SignIn.Assertion;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.node.ObjectNode;

/// Signs JSON Web Tokens (RFC 7519, 7515, 7518) with a customer's key.
final class Assertions {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final String PEM = "-----(BEGIN|END) [A-Z ]+-----|\\s";

    private Assertions() {}

    /// A token.
    ///
    /// @throws Refusal `connection.bad-key` when the key is none
    static String sign(Assertion assertion, Map<String, String> values, Instant now) {
        String key = Template.fill(assertion.key(), values).orElse("");
        var named = new HashMap<>(values);
        named.put("random", UUID.randomUUID().toString());
        try {
            if (!assertion.algorithm().equals("HS256")) {
                PrivateKey parsed = key(assertion.algorithm(), key);
                if (parsed instanceof RSAPrivateCrtKey rsa) {
                    named.put("keyFingerprint", fingerprint(rsa));
                }
            }
            String head = URL.encodeToString(Json.bytes(header(assertion, named)));
            String body = URL.encodeToString(Json.bytes(claims(assertion, named, now)));
            byte[] signed = (head + "." + body).getBytes(StandardCharsets.US_ASCII);
            return head + "." + body + "." + URL.encodeToString(signature(assertion, key, signed));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "connection.bad-key",
                    "The private key cannot be used for " + assertion.algorithm() + ".",
                    "body",
                    "Give the whole key as the provider made it, in PEM with its first and last"
                            + " line, not encrypted.");
        }
    }

    private static ObjectNode header(Assertion assertion, Map<String, String> values) {
        ObjectNode header = Json.object();
        header.put("alg", assertion.algorithm());
        header.put("typ", "JWT");
        fill(header, assertion.header(), values);
        return header;
    }

    private static ObjectNode claims(Assertion assertion, Map<String, String> values, Instant now) {
        ObjectNode claims = Json.object();
        fill(claims, assertion.claims(), values);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(assertion.life()).getEpochSecond());
        return claims;
    }

    private static void fill(
            ObjectNode json, Map<String, String> members, Map<String, String> values) {
        members.forEach((name, template) ->
                Template.fill(template, values).ifPresent(value -> json.put(name, value)));
    }

    private static byte[] signature(Assertion assertion, String key, byte[] signed)
            throws GeneralSecurityException {
        return switch (assertion.algorithm()) {
            case "HS256" -> {
                byte[] secret =
                        assertion.isHex()
                                ? HexFormat.of().parseHex(key)
                                : key.getBytes(StandardCharsets.UTF_8);
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret, "HmacSHA256"));
                yield mac.doFinal(signed);
            }
            case "RS256" -> signature("SHA256withRSA", key("RS256", key), signed);
            case "ES256" -> signature("SHA256withECDSAinP1363Format", key("ES256", key), signed);
            default -> throw new GeneralSecurityException("unknown " + assertion.algorithm());
        };
    }

    private static byte[] signature(String name, PrivateKey key, byte[] signed)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(name);
        signature.initSign(key);
        signature.update(signed);
        return signature.sign();
    }

    private static PrivateKey key(String algorithm, String pem) throws GeneralSecurityException {
        byte[] der = Base64.getDecoder().decode(pem.replace("\\n", "\n").replaceAll(PEM, ""));
        boolean isPkcs1 = pem.contains("BEGIN RSA PRIVATE KEY");
        return KeyFactory.getInstance(algorithm.startsWith("RS") ? "RSA" : "EC")
                .generatePrivate(new PKCS8EncodedKeySpec(isPkcs1 ? pkcs8(der) : der));
    }

    /// A PKCS #1 key with the frame of PKCS #8 around it (RFC 5958; the algorithm is
    /// rsaEncryption).
    private static byte[] pkcs8(byte[] pkcs1) {
        byte[] algorithm = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
        return der(0x30, join(algorithm, der(0x04, pkcs1)));
    }

    private static byte[] der(int tag, byte[] content) {
        byte[] length = BigInteger.valueOf(content.length).toByteArray();
        if (length[0] == 0 && length.length > 1) {
            length = java.util.Arrays.copyOfRange(length, 1, length.length);
        }
        byte[] head =
                content.length < 128
                        ? new byte[] {(byte) tag, (byte) content.length}
                        : join(new byte[] {(byte) tag, (byte) (0x80 | length.length)}, length);
        return join(head, content);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /// `SHA256:` and the hash of the public key, as Snowflake names keys.
    private static String fingerprint(RSAPrivateCrtKey key) throws GeneralSecurityException {
        byte[] published =
                KeyFactory.getInstance("RSA")
                        .generatePublic(
                                new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
                        .getEncoded();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(published);
        return "SHA256:" + Base64.getEncoder().encodeToString(hash);
    }
}
