package dev.tenon.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.tenant.JwtAlgorithm;
import dev.tenon.server.tenant.JwtKey;
import dev.tenon.server.tenant.JwtKeys;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.tenant.Scope;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestDatabase.class)
class CustomerTokensTest {
    private final TestClock clock = new TestClock();
    private final TimeId ids = new TimeId(clock, new SecureRandom());
    private final JwtKeys keys = new JwtKeys(ids, clock);
    private final Db db;
    private final Project project;
    private final CustomerTokens tokens;

    @TempDir private Path directory = Path.of("");

    CustomerTokensTest(Db db) {
        this.db = db;
        this.project =
                db.asSystem(tx ->
                        new Projects(ids, clock).create(tx, "p" + UUID.randomUUID(), "App", "org"));
        this.tokens = new CustomerTokens(new TokenKeys(db, keys, clock), 7, clock);
    }

    @BeforeEach
    void needsOpenssl() {
        assumeTrue(Signer.isHere(), "openssl is not installed");
    }

    private Signer signer(String algorithm) {
        return algorithm.equals("RS256") ? Signer.rsa(directory, 2048) : Signer.ed25519(directory);
    }

    private JwtKey stored(Signer signer) {
        return db.inTransaction(
                project.key().number(),
                tx ->
                        keys.create(
                                tx,
                                project.key(),
                                "web",
                                JwtAlgorithm.parse(signer.algorithm()),
                                signer.publicPem()));
    }

    private String claims(String more) {
        long now = clock.instant().getEpochSecond();
        return "{\"sub\":\"x\",\"iat\":%d,\"exp\":%d%s}".formatted(now, now + 600, more);
    }

    private Caller caller(String token) {
        return tokens.caller(token, () -> {});
    }

