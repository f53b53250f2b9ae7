package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.Body;
import dev.tenon.spi.SignIn.ClientProof;
import dev.tenon.spi.SignIn.Field;
import dev.tenon.spi.SignIn.Identity;
import dev.tenon.spi.SignIn.Placement;
import dev.tenon.spi.SignIn.Scheme;
import dev.tenon.spi.SignIn.TokenCall;
import dev.tenon.spi.SignIn.TokenEndpoint;
import dev.tenon.spi.SignIn.TokenReply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestDatabase.class)
class RevocationTest {
    private static final TokenCall OBTAIN =
            new TokenCall(
                    "POST",
                    "https://acorn.example/token",
                    Body.FORM,
                    ClientProof.BASIC,
                    TokenCall.grantParams("client_credentials"),
                    List.of());

    private final Acorn acorn;

    RevocationTest(Db db, @TempDir Path keys) {
        acorn = new Acorn(db, keys);
        acorn.provider.answer("/token", "{\"access_token\": \"a-1\", \"refresh_token\": \"r-1\"}");
    }

    @AfterEach
    void close() {
        acorn.close();
    }

    private Provider.Asked revoked(TokenCall revoke) {
        TokenReply reply = TokenReply.oauth2(Set.of(), Identity.NONE, Duration.ofHours(1));
        ConnectorInfo info =
                Acorn.info(
                        new SignIn(
                                Scheme.CLIENT_CREDENTIALS,
                                List.of(
                                        Field.required("clientId", "Client id"),
                                        Field.required("clientSecret", "Client secret")),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(
                                        new TokenEndpoint(
                                                OBTAIN,
                                                OBTAIN,
                                                Optional.of(revoke),
                                                reply,
                                                Duration.ZERO)),
                                Acorn.BEARER),
                        "");
        Connection connection =
                acorn.connect(info, Map.of("clientId", "me", "clientSecret", "secret"));
        acorn.provider.answer("/revoke", "");

        acorn.desk.node().revoke(connection, info);

        return acorn.provider.asked.getLast();
    }

    @Test
    void a_token_is_given_up_by_the_client_that_got_it() {
        Provider.Asked asked = revoked(OBTAIN.revocation("https://acorn.example/revoke"));

        assertThat(asked.form()).containsOnly(Map.entry("token", "r-1"));
        assertThat(asked.header("Authorization")).isEqualTo("Basic " + Acorn.base64("me:secret"));
    }

    @Test
    void or_in_a_way_of_the_providers_own() {
        Provider.Asked json =
                revoked(
                        new TokenCall(
                                "POST",
                                "https://acorn.example/revoke",
                                Body.JSON,
                                ClientProof.BASIC,
                                Map.of("token", "{{revokedToken}}"),
                                List.of()));

        assertThat(json.body()).isEqualTo("{\"token\":\"r-1\"}");
    }

    @Test
    void or_the_token_of_a_call_ends_itself() {
        Provider.Asked deleted =
                revoked(
                        new TokenCall(
                                "DELETE",
                                "https://acorn.example/revoke",
                                Body.FORM,
                                ClientProof.NONE,
                                Map.of(),
                                List.of(
                                        Placement.header(
                                                "Authorization", "Bearer {{accessToken}}"))));

        assertThat(deleted.method()).isEqualTo("DELETE");
        assertThat(deleted.header("Authorization")).isEqualTo("Bearer a-1");
        assertThat(deleted.body()).isEmpty();
    }
}
