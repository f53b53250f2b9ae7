package dev.tenon.server.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.people.Passwords.Cost;
import dev.tenon.server.seal.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordsTest {
    /// Made by the reference implementation: `argon2 somesaltsomesalt -id -t 2 -k 19456 -p 1`.
    private static final String REFERENCE =
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA"
                    + "$/HetJC6LZ4lnwgLB+wJSS2a9bFu2Kq4HxwNWzoJq2qU";

    private final Passwords passwords = new Passwords(new SecureRandom());

    @Test
    void a_hash_of_the_reference_implementation_is_understood() {
        assertThat(passwords.matches(new Secret("correct horse battery"), REFERENCE)).isTrue();
        assertThat(passwords.matches(new Secret("correct horse batterz"), REFERENCE)).isFalse();
        assertThat(passwords.isWeak(REFERENCE)).isFalse();
    }

    @Test
    void a_hash_has_its_own_salt_and_says_what_it_cost() {
        String one = passwords.hash(new Secret("correct horse battery"));
        String other = passwords.hash(new Secret("correct horse battery"));

        assertThat(one).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(other);
        assertThat(passwords.matches(new Secret("correct horse battery"), one)).isTrue();
        assertThat(passwords.matches(new Secret("correct horse battery"), other)).isTrue();
    }

    @Test
    void letters_typed_in_parts_are_the_same_letters() {
        String hash = passwords.hash(new Secret("zwölf Bücher hoch"));

        assertThat(passwords.matches(new Secret("zwo\u0308lf Bu\u0308cher hoch"), hash)).isTrue();
    }

    @Test
    void a_cheaper_hash_is_weak() {
        var cheap =
                new Passwords(new SecureRandom(), new Cost(8_192, 1, 1), Duration.ofSeconds(10));
        String hash = cheap.hash(new Secret("correct horse battery"));

        assertThat(passwords.isWeak(hash)).isTrue();
        assertThat(passwords.matches(new Secret("correct horse battery"), hash)).isTrue();
    }

    @Test
    void nobodys_password_is_never_right() {
        assertThat(passwords.matches(new Secret("correct horse battery"), null)).isFalse();
        assertThat(passwords.matches(new Secret(""), null)).isFalse();
        assertThat(passwords.matches(new Secret("x".repeat(100_000)), REFERENCE)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "elevenchars,person.password-short",
        "'äöüäöüäöüäö',person.password-short",
        "Ann@Example.com,person.password-email",
        "'  ann@example.com ',person.password-email",
    })
    void what_is_too_easy_is_refused(String password, String code) {
        Refusal refused =
                catchThrowableOfType(
                        Refusal.class,
                        () -> Passwords.check(new Secret(password), "ann@example.com"));

        assertThat(refused.diagnostics().getFirst().code()).isEqualTo(code);
        assertThat(refused.getMessage()).doesNotContain(password);
    }

    @Test
    void long_ones_are_taken_up_to_a_kilobyte() {
        Passwords.check(new Secret("ä".repeat(512)), "ann@example.com");

        assertThatThrownBy(() -> Passwords.check(new Secret("ä".repeat(513)), "ann@example.com"))
                .hasMessageContaining("1024 bytes");
    }

    @Test
    void who_waits_too_long_for_their_turn_is_told_to_try_again() throws Exception {
        var hasty = new Passwords(new SecureRandom(), new Cost(19_456, 4, 1), Duration.ZERO);
        try (var threads = Executors.newFixedThreadPool(16)) {
            Callable<String> hash = () -> tried(hasty);
            var codes = threads.invokeAll(IntStream.range(0, 16).mapToObj(_ -> hash).toList());
            int busy = 0;
            for (var code : codes) {
                if (code.get().equals("console.busy")) busy++;
                else assertThat(code.get()).startsWith("$argon2id$");
            }
            assertThat(busy).isBetween(1, 14);
        }
    }

    private static String tried(Passwords passwords) {
        try {
            return passwords.hash(new Secret("correct horse battery"));
        } catch (Refusal refusal) {
            return refusal.diagnostics().getFirst().code();
        }
    }
}
