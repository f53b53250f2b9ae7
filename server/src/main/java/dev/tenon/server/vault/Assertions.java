package dev.tenon.server.vault;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.spi.SignIn.Assertion;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// Signs JSON Web Tokens (RFC 7519, 7515, 7518) with a customer's key.
final class Assertions {
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
            JWSAlgorithm algorithm = JWSAlgorithm.parse(assertion.algorithm());
            JWSSigner signer = signer(algorithm, assertion, key, named);
            var header = new HashMap<String, Object>(filled(assertion.header(), named));
            header.put("alg", algorithm.getName());
            header.put("typ", "JWT");
            byte[] claims = Json.bytes(claims(assertion, named, now));
            var token = new JWSObject(JWSHeader.parse(header), new Payload(claims));
            token.sign(signer);
            return token.serialize();
        } catch (GeneralSecurityException
                | IllegalArgumentException
                | JOSEException
                | ParseException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "connection.bad-key",
                    "The private key cannot be used for " + assertion.algorithm() + ".",
                    "body",
                    "Give the whole key as the provider made it, in PEM with its first and last"
                            + " line, not encrypted.");
        }
    }

    private static ObjectNode claims(Assertion assertion, Map<String, String> values, Instant now) {
        ObjectNode claims = Json.object(filled(assertion.claims(), values));
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(assertion.life()).getEpochSecond());
        return claims;
    }

    /// Those that have a value.
    private static Map<String, String> filled(
            Map<String, String> members, Map<String, String> values) {
        var filled = new HashMap<String, String>();
        members.forEach((name, template) ->
                Template.fill(template, values).ifPresent(value -> filled.put(name, value)));
        return filled;
    }

    /// @param named gets the name of the key, where it has one
    private static JWSSigner signer(
            JWSAlgorithm algorithm, Assertion assertion, String key, Map<String, String> named)
            throws GeneralSecurityException, JOSEException {
        if (JWSAlgorithm.Family.HMAC_SHA.contains(algorithm)) {
            return new MACSigner(
                    assertion.isHex()
                            ? HexFormat.of().parseHex(key)
                            : key.getBytes(StandardCharsets.UTF_8));
        }
        if (JWSAlgorithm.Family.EC.contains(algorithm)) {
            Curve curve = Curve.forJWSAlgorithm(algorithm).iterator().next();
            return new ECDSASigner(key("EC", key), curve);
        }
        PrivateKey rsa = key("RSA", key);
        if (rsa instanceof RSAPrivateCrtKey whole) named.put("keyFingerprint", fingerprint(whole));
        return new RSASSASigner(rsa);
    }

    private static PrivateKey key(String kind, String pem) throws GeneralSecurityException {
        byte[] der = Base64.getDecoder().decode(pem.replace("\\n", "\n").replaceAll(PEM, ""));
        KeyFactory factory = KeyFactory.getInstance(kind);
        return pem.contains("BEGIN RSA PRIVATE KEY")
                ? (PrivateKey) factory.translateKey(new Pkcs1(der))
                : factory.generatePrivate(new PKCS8EncodedKeySpec(der));
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

    /// An RSA key in its older form (RFC 8017, A.1.2), which the JDK translates.
    private record Pkcs1(byte[] getEncoded) implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return "RSA";
        }

        @Override
        public String getFormat() {
            return "PKCS#1";
        }

        @Override
        public String toString() {
            return "Pkcs1(***)";
        }
    }
}
