package dev.tenon.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ApiKeys;
import dev.tenon.server.tenant.JwtKeys;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.tenant.Scope;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class CallersTest {
    private static final String ADMIN = "the.admin.key";
    private static final RequestLimits LIMITS = new RequestLimits(10, 5);

    private final TestClock clock = new TestClock();
    private final TimeId ids = new TimeId(clock, new SecureRandom());
    private final ApiKeys keys = new ApiKeys(new SecureRandom(), clock);
    private final Db db;
    private final Project project;
    private final Callers callers;

    CallersTest(Db db) {
        this.db = db;
        this.project =
                db.asSystem(tx ->
                        new Projects(ids, clock).create(tx, "p" + UUID.randomUUID(), "App", "org"));
        var tokens =
                new CustomerTokens(new TokenKeys(db, new JwtKeys(ids, clock), clock), 10, clock);
        this.callers =
                new Callers(
                        new Keys(db, keys, LIMITS.perKey(), clock),
                        tokens,
                        new Secret(ADMIN),
                        LIMITS,
                        clock);
    }

    private String key(@Nullable Integer rateLimit) {
        var draft = new ApiKeys.Draft("test", Set.of(Scope.READ), rateLimit);
        return db.inTransaction(project.key().number(), tx -> keys.issue(tx, project.key(), draft))
                .secret();
    }

    private Caller caller(String key, String peer) {
        return callers.of(Visits.of("GET", "/", peer, Map.of("x-api-key", key)));
    }

    private static String unknown(int number) {
        return "tnn_%016x_guess".formatted(number);
    }

    private int counted(Caller caller) {
        int counted = 0;
        while (true) {
            try {
                callers.count(caller);
                counted++;
                if (counted > 1_000) return counted;
            } catch (Throttled throttled) {
                assertThat(throttled.headers()).containsKey("Retry-After");
                assertThat(throttled.refusal().kind()).isEqualTo(Refusal.Kind.TOO_MANY);
                return counted;
            }
        }
    }

    @Test
    void a_key_has_the_usual_limit_or_one_of_its_own_and_the_administrator_has_none() {
        assertThat(counted(caller(key(null), "1.1.1.1"))).isEqualTo(20);
        assertThat(counted(caller(key(3), "1.1.1.1"))).isEqualTo(6);
        assertThat(counted(caller(ADMIN, "1.1.1.1"))).isGreaterThan(1_000);
        assertThat(
                        callers.of(
                                Visits.of(
                                        "GET",
                                        "/",
                                        "1.1.1.1",
                                        Map.of("authorization", "Bearer " + ADMIN))))
                .as("whatever it looks like")
                .isEqualTo(Caller.ADMIN);
    }

    @Test
    void all_tokens_of_a_customer_are_counted_together() {
        var acme = new Caller.Who("jwt/1", new Within("acme", "jane"), 10);
        var again = new Caller.Who("jwt/2", new Within("acme", null), 10);
        var bolt = new Caller.Who("jwt/1", new Within("bolt", null), 10);

        assertThat(counted(new Caller(project.key(), null, acme, Set.of()))).isEqualTo(20);
        assertThat(counted(new Caller(project.key(), null, again, Set.of()))).isZero();
        assertThat(counted(new Caller(project.key(), null, bolt, Set.of()))).isEqualTo(20);
    }

    @Test
    void unknown_keys_of_an_address_are_not_looked_up_without_end() {
        String known = key(null);
        caller(known, "2.2.2.2");
        for (int i = 0; i < 10; i++) {
            String guess = unknown(i);
            assertThatThrownBy(() -> caller(guess, "2.2.2.2")).isInstanceOf(Refusal.class);
        }

        Throttled refused =
                catchThrowableOfType(Throttled.class, () -> caller(unknown(99), "2.2.2.2"));
        assertThat(refused.refusal().diagnostics().getFirst().code())
                .isEqualTo("key.too-many-attempts");
        assertThatThrownBy(() -> caller(unknown(99), "3.3.3.3"))
                .as("others are not concerned")
                .isInstanceOf(Refusal.class);
        clock.advance(Duration.ofSeconds(6));
        for (int i = 0; i < 10; i++) {
            String guess = unknown(i);
            assertThatThrownBy(() -> caller(guess, "2.2.2.2")).isInstanceOf(Refusal.class);
        }
        assertThat(caller(known, "2.2.2.2").name())
                .as("one who was known before is looked up again")
                .startsWith("key/");
        assertThatThrownBy(() -> caller(key(null), "2.2.2.2")).isInstanceOf(Throttled.class);
    }

    @Test
    void a_request_without_a_key_is_told_so_and_a_token_counts_in_its_header_alone() {
        assertThat(
                        catchThrowableOfType(
                                        Refusal.class,
                                        () ->
                                                callers.of(
                                                        Visits.of("GET", "/", "4.4.4.4", Map.of())))
                                .diagnostics()
                                .getFirst()
                                .code())
                .isEqualTo("key.missing");
        assertThat(
                        catchThrowableOfType(Refusal.class, () -> caller("a.b.c", "4.4.4.4"))
                                .diagnostics()
                                .getFirst()
                                .code())
                .isEqualTo("key.unknown");
    }
}
