package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.Assertion;
import dev.tenon.spi.SignIn.Body;
import dev.tenon.spi.SignIn.ClientProof;
import dev.tenon.spi.SignIn.Field;
import dev.tenon.spi.SignIn.Identity;
import dev.tenon.spi.SignIn.Placement;
import dev.tenon.spi.SignIn.Proof;
import dev.tenon.spi.SignIn.Scheme;
import dev.tenon.spi.SignIn.Signature;
import dev.tenon.spi.SignIn.TokenCall;
import dev.tenon.spi.SignIn.TokenEndpoint;
import dev.tenon.spi.SignIn.TokenReply;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
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

/// Every way in that asks nobody, as data, against a provider that only says what it was told to.
@ExtendWith(TestDatabase.class)
class KnownCredentialsTest {
    private final Acorn acorn;

    KnownCredentialsTest(Db db, @TempDir Path keys) {
        this.acorn = new Acorn(db, keys);
    }

    @AfterEach
    void close() {
        acorn.close();
    }

    @Test
    void a_key_stands_in_a_header_or_in_the_url() {
        ConnectorInfo info =
                Acorn.info(
                        Acorn.given(
                                Scheme.API_KEY,
                                List.of(Field.required("apiKey", "API key")),
                                Placement.header("X-Key", "Token {{apiKey}}"),
                                Placement.query("api_key", "{{apiKey}}")),
                        "");

        Connection connection = acorn.connect(info, Map.of("apiKey", "k&1"));

        CallProofs.Shown shown = acorn.call(info, connection);
        assertThat(shown.headers()).containsEntry("X-Key", "Token k&1");
        assertThat(shown.uri().getRawQuery()).isEqualTo("a=b&api_key=k%261");
        assertThat(connection.account().authScheme()).isEqualTo("apiKey");
        assertThat(acorn.provider.asked).isEmpty();
    }

    @Test
    void a_name_and_a_password_or_a_key_in_the_place_of_one() {
        ConnectorInfo basic =
                Acorn.info(
                        Acorn.given(
                                Scheme.BASIC,
                                List.of(
                                        Field.required("username", "Name"),
                                        Field.required("password", "Password")),
                                Placement.basic("{{username}}:{{password}}")),
                        "");
        ConnectorInfo key =
                Acorn.info(
                        Acorn.given(
                                Scheme.BASIC,
                                List.of(Field.required("apiKey", "API key")),
                                Placement.basic("{{apiKey}}:x")),
                        "");

        Connection one = acorn.connect(basic, Map.of("username", "ada", "password", "pä:ss"));
        assertThat(acorn.call(basic, one).headers())
                .containsEntry("Authorization", "Basic " + Acorn.base64("ada:pä:ss"));
        Connection other = acorn.connect(key, Map.of("apiKey", "k"));
        assertThat(acorn.call(key, other).headers())
                .containsEntry("Authorization", "Basic " + Acorn.base64("k:x"));
    }

    @Test
    void every_field_that_is_missing_is_told() {
        ConnectorInfo info =
                Acorn.info(
                        Acorn.given(
                                Scheme.BASIC,
                                List.of(
                                        Field.required("username", "Name"),
                                        Field.required("password", "Password"),
                                        new Field("realm", "Realm", "", false))),
                        "");

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> acorn.connect(info, Map.of()));

