package dev.tenon.server.quota;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How long the rest of a backfill is likely to take.
///
/// @param remaining until it is done
/// @param calls it still costs
/// @param quota whether the quota is what it waits for most
public record Forecast(Duration remaining, long calls, boolean quota) {
    private static final Duration DAY = Duration.ofDays(1);

    /// From how it has gone so far, and from what the quotas leave; none while too little is known.
    ///
    /// @param limits all that limit its calls, as far as they are known
    public static Optional<Forecast> of(Progress progress, List<Limit> limits) {
        if (progress.done() <= 0 || progress.expected() <= 0 || progress.calls() <= 0) {
            return Optional.empty();
        }
        long open = Math.max(0, progress.expected() - progress.done());
        long calls = (long) Math.ceil((double) open * progress.calls() / progress.done());
        Duration pace =
                Duration.ofMillis(
                        (long) ((double) progress.taken().toMillis() * open / progress.done()));
        Duration wait =
                limits.stream()
                        .map(limit -> limit.until(calls))
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO);
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

    /// What a quota or a budget leaves to a lane.
    ///
    /// @param left calls that may be made at once
    /// @param perDay calls that come back a day
    public record Limit(long left, long perDay) {
        private Duration until(long calls) {
            if (calls <= left) return Duration.ZERO;
            double days = (double) (calls - left) / Math.max(1, perDay);
            return Duration.ofMillis((long) Math.min(days * DAY.toMillis(), Long.MAX_VALUE / 2.0));
        }
    }
}
