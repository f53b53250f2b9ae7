package dev.tenon.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.seal.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final Secret KEY = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Secret NEWER = new Secret("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX");
    private static final Instant AT = Instant.ofEpochSecond(1_614_265_330, 999_000_000);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

    /// Computed with another program: HMAC-SHA256 over `id.timestamp.body`, in base64.
    @Test
    void a_known_message_has_its_known_signature() {
        Map<String, String> headers =
                Signature.headers(List.of(KEY), "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, BODY);

        assertThat(headers)
                .containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .containsEntry("webhook-timestamp", "1614265330")
                .containsEntry(
                        "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void several_keys_sign_side_by_side_and_both_kinds_of_headers_say_the_same() {
        Map<String, String> headers =
                Signature.headers(List.of(NEWER, KEY), "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, BODY);

        assertThat(headers.get("webhook-signature"))
                .isEqualTo(
                        "v1,/485aUtxlie+TIScVpHggMfqOB4so2KWb7+Gf727B44= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        for (String part : List.of("id", "timestamp", "signature"))
            assertThat(headers.get("svix-" + part)).isEqualTo(headers.get("webhook-" + part));
    }
}