    private String refusal(String token) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> caller(token));
        assertThat(refusal).as(token).isNotNull();
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNAUTHENTICATED);
        assertThat(refusal.diagnostics().getFirst().fix()).isNotBlank();
        return refusal.diagnostics().getFirst().code();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "EdDSA"})
    void a_token_that_openssl_signs_says_for_whom_it_is(String algorithm) {
        Signer signer = signer(algorithm);
        JwtKey key = stored(signer);

        Caller caller =
                caller(
                        signer.token(
                                key.id().toString(),
                                claims(",\"groupRef\":\"ac/me\",\"consumerRef\":\"j&n\"")));

        assertThat(caller.project()).isEqualTo(project.key());
        assertThat(caller.scopes()).containsExactly(Scope.FRONTEND);
        assertThat(caller.within()).contains(new Within("ac/me", "j&n"));
        assertThat(caller.who().rate()).isEqualTo(7);
        assertThat(caller.name())
                .isEqualTo("jwt/" + key.id() + "?groupRef=ac%2Fme&consumerRef=j%26n");
        assertThat(
                        caller(signer.token(key.id().toString(), claims(",\"groupRef\":\"acme\"")))
                                .within())
                .contains(new Within("acme", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "EdDSA"})
    void a_token_that_was_changed_or_signed_by_another_is_refused(String algorithm) {
        Signer signer = signer(algorithm);
        String kid = stored(signer).id().toString();
        String[] parts = signer.token(kid, claims(",\"groupRef\":\"acme\"")).split("\\.", -1);
        String other = Signer.part(claims(",\"groupRef\":\"bolt\""));

        assertThat(refusal(parts[0] + "." + other + "." + parts[2])).isEqualTo("jwt.bad-signature");
        assertThat(refusal(parts[0] + "." + parts[1] + "."))
                .isIn("jwt.bad-signature", "jwt.malformed");
        assertThat(refusal(parts[0] + "." + parts[1] + "." + Signer.encoded(new byte[64])))
                .isEqualTo("jwt.bad-signature");
        signer(algorithm); // Overwrites the private key by another.
        assertThat(refusal(signer.token(kid, claims(",\"groupRef\":\"acme\""))))
                .isEqualTo("jwt.bad-signature");
    }

    @Test
    void the_algorithm_of_the_key_counts_and_no_other() throws GeneralSecurityException {
        Signer signer = signer("RS256");
        String kid = stored(signer).id().toString();
        String claims = Signer.part(claims(",\"groupRef\":\"acme\""));
        String none = Signer.part("{\"alg\":\"none\",\"kid\":\"" + kid + "\"}");
        String hmac = Signer.part("{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}") + "." + claims;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(
                new SecretKeySpec(
                        signer.publicPem().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] forged = mac.doFinal(hmac.getBytes(StandardCharsets.UTF_8));

        assertThat(refusal(none + "." + claims + ".")).isEqualTo("jwt.malformed");
        assertThat(refusal(hmac + "." + Signer.encoded(forged))).isEqualTo("jwt.wrong-algorithm");
        for (String header :
                new String[] {
                    "{\"alg\":\"RS512\",\"kid\":\"%s\"}",
                    "{\"alg\":\"PS256\",\"kid\":\"%s\"}",
                    "{\"alg\":\"EdDSA\",\"kid\":\"%s\"}"
                }) {
            assertThat(refusal(signer.sign(header.formatted(kid), claims(""))))
                    .isEqualTo("jwt.wrong-algorithm");
        }
        assertThat(
                        refusal(
                                signer.sign(
                                        "{\"alg\":\"RS256\",\"kid\":\"%s\",\"crit\":[\"exp\"],\"exp\":1}"
                                                .formatted(kid),
                                        claims(",\"groupRef\":\"acme\""))))
                .isEqualTo("jwt.malformed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|jwt.bad-claims",
                "[]|jwt.bad-claims",
                "{\"groupRef\":\"acme\"}|jwt.bad-claims",
                "{\"groupRef\":7,\"iat\":@0,\"exp\":@60}|jwt.bad-claims",
                "{\"groupRef\":\"\",\"iat\":@0,\"exp\":@60}|jwt.bad-claims",
                "{\"groupRef\":\"acme\",\"consumerRef\":[],\"iat\":@0,\"exp\":@60}|jwt.bad-claims",
                "{\"groupRef\":\"acme\",\"exp\":@60}|jwt.bad-claims",
                "{\"groupRef\":\"acme\",\"iat\":@0}|jwt.bad-claims",
                "{\"groupRef\":\"acme\",\"iat\":\"@0\",\"exp\":@60}|jwt.bad-claims",
                "{\"groupRef\":\"acme\",\"iat\":@0,\"exp\":1e300}|jwt.bad-claims",
                "{\"groupRef\":\"acme\",\"iat\":@0,\"exp\":@601}|jwt.bad-claims",
                "{\"groupRef\":\"acme\",\"iat\":@60,\"exp\":@0}|jwt.bad-claims",
                "{\"groupRef\":\"acme\",\"iat\":@-660,\"exp\":@-60}|jwt.expired",
                "{\"groupRef\":\"acme\",\"iat\":@61,\"exp\":@90}|jwt.expired",
                "{\"groupRef\":\"acme\",\"iat\":@0,\"exp\":@60,\"nbf\":@61}|jwt.expired",
                "{\"groupRef\":\"acme\",\"iat\":@-659,\"exp\":@-59}|",
                "{\"groupRef\":\"acme\",\"iat\":@60,\"exp\":@90}|",
                "{\"groupRef\":\"acme\",\"iat\":@0.5,\"exp\":@60,\"consumerRef\":null}|"
            })
    void the_claims_are_held_to_what_they_must_be(String claims, String code) {
        Signer signer = signer("EdDSA");
        String kid = stored(signer).id().toString();
        long now = clock.instant().getEpochSecond();
        String text =
                java.util.regex.Pattern.compile("@(-?\\d+)")
                        .matcher(claims)
                        .replaceAll(found -> Long.toString(now + Long.parseLong(found.group(1))));

        String token = signer.token(kid, text);

        if (code == null) assertThat(caller(token).within()).contains(new Within("acme", null));
        else assertThat(refusal(token)).isEqualTo(code);
    }

    @Test
    void a_token_ends_with_its_time_however_well_it_is_remembered() {
        Signer signer = signer("EdDSA");
        String kid = stored(signer).id().toString();
        long now = clock.instant().getEpochSecond();
        String token =
                signer.token(
                        kid,
                        "{\"groupRef\":\"acme\",\"iat\":%d,\"exp\":%d}"
                                .formatted(now - 100, now - 58));
        caller(token);

        clock.advance(Duration.ofSeconds(3));

        assertThat(refusal(token)).isEqualTo("jwt.expired");
    }

    @Test
    void a_key_that_is_switched_off_ends_its_tokens_within_five_seconds() {
        Signer signer = signer("EdDSA");
        UUID kid = stored(signer).id();
        String token = signer.token(kid.toString(), claims(",\"groupRef\":\"acme\""));
        caller(token);
        db.inTransaction(
                project.key().number(),
                tx -> keys.change(tx, project.key(), kid, "web", false).orElseThrow());

        clock.advance(Duration.ofSeconds(6));

        assertThat(refusal(token)).isEqualTo("jwt.unknown-key");
    }

    @Test
    void what_names_no_key_or_is_no_token_is_refused_without_a_look_up() {
        Signer signer = signer("EdDSA");
        Map<String, String> refused =
                Map.of(
                        signer.sign("{\"alg\":\"EdDSA\"}", claims("")),
                        "jwt.unknown-key",
                        signer.token("1' or '1'='1", claims("")),
                        "jwt.unknown-key",
                        "..",
                        "jwt.malformed",
                        "a.b.c",
                        "jwt.malformed",
                        "a." + "b".repeat(9_000) + ".c",
                        "jwt.malformed");

        refused.forEach((token, code) ->
                assertThat(
                                Objects.requireNonNull(
                                                catchThrowableOfType(
                                                        Refusal.class,
                                                        () ->
                                                                tokens.caller(
                                                                        token,
                                                                        () -> {
                                                                            throw new AssertionError(
                                                                                    token);
                                                                        })))
                                        .diagnostics()
                                        .getFirst()
                                        .code())
                        .isEqualTo(code));
    }
}
