import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Says whether a webhook comes from Tenon, as the Standard Webhooks specification has it. There
/// are libraries for this in most languages (`standardwebhooks`, `svix`).
///
/// @param secret the destination's signing key, which begins with `whsec_`
record Signature(String secret) {
    /// An old message that somebody recorded and sends again is refused.
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /// @param signatures of one key or, while keys are exchanged, of several, with spaces between
    boolean isOf(String id, String timestamp, String signatures, byte[] body) {
        if (id == null || timestamp == null || signatures == null) return false;
        if (!timestamp.matches("\\d{1,12}")) return false;
        Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
        if (Duration.between(sent, Instant.now()).abs().compareTo(TOLERANCE) > 0) return false;
        byte[] wanted = ("v1," + signed(id + "." + timestamp + ".", body)).getBytes();
        for (String each : signatures.split(" ")) {
            if (MessageDigest.isEqual(wanted, each.getBytes())) return true;
        }
        return false;
    }

    private String signed(String head, byte[] body) {
        try {
            byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
