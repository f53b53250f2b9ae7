package dev.tenon.sandbox.fault;

import dev.tenon.sandbox.web.Paging;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The ways in which any answer of any provider may disappoint.
public enum Misfortune {
    /// An error, or something that is no answer at all.
    FAIL {
        @Override
        FaultAction drawn(RandomGenerator random) {
            return FAILURES.get(random.nextInt(FAILURES.size()));
        }
    },
    /// Late, silent, or broken off.
    STALL {
        @Override
        FaultAction drawn(RandomGenerator random) {
            Duration time = Duration.ofMillis(random.nextInt(100, LONGEST_MILLIS));
            return switch (random.nextInt(4)) {
                case 0 -> new FaultAction.Silence(time);
                case 1 -> new FaultAction.CutBefore();
                case 2 -> new FaultAction.CutMidway();
                default -> new FaultAction.Latency(time);
            };
        }
    },
    /// Records that come twice.
    REPEAT {
        @Override
        FaultAction drawn(RandomGenerator random) {
            return new FaultAction.Cut(new Paging(false, true, random.nextLong()));
        }
    },
    /// Fewer records than were asked for, as a provider may; the rest comes behind them.
    SHRINK {
        @Override
        FaultAction drawn(RandomGenerator random) {
            return new FaultAction.Cut(new Paging(true, false, random.nextLong()));
        }
    };

    private static final int LONGEST_MILLIS = 1_500;
    private static final Map<String, String> SOON = Map.of("Retry-After", "1");

    private static final List<FaultAction> FAILURES =
            List.of(
                    reply(500, "text/plain", "Internal error"),
                    reply(502, "text/html", "<html><body><h1>Bad Gateway</h1></body></html>"),
                    reply(503, "text/html", "<html><body>Down for maintenance</body></html>"),
                    reply(429, "text/plain", "Too many requests"),
                    reply(200, "text/html", "<html><body>Please sign in</body></html>"),
                    reply(200, "application/json", "{\"records\": [{\"Id\": \"00"),
                    reply(200, "application/json", ""),
                    new FaultAction.HalfBody());

    /// One of its forms.
    abstract FaultAction drawn(RandomGenerator random);

    private static FaultAction reply(int status, String contentType, String body) {
        return new FaultAction.Reply(status, contentType, body, SOON);
    }
}
