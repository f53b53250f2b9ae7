package dev.tenon.server.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/// Looks again and again until something is there.
final class Waiting {
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private Waiting() {}

    static <T> T until(
            InstantSource clock,
            Duration patience,
            Supplier<String> what,
            Supplier<Optional<T>> look) {
        Instant end = clock.instant().plus(patience);
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) return found.get();
            if (clock.instant().isAfter(end)) {
                throw new DemoFailure(
                        "waited " + patience.toSeconds() + " s in vain for " + what.get());
            }
            pause(BETWEEN);
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("the demo was interrupted");
        }
    }
}
