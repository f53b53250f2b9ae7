package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.Assertion;
import dev.tenon.spi.SignIn.Body;
import dev.tenon.spi.SignIn.ClientProof;
import dev.tenon.spi.SignIn.Field;
import dev.tenon.spi.SignIn.Identity;
import dev.tenon.spi.SignIn.Scheme;
import dev.tenon.spi.SignIn.TokenCall;
import dev.tenon.spi.SignIn.TokenEndpoint;
import dev.tenon.spi.SignIn.TokenReply;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestDatabase.class)
class PrivateKeyJwtTest {
    private final Acorn acorn;
    private final KeyPair keys;

    PrivateKeyJwtTest(Db db, @TempDir Path keys) throws NoSuchAlgorithmException {
        this.acorn = new Acorn(db, keys);
        this.keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    }

    @AfterEach
    void close() {
        acorn.close();
    }

    private static ConnectorInfo info() {
        var obtain =
                new TokenCall(
                        "POST",
                        "https://acorn.example/token",
                        Body.FORM,
                        ClientProof.PRIVATE_KEY_JWT,
                        TokenCall.grantParams("client_credentials"),
                        List.of());
        var refresh =
                new TokenCall(
                        "POST",
                        "https://acorn.example/token",
                        Body.FORM,
                        ClientProof.PRIVATE_KEY_JWT,
                        TokenCall.grantParams("refresh_token"),
                        List.of());
        var assertion =
                new Assertion(
                        "PS256",
                        "{{privateKey}}",
                        false,
                        Map.of("kid", "{{keyId}}"),
                        Map.of(
                                "iss", "{{clientId}}",
                                "sub", "{{clientId}}",
                                "aud", "{{tokenEndpoint}}",
                                "jti", "{{random}}"),
                        Duration.ofMinutes(5));
        return Acorn.info(
                new SignIn(
                        Scheme.CLIENT_CREDENTIALS,
                        List.of(
                                Field.required("clientId", "Client id"),
                                Field.required("keyId", "Key id"),
                                Field.required("privateKey", "Private key")),
                        Optional.empty(),
                        Optional.of(assertion),
                        Optional.of(
                                new TokenEndpoint(
                                        obtain,
                                        refresh,
                                        Optional.of(
                                                obtain.revocation("https://acorn.example/revoke")),
                                        TokenReply.oauth2(
                                                Set.of(), Identity.NONE, Duration.ofHours(1)),
                                        Duration.ZERO)),
                        Acorn.BEARER),
                "");
    }

    private Connection connect() {
        acorn.provider.answer("/token", "{\"access_token\": \"a-1\", \"refresh_token\": \"r-1\"}");
        String key = Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded());
        return acorn.connect(
                info(),
                Map.of(
                        "clientId",
                        "me",
                        "keyId",
                        "k1",
                        "privateKey",
                        "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----"));
    }

    /// What the last call proved, after the check that the client's key has signed it.
    private JWTClaimsSet proved() throws Exception {
        Map<String, String> form = acorn.provider.last().form();
        assertThat(form)
                .containsEntry(
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .doesNotContainKeys("client_secret", "assertion");
        SignedJWT token = SignedJWT.parse(form.get("client_assertion"));
        assertThat(token.verify(new RSASSAVerifier((RSAPublicKey) keys.getPublic()))).isTrue();
        assertThat(token.getHeader().getKeyID()).isEqualTo("k1");
        return token.getJWTClaimsSet();
    }

    @Test
    void a_client_proves_itself_with_a_token_that_it_signs() throws Exception {
        connect();

        JWTClaimsSet claims = proved();
        assertThat(claims.getIssuer()).isEqualTo("me");
        assertThat(claims.getSubject()).isEqualTo("me");
        assertThat(claims.getAudience()).containsExactly(acorn.provider.url() + "/token");
        assertThat(
                        Duration.between(
                                claims.getIssueTime().toInstant(),
                                claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void every_call_has_one_of_its_own() throws Exception {
        Connection connection = connect();
        String first = proved().getJWTID();

        acorn.desk.node().renew(connection, info());
        String second = proved().getJWTID();
        assertThat(acorn.provider.last().form()).containsEntry("refresh_token", "r-1");

        acorn.provider.answer("/revoke", "");
        acorn.desk.node().revoke(connection, info());
        JWTClaimsSet third = proved();
        assertThat(acorn.provider.last().form()).containsEntry("token", "r-1");
        assertThat(third.getAudience()).containsExactly(acorn.provider.url() + "/token");

        assertThat(Set.of(first, second, third.getJWTID())).hasSize(3);
    }
}
