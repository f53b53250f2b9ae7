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
import dev.tenon.spi.SignIn.Proof;
import dev.tenon.spi.SignIn.Scheme;
import dev.tenon.spi.SignIn.Signature;
import dev.tenon.spi.SignIn.TokenEndpoint;
import dev.tenon.spi.SignIn.TokenReply;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Every way in that a person consents to, against a provider that only says what it was told to.
@ExtendWith(TestDatabase.class)
class ConsentTest {
    private final Acorn acorn;

    ConsentTest(Db db, @TempDir Path keys) {
        this.acorn = new Acorn(db, keys);
    }

    @AfterEach
    void close() {
        acorn.close();
    }

    private static ConnectorInfo oauth1() {
        return Acorn.info(
                new SignIn(
                        Scheme.OAUTH1,
                        List.of(),
                        Optional.of(
                                new Consent(
                                        "https://acorn.example/request",
                                        "https://acorn.example/authorize",
                                        Map.of("expiration", "never"),
                                        List.of(),
                                        " ",
                                        false,
                                        Set.of())),
                        Optional.empty(),
                        Optional.of(
                                TokenEndpoint.oauth2(
                                        "https://acorn.example/access",
                                        "",
                                        TokenReply.oauth2(
                                                Set.of("user_id"),
                                                new Identity("user_id", ""),
                                                Duration.ZERO))),
                        new Proof(List.of(), Signature.OAUTH1_SHA1, List.of())),
                "");
    }

    @Test
    void consent_of_oauth_1_takes_three_steps() {
        ConnectorInfo info = oauth1();
        acorn.desk.get(tx -> acorn.desk.standIn(tx, info, acorn.provider.url()));
        acorn.provider
                .answer(
                        "/request",
                        200,
                        "text/plain",
                        "oauth_token=t1&oauth_token_secret=ts1&oauth_callback_confirmed=true")
                .answer(
                        "/access",
                        200,
                        "text/plain",
                        "oauth_token=t2&oauth_token_secret=ts2&user_id=7");
        SignIns signIns = acorn.desk.signIns(info);
        Secret browser = new Secret("browser");
        String state =
                Forms.decode(
                                signIns.begin(acorn.desk.project, Acorn.ask(Map.of(), null), "")
                                        .getRawQuery())
                        .getOrDefault("state", "");

        URI authorize = signIns.start(state, browser);

        assertThat(acorn.provider.last().header("Authorization"))
                .startsWith("OAuth ")
                .contains(
                        "oauth_callback=\"https%3A%2F%2Ftenon.example%2Fcallbacks%2Fv1%2Foauth%3Fstate%3D")
                .contains("oauth_consumer_key=\"team\"");
        assertThat(Forms.decode(authorize.getRawQuery()))
                .isEqualTo(Map.of("oauth_token", "t1", "expiration", "never"));

        Connection connection =
                signIns.finish(
                        Map.of("state", state, "oauth_token", "t1", "oauth_verifier", "v"),
                        browser,
                        Desk.NOTHING_MORE);

        assertThat(acorn.provider.last().header("Authorization"))
                .contains("oauth_token=\"t1\"")
                .contains("oauth_verifier=\"v\"");
        assertThat(connection.account().ref()).isEqualTo("7");
        assertThat(acorn.call(info, connection).headers().get("Authorization"))
                .contains("oauth_token=\"t2\"")
                .contains("oauth_signature_method=\"HMAC-SHA1\"");
    }

    @Test
    void a_person_who_denies_oauth_1_has_nothing_stored() {
        ConnectorInfo info = oauth1();
        acorn.desk.get(tx -> acorn.desk.standIn(tx, info, acorn.provider.url()));
        acorn.provider.answer(
                "/request", 200, "text/plain", "oauth_token=t1&oauth_token_secret=ts1");
        SignIns signIns = acorn.desk.signIns(info);
        Secret browser = new Secret("browser");
        String state =
                Forms.decode(
                                signIns.begin(acorn.desk.project, Acorn.ask(Map.of(), null), "")
                                        .getRawQuery())
                        .getOrDefault("state", "");
        signIns.start(state, browser);

        assertThatThrownBy(() ->
                        signIns.finish(
                                Map.of("state", state, "denied", "t1"), browser, Desk.NOTHING_MORE))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("not granted");
        assertThat(acorn.connections()).isEqualTo(1);
    }

