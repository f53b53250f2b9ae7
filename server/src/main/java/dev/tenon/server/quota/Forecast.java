package dev.tenon.server.quota;

import java.time.Duration;
import java.util.Optional;

/// How long the rest of a backfill is likely to take.
///
/// @param remaining until it is done
/// @param calls it still costs
/// @param quota whether the quota is what it waits for most
public record Forecast(Duration remaining, long calls, boolean quota) {
    private static final Duration DAY = Duration.ofDays(1);

    /// From how it has gone so far, and from what the quota leaves; none while too little is known.
    ///
    /// @param progress how far it is
    /// @param left calls that its lane has left; negative when not known
    /// @param perDay calls that its lane may make a day; negative when not known
    public static Optional<Forecast> of(Progress progress, long left, long perDay) {
        if (progress.done() <= 0 || progress.expected() <= 0 || progress.calls() <= 0) {
            return Optional.empty();
        }
        long open = Math.max(0, progress.expected() - progress.done());
        long calls = Math.ceilDiv(open * progress.calls(), progress.done());
        Duration pace = Duration.ofMillis(progress.taken().toMillis() * open / progress.done());
        if (left < 0 || perDay <= 0 || calls <= left) {
            return Optional.of(new Forecast(pace, calls, false));
        }
        Duration wait =
                Duration.ofMillis((long) ((double) (calls - left) / perDay * DAY.toMillis()));
        boolean waits = wait.compareTo(pace) > 0;
        return Optional.of(new Forecast(waits ? wait : pace, calls, waits));
    }

    /// How far a backfill is.
    ///
    /// @param done records so far
    /// @param expected records in all
    /// @param calls made so far
    /// @param taken time so far
    public record Progress(long done, long expected, long calls, Duration taken) {}
}
