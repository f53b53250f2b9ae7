package dev.tenon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.testing.TestClock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketsTest {
    private final TestClock clock = new TestClock();
    private final Buckets buckets = new Buckets(clock);

    private int granted(String who, int rate, int asked) {
        return (int)
                IntStream.range(0, asked).filter(_ -> buckets.take(who, rate).isGranted()).count();
    }

    @Test
    void twice_the_rate_at_once_and_then_the_rate() {
        assertThat(granted("a", 10, 100)).isEqualTo(20);
        assertThat(granted("b", 10, 100)).as("each has its own").isEqualTo(20);

        clock.advance(Duration.ofSeconds(1));
        assertThat(granted("a", 10, 100)).isEqualTo(10);

        clock.advance(Duration.ofMinutes(5));
        assertThat(granted("a", 10, 100)).as("no more than it holds").isEqualTo(20);
    }

    @Test
    void what_is_told_of_it_is_what_there_is() {
        Allowance first = buckets.take("a", 10);
        assertThat(first.headers())
                .containsEntry("RateLimit-Policy", "\"requests\";q=20;w=2")
                .containsEntry("RateLimit", "\"requests\";r=19;t=1")
                .doesNotContainKey("Retry-After");

        granted("a", 10, 19);
        Allowance refused = buckets.take("a", 10);

        assertThat(refused.isGranted()).isFalse();
        assertThat(refused.delay()).isEqualTo(Duration.ofMillis(100).toNanos());
        assertThat(refused.headers())
                .containsEntry("RateLimit", "\"requests\";r=0;t=2")
                .containsEntry("Retry-After", "1");
        clock.advance(Duration.ofMillis(100));
        assertThat(buckets.take("a", 10).isGranted()).isTrue();
    }

    @Test
    void without_a_rate_nothing_is_counted() {
        assertThat(granted("a", 0, 1_000)).isEqualTo(1_000);
        assertThat(buckets.take("a", 0).headers()).isEmpty();
        assertThat(buckets.size()).isZero();
    }

    @Test
    void many_at_once_get_no_more_than_there_is() throws InterruptedException {
        var granted = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2_000; i++) {
                threads.execute(() -> {
                    if (buckets.take("a", 50).isGranted()) granted.incrementAndGet();
                });
            }
        }
        assertThat(granted.get()).isEqualTo(100);
    }

    @Test
    void who_fails_too_often_has_to_wait_but_never_for_long() {
        for (int i = 0; i < 10_000; i++) buckets.charge("a", 20);

        assertThat(buckets.look("a", 20).delay()).isPositive();
        assertThat(buckets.look("b", 20).delay()).isZero();
        clock.advance(Duration.ofSeconds(10));
        assertThat(buckets.look("a", 20).delay()).isZero();
    }

    @Test
    void a_clock_that_is_set_back_keeps_nobody_waiting() {
        granted("a", 10, 20);

        clock.advance(Duration.ofHours(-1));

        assertThat(granted("a", 10, 100)).isEqualTo(20);
    }

    @Test
    void however_many_come_the_memory_is_bounded_and_still_all_are_limited() {
        for (int i = 0; i < 30_000; i++) buckets.take("address " + i, 10);

        assertThat(buckets.size()).isLessThanOrEqualTo(10_000);
        assertThat(granted("one more", 10, 100)).isLessThanOrEqualTo(20);
        clock.advance(Duration.ofMinutes(1));
        assertThat(granted("one more", 10, 100)).isEqualTo(20);
        assertThat(buckets.size()).as("those that are full are dropped").isLessThan(10);
    }
}
