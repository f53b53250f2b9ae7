package dev.tenon.server.cli.screen;

import java.time.Duration;
import java.time.Instant;

/// The present moment, and waiting for a later one.
public interface Waiting {
    /// Now.
    Instant now();

    /// Lets some time pass; an interrupt ends it at once and stays set.
    void pause(Duration duration);

    /// The machine's own clock.
    static Waiting real() {
        return new Waiting() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public void pause(Duration duration) {
                try {
                    Thread.sleep(duration);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }
}
