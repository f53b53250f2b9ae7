package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.Identity;
import dev.tenon.spi.SignIn.TokenEndpoint;
import dev.tenon.spi.SignIn.TokenReply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A provider that runs on any host, the team's client for one of them, and a customer who names
/// another.
@ExtendWith(TestDatabase.class)
class HostPinTest {
    private static final ConnectorInfo INFO =
            new ConnectorInfo(
                    "acorn",
                    "Acorn",
                    "https://{{host}}/api",
                    Map.of(
                            "host",
                            new ConnectorInfo.Setting("Host", "[a-z0-9.-]+", "acorn.example", "")),
                    SignIn.oauth2(
                            SignIn.Consent.oauth2("https://{{host}}/authorize", List.of()),
                            TokenEndpoint.oauth2(
                                    "https://{{host}}/token",
                                    "",
                                    TokenReply.oauth2(
                                            Set.of(), Identity.NONE, Duration.ofHours(1))),
                            List.of()),
                    List.of(),
                    List.of(),
                    "");

    private final Acorn acorn;
    private final KnownCredentials known;

    HostPinTest(Db db, @TempDir Path keys) {
        this.acorn = new Acorn(db, keys);
        this.known = acorn.desk.known(acorn.provider.url(), INFO);
        acorn.provider.answer("/token", "{\"access_token\":\"a\",\"refresh_token\":\"r\"}");
    }

    @AfterEach
    void close() {
        acorn.close();
    }

    @Test
    void a_token_that_is_taken_over_leads_the_teams_secret_nowhere_else() {
        assertThatThrownBy(
                        () -> known.connect(acorn.desk.project, ask(Map.of()), Desk.NOTHING_MORE))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("any host");
        assertThat(acorn.provider.asked).isEmpty();
        assertThat(acorn.connections()).isEqualTo(1);
    }

    @Test
    void neither_does_a_connection_whose_host_is_changed() {
        Map<String, String> own = Map.of("clientId", "theirs", "clientSecret", "of-theirs");
        Connection made = known.connect(acorn.desk.project, ask(own), Desk.NOTHING_MORE);
        SignIns.Ask elsewhere = ask(Map.of(), "elsewhere.example");

        assertThatThrownBy(() ->
                        known.describe(acorn.desk.project, made, elsewhere, Desk.NOTHING_MORE))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("any host");
        assertThat(known.describe(acorn.desk.project, made, ask(Map.of()), Desk.NOTHING_MORE))
                .as("the host stays")
                .isNotNull();
    }

    private static SignIns.Ask ask(Map<String, String> secrets) {
        return ask(secrets, "evil.example");
    }

    private static SignIns.Ask ask(Map<String, String> secrets, String host) {
        var all = new HashMap<>(secrets);
        all.put("refreshToken", "r-old");
        SignIns.Ask ask = Acorn.ask(all, null);
        return new SignIns.Ask(
                ask.provider(),
                ask.group(),
                Optional.empty(),
                "",
                Map.of("host", host),
                ask.secrets(),
                null,
                null);
    }
}
