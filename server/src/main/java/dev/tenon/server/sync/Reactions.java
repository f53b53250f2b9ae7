package dev.tenon.server.sync;

import dev.tenon.spi.ProviderException;
import java.time.Duration;
import java.time.Instant;

/// What a run does about each kind of answer that is no page.
final class Reactions {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private Reactions() {}

    /// @param failures how many runs in a row have failed before
    static Outcome to(ProviderException refusal, int failures, Instant now) {
        String why = refusal.getMessage() + " (" + refusal.code() + ")";
        return switch (refusal) {
            case ProviderException.Busy busy ->
                    new Outcome.Again(now.plus(longer(busy.after(), failures)), why, true);
            case ProviderException.QuotaSpent spent -> new Outcome.Again(spent.until(), why, false);
            case ProviderException.CursorExpired _ -> new Outcome.StartOver(why);
            case ProviderException.CheckpointExpired _ -> new Outcome.ReadAnew(why);
            case ProviderException.SchemaChanged _ -> new Outcome.Rediscover(why);
            case ProviderException.Revoked _ -> new Outcome.NeedsPerson(why, true);
            case ProviderException.Forbidden _,
                    ProviderException.Invalid _,
                    ProviderException.NotFound _,
                    ProviderException.Duplicate _ ->
                    new Outcome.NeedsPerson(why, false);
            case ProviderException.Expired _,
                    ProviderException.Unreachable _,
                    ProviderException.Garbled _ ->
                    new Outcome.Again(now.plus(backoff(failures)), why, true);
        };
    }

    /// What a run does about a fault of ours: it comes again, for the fault may pass with the
    /// record that shows it, and its operation tells.
    static Outcome to(RuntimeException fault, int failures, Instant now) {
        String why =
                "Something inside Tenon failed ("
                        + fault.getClass().getSimpleName()
                        + "); the server's log says more";
        return new Outcome.Again(now.plus(backoff(failures)), why, true);
    }

    private static Duration longer(Duration asked, int failures) {
        Duration ours = backoff(failures);
        return asked.compareTo(ours) > 0 ? asked : ours;
    }

    /// How long to wait before the next try.
    ///
    /// @param failures in a row before
    static Duration backoff(int failures) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(failures, 12));
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
