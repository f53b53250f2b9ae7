package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.signin.OAuthClient;
import dev.tenon.sandbox.salesforce.signin.SignInSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignInTest {
    private static final String CALLBACK = "https://app.example/cb";

    /// The pair of RFC 7636, appendix B.
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-01T00:00:00Z"));
    private final Sandbox sandbox = Sandbox.start(settings());
    private final SandboxVisitor visitor = new SandboxVisitor(sandbox.uri());

    private SandboxSettings settings() {
        var clients =
                List.of(
                        new OAuthClient("plain", "s3cret", Set.of(CALLBACK), false, false),
                        new OAuthClient("rotating", "s3cret", Set.of(CALLBACK), true, true));
        var signIn =
                new SignInSettings(clients, null, Duration.ofMinutes(15), Duration.ofMinutes(5));
        var orgs =
                List.of(
                        OrgSettings.of("northwind", Map.of("Account", 3)),
                        OrgSettings.of("globex", Map.of("Account", 4)));
        return new SandboxSettings(
                "127.0.0.1",
                0,
                now::get,
                new SecureRandom(),
                new SalesforceSettings(orgs, signIn, 100));
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private static Map<String, String> asked(String client, String... more) {
        var asked = new LinkedHashMap<String, String>();
        asked.put("response_type", "code");
        asked.put("client_id", client);
        asked.put("redirect_uri", CALLBACK);
        asked.put("state", "a b&c");
        asked.put("decision", "allow");
        asked.put("org", "globex");
        for (int at = 0; at < more.length; at += 2) asked.put(more[at], more[at + 1]);
        return asked;
    }

    private String location(Map<String, String> asked) {
        return visitor.post("/services/oauth2/authorize", asked)
                .raw()
                .headers()
                .firstValue("location")
                .orElse("");
    }

    private String code(Map<String, String> asked) {
        return location(asked).replaceFirst(".*[?&]code=([^&]+).*", "$1");
    }

    private SandboxVisitor.Reply redeem(String client, String code, String verifier) {
        return visitor.token(
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        client,
                        "client_secret",
                        "s3cret",
                        "code",
                        code,
                        "redirect_uri",
                        CALLBACK,
                        "code_verifier",
                        verifier));
    }

    private SandboxVisitor.Reply refresh(String client, String token) {
        return visitor.token(
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        client,
                        "client_secret",
                        "s3cret",
                        "refresh_token",
                        token));
    }

    private static void assertRefused(
            SandboxVisitor.Reply reply, String error, String description) {
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("error").asString()).isEqualTo(error);
        assertThat(reply.json().path("error_description").asString()).isEqualTo(description);
    }

    @Test
    void the_state_comes_back_as_it_was_sent() {
        assertThat(location(asked("plain")))
                .startsWith(CALLBACK + "?code=")
                .endsWith("&state=a+b%26c");
    }

    @Test
    void a_refusal_by_the_person_goes_back_to_the_app() {
        assertThat(location(asked("plain", "decision", "deny")))
                .contains("error=access_denied", "state=");
    }

    @Test
    void an_unknown_app_or_address_gets_a_page_and_no_redirect() {
        for (var wrong :
                List.of(
                        asked("stranger"),
                        asked("plain", "redirect_uri", "https://evil.example"))) {
            var reply = visitor.post("/services/oauth2/authorize", wrong);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.raw().headers().firstValue("location")).isEmpty();
            assertThat(reply.text()).contains("This sign-in cannot go on");
        }
    }

    @Test
    void the_consent_page_lists_users_and_escapes_what_it_was_given() {
        var page =
                visitor.get(
                        "/services/oauth2/authorize?response_type=code&client_id=plain&redirect_uri=https://app.example/cb&state=%3Cb%3E&login_hint=globex");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text())
                .contains(
                        "admin@northwind.example",
                        "value=\"admin@globex.example\" selected",
                        "&lt;b&gt;")
                .doesNotContain("<b>\"");
    }

    @Test
    void a_challenge_that_was_sent_is_verified_and_one_that_is_required_must_be_sent() {
        assertThat(location(asked("rotating"))).contains("error=invalid_request");
        String code =
                code(
                        asked(
                                "rotating",
                                "code_challenge",
                                CHALLENGE,
                                "code_challenge_method",
                                "S256"));
        assertRefused(redeem("rotating", code, "wrong"), "invalid_grant", "invalid code verifier");
        assertThat(redeem("rotating", code, VERIFIER).status()).isEqualTo(200);
        assertThat(
                        location(
                                asked(
                                        "plain",
                                        "code_challenge",
                                        "x",
                                        "code_challenge_method",
                                        "plain")))
                .contains("error=invalid_request");
    }

    @Test
    void a_code_works_once_for_its_app_and_not_for_long() {
        String code = code(asked("plain"));
        assertRefused(redeem("rotating", code, ""), "invalid_grant", "invalid authorization code");
        String access = redeem("plain", code, "").json().path("access_token").asString();
        assertRefused(redeem("plain", code, ""), "invalid_grant", "expired authorization code");
        visitor.use(access);
        assertThat(visitor.get("/services/data/v60.0/limits").status())
                .as("a replayed code ends what it gave")
                .isEqualTo(401);
        String late = code(asked("plain"));
        now.updateAndGet(moment -> moment.plusSeconds(301));
        assertRefused(redeem("plain", late, ""), "invalid_grant", "expired authorization code");
    }

    @Test
    void a_wrong_secret_or_app_is_told_apart() {
        assertRefused(
                visitor.token(
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "client_id",
                                "plain",
                                "client_secret",
                                "x",
                                "refresh_token",
                                "y")),
                "invalid_client",
                "invalid client credentials");
        assertRefused(
                visitor.token(
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "client_id",
                                "nobody",
                                "refresh_token",
                                "y")),
                "invalid_client_id",
                "client identifier invalid");
        assertRefused(
                visitor.token(
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "plain",
                                "client_secret",
                                "s3cret")),
                "unsupported_grant_type",
                "grant type not supported");
    }

    @Test
    void basic_authentication_of_the_app_works_too() {
        String basic =
                Base64.getEncoder().encodeToString("plain:s3cret".getBytes(StandardCharsets.UTF_8));
        var reply =
                visitor.call(
                        "POST",
                        "/services/oauth2/token?x=1",
                        "",
                        "Authorization",
                        "Basic " + basic);
        assertRefused(reply, "invalid_request", "missing required parameter: grant_type");
    }

    @Test
    void without_rotation_the_refresh_token_stays_and_is_not_sent_again() {
        String refresh =
                redeem("plain", code(asked("plain")), "").json().path("refresh_token").asString();
        assertThat(refresh("plain", refresh).json().has("refresh_token")).isFalse();
        assertThat(refresh("plain", refresh).status()).isEqualTo(200);
    }

    @Test
    void replaying_a_rotated_refresh_token_ends_the_whole_family() {
        String code = code(asked("rotating", "code_challenge", CHALLENGE));
        String first = redeem("rotating", code, VERIFIER).json().path("refresh_token").asString();
        var second = refresh("rotating", first).json();
        visitor.use(second.path("access_token").asString());
        assertThat(visitor.get("/services/data/v60.0/limits").status()).isEqualTo(200);
        assertRefused(refresh("rotating", first), "invalid_grant", "expired access/refresh token");
        assertThat(visitor.get("/services/data/v60.0/limits").status()).isEqualTo(401);
        assertRefused(
                refresh("rotating", second.path("refresh_token").asString()),
                "invalid_grant",
                "expired access/refresh token");
    }

    @Test
    void an_access_token_dies_when_its_time_is_over() {
        visitor.use(
                redeem("plain", code(asked("plain")), "").json().path("access_token").asString());
        assertThat(visitor.get("/services/data/v60.0/limits/").status()).isEqualTo(200);
        now.updateAndGet(moment -> moment.plus(Duration.ofMinutes(15)));
        assertThat(visitor.get("/services/data/v60.0/limits/").status()).isEqualTo(401);
    }

    @Test
    void who_a_token_speaks_for_is_told_and_revocation_ends_it() {
        var token = redeem("plain", code(asked("plain")), "").json();
        String access = token.path("access_token").asString();
        var described =
                visitor.post(
                                "/services/oauth2/introspect",
                                Map.of(
                                        "token",
                                        access,
                                        "client_id",
                                        "plain",
                                        "client_secret",
                                        "s3cret"))
                        .json();
        assertThat(described.path("active").asBoolean()).isTrue();
        assertThat(described.path("username").asString()).isEqualTo("admin@globex.example");
        visitor.use(access);
        assertThat(
                        visitor.get("/services/oauth2/userinfo")
                                .json()
                                .path("preferred_username")
                                .asString())
                .isEqualTo("admin@globex.example");
        assertThat(
                        visitor.get(token.path("id").asString())
                                .json()
                                .path("organization_id")
                                .asString())
                .startsWith("00D");
        assertThat(
                        visitor.post(
                                        "/services/oauth2/revoke",
                                        Map.of("token", token.path("refresh_token").asString()))
                                .status())
                .isEqualTo(200);
        assertThat(visitor.get("/services/oauth2/userinfo").text()).isEqualTo("Bad_OAuth_Token");
        assertThat(visitor.get("/services/data/v60.0/limits").status()).isEqualTo(401);
    }

    @Test
    void calls_are_counted_and_refused_beyond_the_limit_until_a_day_has_passed() {
        var token = redeem("plain", code(asked("plain")), "").json();
        visitor.use(token.path("access_token").asString());
        sandbox.org("globex").dailyCalls(2);
        for (int call = 1; call <= 2; call++) {
            assertThat(
                            visitor.get("/services/data/v60.0/limits")
                                    .raw()
                                    .headers()
                                    .firstValue("sforce-limit-info"))
                    .hasValue("api-usage=" + call + "/2");
        }
        var refused = visitor.get("/services/data/v60.0/limits");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path(0).path("errorCode").asString())
                .isEqualTo("REQUEST_LIMIT_EXCEEDED");
        now.updateAndGet(moment -> moment.plus(Duration.ofHours(25)));
        visitor.use(
                refresh("plain", token.path("refresh_token").asString())
                        .json()
                        .path("access_token")
                        .asString());
        assertThat(visitor.get("/services/data/v60.0/limits").status()).isEqualTo(200);
    }
}