        assertThat(refusal.diagnostics())
                .extracting(Diagnostic::what)
                .containsExactly("Acorn needs \"username\".", "Acorn needs \"password\".");
        assertThat(acorn.connections()).isEqualTo(1);
    }

    @Test
    void a_credential_is_tried_before_it_is_stored() {
        ConnectorInfo info =
                Acorn.info(
                        Acorn.given(
                                Scheme.API_KEY,
                                List.of(Field.required("apiKey", "API key")),
                                Placement.header("X-Key", "{{apiKey}}")),
                        "/me");
        acorn.provider.answer("/api/me", 401, "text/html", "<html>");

        assertThatThrownBy(() -> acorn.connect(info, Map.of("apiKey", "wrong")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("refused")
                .hasMessageNotContaining("wrong");
        assertThat(acorn.connections()).isEqualTo(1);

        acorn.provider.answer("/api/me", 503, "", "");
        assertThat(acorn.connect(info, Map.of("apiKey", "good"))).isNotNull();
        assertThat(acorn.provider.last().header("X-Key")).isEqualTo("good");
    }

    @Test
    void a_client_of_the_customers_own() {
        TokenCall call =
                new TokenCall(
                        "POST",
                        "https://acorn.example/token",
                        Body.FORM,
                        ClientProof.BASIC,
                        TokenCall.grantParams("client_credentials"),
                        List.of());
        List<Field> fields =
                List.of(
                        Field.required("clientId", "Client id"),
                        Field.required("clientSecret", "Client secret"));
        ConnectorInfo info =
                Acorn.info(Acorn.exchanged(Scheme.CLIENT_CREDENTIALS, fields, call), "");
        acorn.provider.answer("/token", "{\"access_token\": \"a1\", \"expires_in\": 600}");

        Connection connection =
                acorn.connect(
                        info, Map.of("clientId", "me", "clientSecret", "s:1", "scope", "read"));

        assertThat(acorn.provider.last().header("Authorization"))
                .isEqualTo("Basic " + Acorn.base64("me:s%3A1"));
        assertThat(acorn.provider.last().form())
                .isEqualTo(Map.of("grant_type", "client_credentials", "scope", "read"));
        assertThat(acorn.call(info, connection).headers())
                .containsEntry("Authorization", "Bearer a1");

        acorn.desk.expired();
        acorn.provider.answer("/token", "{\"access_token\": \"a2\", \"expires_in\": 600}");
        assertThat(acorn.call(info, connection).headers())
                .containsEntry("Authorization", "Bearer a2");
        assertThat(acorn.provider.last().form()).containsEntry("scope", "read");

        acorn.desk.expired();
        acorn.provider.answer("/token", 401, "application/json", "{\"error\": \"invalid_client\"}");
        assertThatThrownBy(() -> acorn.call(info, connection))
                .as("the customer has taken their client back")
                .isInstanceOf(ProviderException.Revoked.class);
    }

    @Test
    void a_password_of_the_customer_with_the_teams_client() {
        TokenCall call = TokenCall.grant("https://acorn.example/token", "password");
        List<Field> fields =
                List.of(Field.required("username", "Name"), Field.required("password", "Password"));
        ConnectorInfo info = Acorn.info(Acorn.exchanged(Scheme.PASSWORD, fields, call), "");
        acorn.provider.answer("/token", "{\"access_token\": \"a1\", \"refresh_token\": \"r1\"}");

        acorn.connect(info, Map.of("username", "ada", "password", "pw"));

        assertThat(acorn.provider.last().form())
                .containsEntry("grant_type", "password")
                .containsEntry("username", "ada")
                .containsEntry("password", "pw")
                .containsEntry("client_id", "team")
                .containsEntry("client_secret", "team secret");
    }

    @Test
    void a_token_of_our_own_signing_is_exchanged() throws NoSuchAlgorithmException {
        byte[] key =
                KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
        String grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        SignIn plain =
                Acorn.exchanged(
                        Scheme.JWT,
                        List.of(
                                Field.required("clientId", "Client id"),
                                Field.required("username", "User"),
                                Field.required("privateKey", "Private key")),
                        new TokenCall(
                                "POST",
                                "https://acorn.example/token",
                                Body.FORM,
                                ClientProof.NONE,
                                TokenCall.grantParams(grant),
                                List.of()));
        var assertion =
                new Assertion(
                        "RS256",
                        "{{privateKey}}",
                        false,
                        Map.of(),
                        Map.of("iss", "{{clientId}}", "sub", "{{username}}"),
                        Duration.ofMinutes(3));
        ConnectorInfo info =
                Acorn.info(
                        new SignIn(
                                Scheme.JWT,
                                plain.fields(),
                                Optional.empty(),
                                Optional.of(assertion),
                                plain.tokens(),
                                Acorn.BEARER),
                        "");
        acorn.provider.answer("/token", "{\"access_token\": \"a1\"}");

        acorn.connect(
                info,
                Map.of(
                        "clientId", "me",
                        "username", "ada",
                        "privateKey",
                                "-----BEGIN PRIVATE KEY-----\n"
                                        + Base64.getMimeEncoder().encodeToString(key)
                                        + "\n-----END PRIVATE KEY-----"));

        Map<String, String> form = acorn.provider.last().form();
        assertThat(form).containsEntry("grant_type", grant).doesNotContainKey("client_secret");
        assertThat(form.getOrDefault("assertion", "").split("\\.", -1)).hasSize(3);
    }

    @Test
    void fields_are_exchanged_by_a_call_of_the_providers_own() {
        TokenCall call =
                new TokenCall(
                        "POST",
                        "https://{{subdomain}}.acorn.example/session",
                        Body.JSON,
                        ClientProof.NONE,
                        Map.of(
                                "/login/name", "{{username}}",
                                "/login/secret", "{{password}}",
                                "mfa", "{{absent}}"),
                        List.of(Placement.header("X-Client", "{{apiKey}}")));
        SignIn plain =
                Acorn.exchanged(
                        Scheme.TOKEN_EXCHANGE,
                        List.of(
                                Field.required("username", "Name"),
                                Field.required("password", "Password"),
                                Field.required("apiKey", "Key")),
                        call);
        var reply =
                new TokenReply(
                        "/session/id",
                        "",
                        "",
                        Map.of(),
                        Identity.NONE,
                        Duration.ofMinutes(20),
                        Set.of());
        ConnectorInfo info =
                Acorn.info(
                        new SignIn(
                                plain.scheme(),
                                plain.fields(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(
                                        new TokenEndpoint(
                                                call,
                                                call,
                                                Optional.empty(),
                                                reply,
                                                Duration.ZERO)),
                                new Proof(
                                        List.of(Placement.header("X-Session", "{{accessToken}}")),
                                        Signature.NONE,
                                        List.of())),
                        "");
        acorn.provider.answer("/session", "{\"session\": {\"id\": \"s1\"}}");

        Connection connection =
                acorn.connect(info, Map.of("username", "ada", "password", "pw", "apiKey", "k"));

        assertThat(acorn.provider.last().body())
                .contains("\"login\":{")
                .contains("\"name\":\"ada\"")
                .contains("\"secret\":\"pw\"")
                .doesNotContain("mfa");
        assertThat(acorn.provider.last().header("X-Client")).isEqualTo("k");
        assertThat(acorn.call(info, connection).headers()).containsEntry("X-Session", "s1");
    }

    @Test
    void token_based_authentication_of_netsuite() {
        SignIn signIn =
                new SignIn(
                        Scheme.OAUTH1,
                        List.of(
                                Field.required("clientId", "Consumer key"),
                                Field.required("clientSecret", "Consumer secret"),
                                Field.required("accessToken", "Token id"),
                                Field.required("tokenSecret", "Token secret")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new Proof(List.of(), Signature.OAUTH1_SHA256, List.of()));
        var info =
                new ConnectorInfo(
                        "acorn",
                        "NetSuite",
                        "https://{{accountId}}.suitetalk.example",
                        Map.of(
                                "accountId",
                                new ConnectorInfo.Setting(
                                        "Account", "[a-z0-9-]+", "1234567-sb1", "1234567-sb1")),
                        signIn,
                        List.of(),
                        List.of(),
                        "");

        Connection connection =
                acorn.connect(
                        info,
                        Map.of(
                                "clientId", "ck",
                                "clientSecret", "cs",
                                "accessToken", "ti",
                                "tokenSecret", "ts"));

        assertThat(acorn.call(info, connection).headers().get("Authorization"))
                .startsWith("OAuth realm=\"1234567_SB1\", ")
                .contains("oauth_consumer_key=\"ck\"")
                .contains("oauth_token=\"ti\"")
                .contains("oauth_signature_method=\"HMAC-SHA256\"");
    }
}
