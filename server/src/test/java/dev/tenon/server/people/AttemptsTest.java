package dev.tenon.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private final TestClock clock = new TestClock();
    private final Attempts attempts = new Attempts(clock);

    @Test
    void a_few_are_free_and_then_each_waits_twice_as_long() {
        for (int i = 0; i < 5; i++) assertThat(attempts.take("ann", 5)).isZero();

        for (int wait : new int[] {1, 2, 4, 8}) {
            assertThat(attempts.take("ann", 5)).isEqualTo(Duration.ofSeconds(wait));
            clock.advance(Duration.ofSeconds(wait));
            assertThat(attempts.take("ann", 5)).isZero();
        }
        assertThat(attempts.take("bob", 5)).isZero();
    }

    @Test
    void the_wait_has_an_end() {
        for (int i = 0; i < 100; i++) {
            assertThat(attempts.take("ann", 5)).isZero();
            clock.advance(Duration.ofMinutes(15));
        }
        attempts.take("ann", 5);

        assertThat(attempts.take("ann", 5)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void success_and_an_hour_forget() {
        for (int i = 0; i < 6; i++) attempts.take("ann", 5);
        attempts.succeeded("ann");
        assertThat(attempts.take("ann", 5)).isZero();

        for (int i = 0; i < 8; i++) attempts.take("bob", 5);
        clock.advance(Duration.ofMinutes(61));
        for (int i = 0; i < 5; i++) assertThat(attempts.take("bob", 5)).isZero();
    }

    @Test
    void a_good_try_is_taken_back() {
        for (int i = 0; i < 50; i++) {
            assertThat(attempts.take("office", 20)).isZero();
            attempts.spared("office");
        }
    }

    @Test
    void no_more_than_ten_thousand_are_remembered() {
        for (int i = 0; i < 30_000; i++) attempts.take("who " + i, 5);

        assertThat(attempts.size()).isEqualTo(10_000);
    }
}
