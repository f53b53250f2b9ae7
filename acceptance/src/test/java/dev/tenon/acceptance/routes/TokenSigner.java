package dev.tenon.acceptance.routes;

import dev.tenon.acceptance.platform.Product;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A team's backend that signs tokens for its customers, with nothing but the JDK.
final class TokenSigner {
    private final KeyPair pair = pair();
    private final String kid;

    TokenSigner(Product product) {
        ObjectNode body = Product.JSON.createObjectNode().put("label", "web");
        body.put("algorithm", "EdDSA").put("publicKeyPem", pem(pair));
        kid =
                product.json("POST", product.path("/jwt-keys"), body.toString())
                        .path("kid")
                        .asString("");
    }

    static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing);
        }
    }

    static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    String kid() {
        return kid;
    }

    String token(String group, @Nullable String consumer) {
        long now = Instant.now().getEpochSecond();
        ObjectNode claims = Product.JSON.createObjectNode().put("groupRef", group);
        if (consumer != null) claims.put("consumerRef", consumer);
        claims.put("iat", now).put("exp", now + 600);
        ObjectNode header = Product.JSON.createObjectNode().put("alg", "EdDSA").put("kid", kid);
        String signed = part(header) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encoded(signature.sign());
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing);
        }
    }

    private static String part(ObjectNode json) {
        return encoded(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
