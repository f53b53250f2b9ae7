package dev.tenon.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.testing.TestClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PatientPlacesTest {
    private final TestClock clock = new TestClock();

    @Test
    void half_of_the_workers_are_taken_and_a_quarter_waits_for_them() throws Exception {
        var places = new PatientPlaces(4, clock);
        assertThat(places.take()).isTrue();
        assertThat(places.take()).isTrue();
        assertThat(places.isCrowded()).isFalse();

        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(places::take);
        while (places.waiting() == 0) Thread.onSpinWait();
        assertThat(places.isCrowded()).isTrue();
        assertThat(places.take()).as("one more than may wait").isFalse();

        places.give();
        assertThat(waiting.get()).isTrue();
    }

    @Test
    void who_waits_in_vain_is_told_so_after_a_moment() {
        var places = new PatientPlaces(4, clock);
        places.take();
        places.take();
        long began = System.nanoTime();

        assertThat(places.take()).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThanOrEqualTo(PatientPlaces.LONGEST);
        clock.advance(Duration.ofSeconds(10));
        assertThat(places.isCrowded()).isFalse();
    }
}
