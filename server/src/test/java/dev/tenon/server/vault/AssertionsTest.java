package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.spi.SignIn.Assertion;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AssertionsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private static Assertion assertion(String algorithm, boolean isHex) {
        return new Assertion(
                algorithm,
                "{{privateKey}}",
                isHex,
                Map.of("kid", "{{keyId}}"),
                Map.of("iss", "{{clientId}}", "aud", "https://login.example", "sub", "{{absent}}"),
                Duration.ofMinutes(3));
    }

    private static String sign(Assertion assertion, String key) {
        Map<String, String> values = Map.of("privateKey", key, "keyId", "k1", "clientId", "me");
        return Assertions.sign(assertion, values, NOW);
    }

    private static String pem(String what, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    private static JsonNode part(String token, int number) {
        byte[] bytes = Base64.getUrlDecoder().decode(token.split("\\.", -1)[number]);
        return Json.parse(new String(bytes, StandardCharsets.UTF_8));
    }

    private static boolean isSigned(String token, JWSVerifier verifier) throws Exception {
        return SignedJWT.parse(token).verify(verifier);
    }

    private static RSASSAVerifier by(KeyPair pair) {
        return new RSASSAVerifier((RSAPublicKey) pair.getPublic());
    }

    @Test
    void claims_and_header_are_filled_in() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        String token =
                sign(assertion("RS256", false), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));

        assertThat(part(token, 0))
                .isEqualTo(Json.parse("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}"));
        JsonNode claims = part(token, 1);
        assertThat(claims.path("iss").asString()).isEqualTo("me");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(180);
        assertThat(claims.has("sub")).as("a claim without a value").isFalse();
        assertThat(isSigned(token, by(pair))).isTrue();
    }

    @Test
    void a_key_of_the_older_form_is_taken_too() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        // The key itself is the last part of PKCS #8, behind a head of 26 bytes.
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

        String token = sign(assertion("RS256", false), pem("RSA PRIVATE KEY", pkcs1));

        assertThat(isSigned(token, by(pair))).isTrue();
    }

    @Test
    void elliptic_curves_sign_as_the_specification_writes_it() throws Exception {
        KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
        curve.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = curve.generateKeyPair();

        String token =
                sign(assertion("ES256", false), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));

        assertThat(isSigned(token, new ECDSAVerifier((ECPublicKey) pair.getPublic()))).isTrue();
    }

    @Test
    void secrets_in_hexadecimal_are_decoded() throws Exception {
        byte[] secret = new byte[32];
        secret[3] = (byte) 0xfe;

        String token = sign(assertion("HS256", true), HexFormat.of().formatHex(secret));

        assertThat(isSigned(token, new MACVerifier(secret))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PS256", "RS512"})
    void other_algorithms_of_the_same_key_are_known(String algorithm) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        String token =
                sign(
                        assertion(algorithm, false),
                        pem("PRIVATE KEY", pair.getPrivate().getEncoded()));

        assertThat(isSigned(token, by(pair))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no key",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
            })
    void what_is_no_key_is_told_and_not_shown(String key) {
        assertThatThrownBy(() -> sign(assertion("RS256", false), key))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("RS256")
                .hasMessageNotContaining("AAAA");
    }
}
