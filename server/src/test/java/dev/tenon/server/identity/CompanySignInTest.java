package dev.tenon.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import dev.tenon.server.people.Arrivals;
import dev.tenon.server.people.Arrivals.Arrival;
import dev.tenon.server.seal.MasterKey;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.testing.TestClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A browser goes to the provider and comes back; what does not fit is refused.
class CompanySignInTest {
    private static final URI BACK =
            URI.create("https://tenon.example.com/console/sign-in/returned");

    private final TestClock clock = new TestClock();
    private final Http http = new Http(new Egress(true));
    private final Set<String> used = new HashSet<>();
    private final FakeProvider provider;
    private IdentitySettings.RoleClaim role = new IdentitySettings.RoleClaim("", "");

    private final Seal seal;
    private CompanySignIn signIn;

    CompanySignInTest(@TempDir Path folder) throws IOException, JOSEException {
        this.provider = new FakeProvider(clock);
        this.seal = new Seal(MasterKey.load("", folder.resolve("master.key")));
        seal.startAlone();
        this.signIn = signIn(http);
    }

    @AfterEach
    void close() {
        provider.close();
        http.close();
    }

    private CompanySignIn signIn(Http way) {
        var client =
                new IdentitySettings.Client(
                        FakeProvider.CLIENT, new Secret(FakeProvider.SECRET), "openid email");
        var settings =
                new IdentitySettings(
                        provider.issuer(),
                        client,
                        "",
                        false,
                        role,
                        new Arrivals.Rules(Set.of(), false));
        return new CompanySignIn(way, settings, BACK, seal, new SecureRandom(), clock);
    }

    private boolean use(byte[] hash) {
        return used.add(HexFormat.of().formatHex(hash));
    }

    private Arrival come() {
        CompanySignIn.Departure departure = signIn.begin("/console");
        Map<String, String> said = provider.visit(departure.location());
        return signIn.finish(said, departure.cookie(), this::use).arrival();
    }

    private String refused() {
        return code(this::come);
    }

