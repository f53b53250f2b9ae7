package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.Consent;
import dev.tenon.spi.SignIn.Identity;
import dev.tenon.spi.SignIn.Scheme;
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

/// Some providers tell with the callback where the customer's account is, its tokens too.
@ExtendWith(TestDatabase.class)
class CallbackTellsTest {
    private final Acorn acorn;
    private final ConnectorInfo info =
            Acorn.info(
                    new SignIn(
                            Scheme.AUTHORIZATION_CODE,
                            List.of(),
                            Optional.of(
                                    new Consent(
                                            "",
                                            "https://acorn.example/authorize",
                                            Map.of(),
                                            List.of(),
                                            " ",
                                            true,
                                            Set.of("shop"))),
                            Optional.empty(),
                            Optional.of(
                                    TokenEndpoint.oauth2(
                                            "https://acorn.example/{{shop}}/token",
                                            "",
                                            TokenReply.oauth2(
                                                    Set.of(), Identity.NONE, Duration.ofHours(1)))),
                            Acorn.BEARER),
                    "");

    CallbackTellsTest(Db db, @TempDir Path keys) {
        acorn = new Acorn(db, keys);
    }

    @AfterEach
    void close() {
        acorn.close();
    }

    private Connection comesBack(String shop) {
        acorn.desk.get(tx -> acorn.desk.standIn(tx, info, acorn.provider.url()));
        acorn.provider.answer(
                "/north/token",
                "{\"access_token\":\"a1\",\"refresh_token\":\"r1\",\"expires_in\":60}");
        SignIns signIns = acorn.desk.signIns(info);
        Secret browser = new Secret("browser");
        String query =
                signIns.begin(acorn.desk.project, Acorn.ask(Map.of(), null), "").getRawQuery();
        String state = Forms.decode(query).getOrDefault("state", "");
        signIns.start(state, browser);
        return signIns.finish(
                Map.of("state", state, "code", "c", "shop", shop), browser, Desk.NOTHING_MORE);
    }

    @Test
    void tokens_come_from_where_the_callback_says_and_are_renewed_there() {
        Connection connection = comesBack("north");

        assertThat(connection.account().metadata()).containsEntry("shop", "north");
        acorn.desk.expired();
        acorn.provider.answer("/north/token", "{\"access_token\":\"a2\",\"expires_in\":60}");
        assertThat(acorn.desk.node().token(connection, info).access().reveal()).isEqualTo("a2");
    }

    @Test
    void a_place_that_leads_elsewhere_is_refused_and_gets_nothing() {
        for (String shop :
                List.of("../evil", "north/evil", "evil.example:1", "a@b", "https://evil.example")) {
            assertThatThrownBy(() -> comesBack(shop)).as(shop).isInstanceOf(Refusal.class);
        }
        assertThat(acorn.provider.asked).isEmpty();
    }
}