    private static ConnectorInfo code(Duration keepAlive) {
        TokenEndpoint endpoint =
                TokenEndpoint.oauth2(
                        "https://acorn.example/token",
                        "",
                        TokenReply.oauth2(
                                Set.of("account"),
                                new Identity("account", "([a-z]+)/.*"),
                                Duration.ofHours(1)));
        return Acorn.info(
                new SignIn(
                        Scheme.AUTHORIZATION_CODE,
                        List.of(),
                        Optional.of(
                                new Consent(
                                        "",
                                        "https://acorn.example/authorize",
                                        Map.of("audience", "api", "hint", "{{subdomain}}"),
                                        List.of("a", "b:{{subdomain}}"),
                                        ",",
                                        false,
                                        Set.of("realmId"))),
                        Optional.empty(),
                        Optional.of(endpoint.keptAlive(keepAlive)),
                        Acorn.BEARER),
                "");
    }

    private String token(String account) {
        return "{\"access_token\":\"a-%s\",\"refresh_token\":\"r-%s\",\"account\":\"%s\"}"
                .formatted(account.replace('/', '-'), account.replace('/', '-'), account);
    }

    private Connection signIn(ConnectorInfo info, @Nullable UUID connection, String account) {
        acorn.desk.get(tx -> acorn.desk.standIn(tx, info, acorn.provider.url()));
        acorn.provider.answer("/token", token(account));
        SignIns signIns = acorn.desk.signIns(info);
        Secret browser = new Secret("browser");
        URI link = signIns.begin(acorn.desk.project, Acorn.ask(Map.of(), connection), "");
        String state = Forms.decode(link.getRawQuery()).getOrDefault("state", "");
        URI consent = signIns.start(state, browser);
        assertThat(Forms.decode(consent.getRawQuery()))
                .containsEntry("audience", "api")
                .containsEntry("hint", "acme")
                .containsEntry("scope", "a,b:acme")
                .doesNotContainKey("code_challenge");
        return signIns.finish(
                Map.of("state", state, "code", "c", "realmId", "r1", "other", "x"),
                browser,
                Desk.NOTHING_MORE);
    }

    @Test
    void the_callback_may_tell_metadata() {
        Connection connection = signIn(code(Duration.ZERO), null, "north/ada");

        assertThat(connection.account().metadata())
                .containsEntry("realmId", "r1")
                .containsEntry("account", "north/ada")
                .doesNotContainKey("other");
        assertThat(acorn.provider.last().form()).doesNotContainKey("code_verifier");
    }

