package dev.tenon.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyPemTest {
    private static KeyPair pair(String type, int size) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
        if (size > 0) generator.initialize(size);
        return generator.generateKeyPair();
    }

    private static String pem(String type, Key key) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(type, Base64.getMimeEncoder().encodeToString(key.getEncoded()), type);
    }

    private static String publicPem(Key key) {
        return pem("PUBLIC KEY", key);
    }

    private static Diagnostic refusal(String pem, JwtAlgorithm algorithm) {
        return catchThrowableOfType(Refusal.class, () -> PublicKeyPem.read(pem, algorithm))
                .diagnostics()
                .getFirst();
    }

    @Test
    void keys_of_both_kinds_are_read() throws GeneralSecurityException {
        Key rsa = pair("RSA", 2048).getPublic();
        Key ed25519 = pair("Ed25519", 0).getPublic();

        assertThat(PublicKeyPem.read(publicPem(rsa), JwtAlgorithm.RS256)).isEqualTo(rsa);
        assertThat(
                        PublicKeyPem.read(
                                "\n" + publicPem(ed25519).replace("\n", "\r\n"),
                                JwtAlgorithm.EDDSA))
                .isEqualTo(ed25519);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
    void a_private_key_is_refused_and_not_repeated(String type) throws GeneralSecurityException {
        String pem = pem(type, pair("Ed25519", 0).getPrivate());

        Diagnostic refusal = refusal(pem, JwtAlgorithm.EDDSA);

        assertThat(refusal.code()).isEqualTo("jwt-key.private-key");
        assertThat(refusal.toString()).doesNotContain(pem.split("\n", -1)[1]);
        assertThat(refusal.fix()).contains("make a new pair");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-ed25519 AAAA",
                "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n!!\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
            })
    void what_is_no_public_key_is_refused(String pem) {
        assertThat(refusal(pem, JwtAlgorithm.RS256).code()).isEqualTo("jwt-key.bad-pem");
    }

    @Test
    void a_key_of_another_type_than_its_algorithm_is_refused() throws GeneralSecurityException {
        String rsa = publicPem(pair("RSA", 2048).getPublic());
        String curve = publicPem(pair("EC", 256).getPublic());
        String ed25519 = publicPem(pair("Ed25519", 0).getPublic());

        assertThat(refusal(rsa, JwtAlgorithm.EDDSA).code()).isEqualTo("jwt-key.wrong-type");
        assertThat(refusal(ed25519, JwtAlgorithm.RS256).code()).isEqualTo("jwt-key.wrong-type");
        assertThat(refusal(curve, JwtAlgorithm.RS256).code()).isEqualTo("jwt-key.wrong-type");
        assertThat(refusal(curve, JwtAlgorithm.EDDSA).code()).isEqualTo("jwt-key.wrong-type");
    }

    @Test
    void rsa_keys_that_are_easy_to_break_or_costly_to_use_are_refused()
            throws GeneralSecurityException {
        RSAPublicKey good = (RSAPublicKey) pair("RSA", 2048).getPublic();
        Key costly =
                KeyFactory.getInstance("RSA")
                        .generatePublic(
                                new RSAPublicKeySpec(
                                        good.getModulus(),
                                        BigInteger.TWO.pow(64).add(BigInteger.ONE)));

        assertThat(refusal(publicPem(pair("RSA", 1024).getPublic()), JwtAlgorithm.RS256).what())
                .contains("1024 bits");
        assertThat(refusal(publicPem(costly), JwtAlgorithm.RS256).code()).isEqualTo("jwt-key.weak");
    }

    @Test
    void there_are_two_algorithms() {
        assertThat(JwtAlgorithm.parse("EdDSA")).isEqualTo(JwtAlgorithm.EDDSA);
        for (String name : new String[] {"none", "HS256", "rs256", "ES256", ""}) {
            assertThat(
                            catchThrowableOfType(Refusal.class, () -> JwtAlgorithm.parse(name))
                                    .diagnostics()
                                    .getFirst()
                                    .code())
                    .isEqualTo("jwt-key.unknown-algorithm");
        }
    }
}
