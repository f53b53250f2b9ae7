package dev.tenon.acceptance.platform;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/// A message as it came to a webhook.
record Delivered(String id, String timestamp, String signature, String body) {
    JsonNode json() {
        return Product.JSON.readTree(body);
    }

    /// As the Standard Webhooks specification has it.
    boolean isSignedWith(String secret) {
        try {
            byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
            String wanted = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
            return signature.equals(wanted);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