    @Test
    void the_same_account_is_recognised_and_another_one_is_not_mixed_with_it() {
        ConnectorInfo info = code(Duration.ZERO);
        Connection first = signIn(info, null, "north/ada");

        Connection colleague = signIn(info, null, "north/bob");
        Connection other = signIn(info, null, "south/ada");

        assertThat(colleague.id()).isEqualTo(first.id());
        assertThat(other.id()).isNotEqualTo(first.id());
        assertThat(signIn(info, first.id(), "north/cyd").id()).isEqualTo(first.id());
        assertThatThrownBy(() -> signIn(info, first.id(), "south/ada"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("another account");
        assertThat(acorn.desk.node().token(first, info).access().reveal()).isEqualTo("a-north-cyd");
    }

    @Test
    void an_answer_of_another_issuer_is_refused() {
        ConnectorInfo info = code(Duration.ZERO);
        acorn.desk.get(tx -> acorn.desk.standIn(tx, info, acorn.provider.url()));
        SignIns signIns = acorn.desk.signIns(info);
        Secret browser = new Secret("browser");
        URI link = signIns.begin(acorn.desk.project, Acorn.ask(Map.of(), null), "");
        String state = Forms.decode(link.getRawQuery()).getOrDefault("state", "");
        signIns.start(state, browser);

        assertThatThrownBy(() ->
                        signIns.finish(
                                Map.of(
                                        "state", state,
                                        "code", "c",
                                        "iss", "https://evil.example"),
                                browser,
                                Desk.NOTHING_MORE))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("evil.example");
        assertThat(acorn.provider.asked).isEmpty();
    }

    @Test
    void tokens_of_another_system_are_taken_over_after_a_try() {
        ConnectorInfo info = code(Duration.ZERO);
        acorn.provider.answer("/token", token("north/ada"));

        Connection connection = acorn.connect(info, Map.of("refreshToken", "r-old"));

        assertThat(acorn.provider.last().form())
                .containsEntry("grant_type", "refresh_token")
                .containsEntry("refresh_token", "r-old");
        assertThat(connection.account().ref()).isEqualTo("north");
        acorn.provider.answer("/token", 400, "application/json", "{\"error\":\"invalid_grant\"}");
        assertThatThrownBy(() -> acorn.connect(info, Map.of("refreshToken", "dead")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("invalid_grant");
    }

    @Test
    void who_is_not_used_is_kept_alive() {
        ConnectorInfo info = code(Duration.ofDays(60));
        Connection connection = signIn(info, null, "north/ada");
        Credentials node = acorn.desk.node();
        KeepAlive keepAlive = acorn.desk.keepAlive(node, info);
        acorn.desk.clock.advance(Duration.ofDays(29));
        assertThat(keepAlive.look()).isZero();

        acorn.desk.clock.advance(Duration.ofDays(17));
        int before = acorn.provider.asked.size();

        assertThat(keepAlive.look()).isEqualTo(1);
        assertThat(acorn.provider.asked.size()).isEqualTo(before + 1);
        assertThat(keepAlive.look()).as("nobody else does it again").isZero();
        assertThat(node.token(connection, info).version()).isGreaterThan(1);
    }

    @Test
    void a_program_takes_the_steps_with_a_client_of_the_customers_own() {
        ConnectorInfo info = code(Duration.ZERO);
        KnownCredentials known = acorn.desk.known(acorn.provider.url(), info);
        CustomSignIns custom = acorn.desk.custom(known, info);
        var step =
                (CustomSignIns.Step.Redirect)
                        custom.begin(
                                acorn.desk.project,
                                Acorn.ask(Map.of("clientId", "theirs", "clientSecret", "s"), null),
                                "",
                                Desk.NOTHING_MORE);
        Map<String, String> query = Forms.decode(step.url().getRawQuery());
        assertThat(query)
                .containsEntry("client_id", "theirs")
                .containsEntry(
                        "redirect_uri", "https://tenon.example/callbacks/v1/custom-auth/default")
                .containsEntry("state", step.session());

        assertThatThrownBy(() ->
                        custom.resume(
                                acorn.desk.project,
                                "bolt",
                                step.session(),
                                Map.of("state", "another", "code", "c"),
                                Desk.NOTHING_MORE))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() ->
                        custom.resume(
                                acorn.desk.project,
                                "cork",
                                step.session(),
                                Map.of("state", step.session(), "code", "c"),
                                Desk.NOTHING_MORE))
                .as("of another customer")
                .isInstanceOf(Refusal.class);
        acorn.provider.answer("/token", token("north/ada"));
        var callback = Map.of("state", step.session(), "code", "c");
        var made =
                (CustomSignIns.Step.Connected)
                        custom.resume(
                                acorn.desk.project,
                                "bolt",
                                step.session(),
                                callback,
                                Desk.NOTHING_MORE);
        assertThat(acorn.provider.last().form())
                .containsEntry("client_id", "theirs")
                .containsEntry("client_secret", "s");
        assertThatThrownBy(() ->
                        custom.resume(
                                acorn.desk.project,
                                "bolt",
                                step.session(),
                                callback,
                                Desk.NOTHING_MORE))
                .as("it works once")
                .isInstanceOf(Refusal.class);

        acorn.desk.expired();
        acorn.provider.answer("/token", token("north/bob"));
        assertThat(acorn.desk.node().token(made.connection(), info).access().reveal())
                .isEqualTo("a-north-bob");
        assertThat(acorn.provider.last().form())
                .containsEntry("refresh_token", "r-north-ada")
                .containsEntry("client_id", "theirs");
    }

    @Test
    void the_teams_secret_goes_to_no_host_that_a_customer_names() {
        SignIn plain = code(Duration.ZERO).signIn();
        var info =
                new ConnectorInfo(
                        "acorn",
                        "Acorn",
                        "https://{{host}}/api",
                        Map.of(
                                "host",
                                new ConnectorInfo.Setting(
                                        "Host", "[a-z0-9.-]+", "acorn.example", "")),
                        new SignIn(
                                plain.scheme(),
                                plain.fields(),
                                plain.consent(),
                                plain.assertion(),
                                Optional.of(
                                        TokenEndpoint.oauth2(
                                                "https://{{host}}/token",
                                                "",
                                                plain.tokens().orElseThrow().reply())),
                                plain.proof()),
                        List.of(),
                        List.of(),
                        "");
        acorn.desk.get(tx -> acorn.desk.standIn(tx, info, acorn.provider.url()));
        var ask =
                new SignIns.Ask(
                        "acorn",
                        new SignIns.Named("bolt", null),
                        Optional.empty(),
                        "",
                        Map.of("host", "evil.example"),
                        Map.of(),
                        null,
                        null);

        assertThatThrownBy(() -> acorn.desk.signIns(info).begin(acorn.desk.project, ask, ""))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("any host");
    }
}
