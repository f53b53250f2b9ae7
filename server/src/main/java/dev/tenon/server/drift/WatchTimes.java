package dev.tenon.server.drift;

import dev.tenon.format.Schedule;
import dev.tenon.format.WatchSchema;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// When an installation's schemas are looked at. Installations of one schedule are spread, so that
/// they do not all ask at once; each keeps its place. Safe for use by many threads.
final class WatchTimes {
    private static final int MINUTES_A_DAY = 24 * 60;
    private static final Duration WIDEST = Duration.ofMinutes(30);

    /// How long after it was made an installation is looked at first, at most.
    private static final Duration FIRST = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Duration minute;

    /// @param minute how long a minute of a schedule lasts: a real one, or less where somebody
    ///   watches a demonstration
    WatchTimes(InstantSource clock, Duration minute) {
        this.clock = clock;
        this.minute = minute;
    }

    /// Soon, for an installation that is new or was changed.
    Instant first(UUID installation) {
        return clock.instant().plusSeconds(place(installation, FIRST.toSeconds()));
    }

    /// The next time by its schedule; once a day at a minute of its own without one.
    Instant next(@Nullable WatchSchema watch, UUID installation) {
        String schedule = watch == null ? null : watch.schedule();
        Instant now = stretched(clock.instant());
        try {
            if (schedule == null) return shrunk(daily(now, installation));
            return shrunk(after(Schedule.parse(schedule), now, installation));
        } catch (Schedule.Malformed _) {
            // Checked at deploy; a revision of an older server may still say it.
            return shrunk(daily(now, installation));
        }
    }

    private static Instant daily(Instant now, UUID installation) {
        long minuteOfDay = place(installation, MINUTES_A_DAY);
        Instant midnight = now.truncatedTo(java.time.temporal.ChronoUnit.DAYS);
        Instant today = midnight.plus(Duration.ofMinutes(minuteOfDay));
        return today.isAfter(now) ? today : today.plus(Duration.ofDays(1));
    }

    private static Instant after(Schedule cron, Instant now, UUID installation) {
        Instant from = now.minus(WIDEST);
        while (true) {
            Optional<Instant> moment = cron.after(from);
            if (moment.isEmpty()) return daily(now, installation);
            Instant mine = moment.get().plus(spread(cron, moment.get(), installation));
            if (mine.isAfter(now)) return mine;
            from = moment.get();
        }
    }

    private static Duration spread(Schedule cron, Instant moment, UUID installation) {
        Duration interval =
                cron.after(moment).map(next -> Duration.between(moment, next)).orElse(WIDEST);
        long tenth = Math.min(interval.toSeconds() / 10, WIDEST.toSeconds());
        return Duration.ofSeconds(place(installation, Math.max(1, tenth)));
    }

    private static long place(UUID installation, long places) {
        long mixed = installation.getLeastSignificantBits() * 0x9E3779B97F4A7C15L;
        return Math.floorMod(mixed >>> 16, places);
    }

    private Instant stretched(Instant real) {
        return Instant.ofEpochMilli(real.toEpochMilli() * 60_000 / minute.toMillis());
    }

    private Instant shrunk(Instant scheduled) {
        return Instant.ofEpochMilli(scheduled.toEpochMilli() * minute.toMillis() / 60_000);
    }
}
