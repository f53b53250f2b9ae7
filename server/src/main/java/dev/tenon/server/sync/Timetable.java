package dev.tenon.server.sync;

import dev.tenon.format.Schedule;
import dev.tenon.server.jobs.Job.Next;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// When the next scheduled run is due. Safe for use by many threads.
public final class Timetable {
    private final InstantSource clock;
    private final Duration minute;

    /// @param minute how long a minute of a schedule lasts: a real one, or less where somebody
    ///   watches a demonstration
    public Timetable(InstantSource clock, Duration minute) {
        this.clock = clock;
        this.minute = minute;
    }

    /// @param schedule five-field cron in UTC; null when the object is read only when asked
    Next next(@Nullable String schedule) {
        if (schedule == null) return new Next.WhenWoken();
        try {
            return Schedule.parse(schedule)
                    .after(stretched(clock.instant()))
                    .<Next>map(moment -> new Next.At(shrunk(moment)))
                    .orElseGet(Next.WhenWoken::new);
        } catch (Schedule.Malformed _) {
            return new Next.WhenWoken();
        }
    }

    private Instant stretched(Instant real) {
        return Instant.ofEpochMilli(real.toEpochMilli() * 60_000 / minute.toMillis());
    }

    private Instant shrunk(Instant scheduled) {
        return Instant.ofEpochMilli(scheduled.toEpochMilli() / 60_000 * minute.toMillis());
    }
}
