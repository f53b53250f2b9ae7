package dev.tenon.server.delivery;

import dev.tenon.server.seal.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs messages as the Standard Webhooks specification says: HMAC-SHA256 over
/// `id.timestamp.body`, once per key. The same values also go out under Svix's header names.
final class Signature {
    private Signature() {}

    static Map<String, String> headers(
            List<Secret> keys, String messageId, Instant at, byte[] body) {
        String timestamp = Long.toString(at.getEpochSecond());
        String signatures =
                keys.stream()
                        .map(key -> "v1," + sign(key, messageId + "." + timestamp + ".", body))
                        .collect(Collectors.joining(" "));
        return Map.of(
                "webhook-id", messageId,
                "webhook-timestamp", timestamp,
                "webhook-signature", signatures,
                "svix-id", messageId,
                "svix-timestamp", timestamp,
                "svix-signature", signatures);
    }

    private static String sign(Secret key, String prefix, byte[] body) {
        try {
            byte[] secret = Base64.getDecoder().decode(key.reveal().substring("whsec_".length()));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has HmacSHA256", impossible);
        }
    }
}