    private static String code(ThrowingCallable work) {
        return catchThrowableOfType(Refusal.class, work).diagnostics().getFirst().code();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
    void whoever_the_provider_signs_for_arrives(String algorithm) {
        provider.algorithm = JWSAlgorithm.parse(algorithm);

        assertThat(come())
                .isEqualTo(
                        new Arrival(
                                provider.issuer().toString(),
                                "subject-1",
                                "ann@example.com",
                                true,
                                "Ann",
                                null));
    }

    @Test
    void a_browser_is_sent_off_with_all_that_ties_the_answer_to_it() {
        CompanySignIn.Departure departure = signIn.begin("/console/quotas");
        Map<String, String> said = provider.visit(departure.location());

        assertThat(departure.location()).startsWith(provider.issuer() + "/authorize?");
        assertThat(provider.departed())
                .containsEntry("response_type", "code")
                .containsEntry("redirect_uri", BACK.toString())
                .containsEntry("scope", "openid email")
                .containsEntry("code_challenge_method", "S256");
        assertThat(provider.departed().get("nonce")).hasSize(43).isNotEqualTo(said.get("state"));
        assertThat(departure.location() + departure).doesNotContain(FakeProvider.SECRET);
        assertThat(signIn.finish(said, departure.cookie(), this::use).next())
                .isEqualTo("/console/quotas");
    }

    @Test
    void a_secret_goes_into_the_form_where_the_provider_wants_it_there() {
        provider.description
                .putArray("token_endpoint_auth_methods_supported")
                .add("client_secret_post");

        assertThat(come().subject()).isEqualTo("subject-1");
    }

    @Test
    void a_state_works_once_in_its_browser_and_for_ten_minutes() {
        CompanySignIn.Departure mine = signIn.begin("/console");
        CompanySignIn.Departure other = signIn.begin("/console");
        Map<String, String> said = provider.visit(mine.location());

        for (String cookie : List.of("", "x", "§", other.cookie())) {
            assertThat(code(() -> signIn.finish(said, cookie, this::use)))
                    .isEqualTo("identity.unknown-state");
        }
        signIn.finish(said, mine.cookie(), this::use);
        assertThat(code(() -> signIn.finish(said, mine.cookie(), this::use)))
                .isEqualTo("identity.unknown-state");

        Map<String, String> late = provider.visit(other.location());
        clock.advance(Duration.ofMinutes(10));
        assertThat(code(() -> signIn.finish(late, other.cookie(), this::use)))
                .isEqualTo("identity.unknown-state");
    }

    @Test
    void whoever_sends_the_browser_back_must_be_who_was_asked() {
        CompanySignIn.Departure one = signIn.begin("/console");
        Map<String, String> wrong = provider.visit(one.location());
        wrong.put("iss", "https://evil.example");
        assertThat(code(() -> signIn.finish(wrong, one.cookie(), this::use)))
                .isEqualTo("identity.wrong-issuer");

        CompanySignIn.Departure two = signIn.begin("/console");
        Map<String, String> silent = provider.visit(two.location());
        silent.remove("iss");
        assertThat(code(() -> signIn.finish(silent, two.cookie(), this::use)))
                .isEqualTo("identity.wrong-issuer");
    }

    @Test
    void a_provider_that_never_names_itself_need_not() {
        provider.description.remove("authorization_response_iss_parameter_supported");
        CompanySignIn.Departure one = signIn.begin("/console");
        Map<String, String> silent = provider.visit(one.location());
        silent.remove("iss");

        assertThat(signIn.finish(silent, one.cookie(), this::use).arrival().name())
                .isEqualTo("Ann");
    }

    @Test
    void what_the_provider_refuses_is_told_in_its_words() {
        CompanySignIn.Departure one = signIn.begin("/console");
        Map<String, String> said = provider.visit(one.location());
        said.remove("code");
        said.put("error", "access_denied");
        said.put("error_description", "not\nin the group");

        Refusal denied =
                catchThrowableOfType(
                        Refusal.class, () -> signIn.finish(said, one.cookie(), this::use));

        assertThat(denied.diagnostics().getFirst().code()).isEqualTo("identity.denied");
        assertThat(denied.getMessage()).contains("access_denied: not in the group");
    }

    @Test
    void a_code_that_is_not_granted_is_told() {
        CompanySignIn.Departure one = signIn.begin("/console");
        Map<String, String> said = provider.visit(one.location());
        said.put("code", "somebody else's");

        Refusal refused =
                catchThrowableOfType(
                        Refusal.class, () -> signIn.finish(said, one.cookie(), this::use));

        assertThat(refused.diagnostics().getFirst().code()).isEqualTo("identity.refused");
        assertThat(refused.getMessage()).contains("invalid_grant: not yours");
    }

    @Test
    void a_token_of_another_sign_in_is_refused() {
        provider.claims = claims -> claims.claim("nonce", "of another");
        assertThat(refused()).isEqualTo("identity.wrong-nonce");

        provider.claims = claims -> claims.claim("nonce", null);
        assertThat(refused()).isEqualTo("identity.wrong-nonce");
    }

    @Test
    void a_token_with_a_wrong_claim_is_refused() {
        Date before = Date.from(clock.instant().minusSeconds(61));
        Date after = Date.from(clock.instant().plusSeconds(61));
        List<UnaryOperator<JWTClaimsSet.Builder>> lies =
                List.of(
                        claims -> claims.issuer("https://evil.example"),
                        claims -> claims.audience("another"),
                        claims -> claims.audience(List.of()),
                        claims -> claims.audience(List.of(FakeProvider.CLIENT, "another")),
                        claims -> claims.claim("azp", "another"),
                        claims -> claims.expirationTime(before),
                        claims -> claims.expirationTime(null),
                        claims -> claims.issueTime(after),
                        claims -> claims.issueTime(before),
                        claims -> claims.issueTime(null),
                        claims -> claims.notBeforeTime(after),
                        claims -> claims.subject(null),
                        claims -> claims.subject("x".repeat(256)));
        for (UnaryOperator<JWTClaimsSet.Builder> lie : lies) {
            provider.claims = lie;
            assertThat(refused()).as("lie %s", lies.indexOf(lie)).isEqualTo("identity.bad-token");
        }
        provider.claims =
                claims ->
                        claims.audience(List.of(FakeProvider.CLIENT, "another"))
                                .claim("azp", FakeProvider.CLIENT);
        assertThat(come().name()).isEqualTo("Ann");
    }

    @Test
    void a_token_that_the_provider_did_not_sign_is_refused() throws JOSEException {
        var foreign = Map.<String, JWK>of("rsa", new RSAKeyGenerator(2048).keyID("rsa").generate());
        provider.token = token -> FakeProvider.sign(JWSAlgorithm.RS256, read(token), foreign);
        assertThat(refused()).isEqualTo("identity.bad-token");

        provider.token = token -> new PlainJWT(read(token)).serialize();
        assertThat(refused()).isEqualTo("identity.bad-token");

        provider.token = CompanySignInTest::signedBySecret;
        assertThat(refused()).isEqualTo("identity.bad-token");

        provider.token = token -> token.substring(0, token.lastIndexOf('.') + 1);
        assertThat(refused()).isEqualTo("identity.bad-token");

        provider.token = _ -> "no token";
        assertThat(refused()).isEqualTo("identity.bad-token");
    }

    /// With a secret that is long enough for it; the algorithm alone must be refused.
    private static String signedBySecret(String token) {
        try {
            var signed = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), read(token));
            signed.sign(new MACSigner(FakeProvider.SECRET + FakeProvider.SECRET));
            return signed.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static JWTClaimsSet read(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet();
        } catch (ParseException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void a_key_that_is_too_short_signs_nothing() throws JOSEException {
        provider.keys.put("rsa", new RSAKeyGenerator(1024, true).keyID("rsa").generate());

        assertThat(refused()).isEqualTo("identity.bad-token");
    }

    @Test
    void a_new_key_of_the_provider_is_found_but_not_asked_for_all_the_time() throws JOSEException {
        come();
        provider.keys.put("rsa", new RSAKeyGenerator(2048).keyID("newer").generate());
        assertThat(refused()).isEqualTo("identity.bad-token");

        clock.advance(Duration.ofSeconds(31));

        assertThat(come().name()).isEqualTo("Ann");
        assertThat(provider.asked.stream().filter("/keys"::equals)).hasSize(2);
        assertThat(provider.asked.stream().filter(path -> path.contains("well-known"))).hasSize(1);
    }

    @Test
    void an_address_that_is_not_in_the_token_is_asked_for() {
        provider.claims = claims -> claims.claim("email", null).claim("email_verified", null);

        assertThat(come().email()).isEqualTo("told@example.com");
        assertThat(come().isVerified()).isTrue();

        provider.people.put("email_verified", false);
        assertThat(come().isVerified()).isFalse();
        provider.people.put("sub", "somebody else");
        assertThat(refused()).isEqualTo("identity.bad-token");
    }

    @Test
    void an_address_without_a_word_on_it_is_not_verified() {
        provider.claims = claims -> claims.claim("email_verified", null);

        assertThat(come().isVerified()).isFalse();
    }

    @Test
    void a_role_makes_an_admin_by_name_or_path_wherever_it_is_told() {
        role = new IdentitySettings.RoleClaim("realm.roles", "tenon-admin");
        signIn = signIn(http);
        provider.claims =
                claims -> claims.claim("realm", Map.of("roles", List.of("x", "tenon-admin")));
        assertThat(come().isAdmin()).isTrue();

        provider.claims = claims -> claims.claim("realm", Map.of("roles", List.of("x")));
        assertThat(come().isAdmin()).isFalse();

        provider.claims = same -> same;
        assertThat(come().isAdmin()).isFalse();
        provider.people.set("realm", Json.object().put("roles", "tenon-admin"));
        assertThat(come().isAdmin()).isTrue();
    }

    @Test
    void a_provider_that_does_not_answer_as_it_should_is_told() {
        provider.status = 500;
        assertThat(refused()).isEqualTo("identity.unreachable");
        provider.status = 200;
        provider.description.put("token_endpoint", "ftp://example.com");
        assertThat(refused()).isEqualTo("identity.unreachable");
        provider.description.put("issuer", "https://evil.example");
        assertThat(refused()).isEqualTo("identity.wrong-issuer");
        provider.close();
        assertThat(refused()).isEqualTo("identity.unreachable");
    }

    @Test
    void calls_keep_the_egress_rules() {
        try (var careful = new Http(new Egress(false))) {
            signIn = signIn(careful);

            Refusal refused = catchThrowableOfType(Refusal.class, () -> signIn.begin("/console"));

            assertThat(refused.diagnostics().getFirst().code()).isEqualTo("identity.unreachable");
            assertThat(refused.getMessage()).contains("Only https URLs");
        }
    }
}
