package dev.tenon.server.sync;

import dev.tenon.format.Schedule;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.records.DatasetId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When the next scheduled run is due. Safe for use by many threads.
public final class Timetable {
    /// However long its interval, a dataset is read this much later than its schedule says at most.
    private static final Duration WIDEST = Duration.ofHours(1);

    private final InstantSource clock;
    private final Duration minute;

    /// @param minute how long a minute of a schedule lasts: a real one, or less where somebody
    ///   watches a demonstration
    public Timetable(InstantSource clock, Duration minute) {
        this.clock = clock;
        this.minute = minute;
    }

    /// When a dataset is read next. Datasets of one schedule are spread over a tenth of its
    /// interval, so that they do not all come at once; each keeps its place.
    ///
    /// @param schedule five-field cron in UTC; null when the object is read only when asked
    Next next(@Nullable String schedule, DatasetId id) {
        if (schedule == null) return new Next.WhenWoken();
        try {
            Schedule cron = Schedule.parse(schedule);
            Instant now = stretched(clock.instant());
            return cron.after(now.minus(WIDEST))
                    .map(_ -> next(cron, id, now))
                    .orElseGet(Next.WhenWoken::new);
        } catch (Schedule.Malformed _) {
            return new Next.WhenWoken();
        }
    }

    private Next next(Schedule cron, DatasetId id, Instant now) {
        for (Instant from = now.minus(WIDEST); ; ) {
            Optional<Instant> moment = cron.after(from);
            if (moment.isEmpty()) return new Next.WhenWoken();
            Instant mine = moment.get().plus(place(cron, id, moment.get()));
            if (mine.isAfter(now)) return new Next.At(shrunk(mine));
            from = moment.get();
        }
    }

    private static Duration place(Schedule cron, DatasetId id, Instant moment) {
        Duration interval =
                cron.after(moment).map(next -> Duration.between(moment, next)).orElse(WIDEST);
        Duration spread = interval.dividedBy(10);
        if (spread.compareTo(WIDEST) > 0) spread = WIDEST;
        long hash = (id.group().number() * 31 + id.number()) * 0x9E3779B97F4A7C15L;
        return Duration.ofSeconds(Math.floorMod(hash >>> 16, Math.max(1, spread.toSeconds())));
    }

    private Instant stretched(Instant real) {
        return Instant.ofEpochMilli(real.toEpochMilli() * 60_000 / minute.toMillis());
    }

    private Instant shrunk(Instant scheduled) {
        return Instant.ofEpochMilli(scheduled.toEpochMilli() * minute.toMillis() / 60_000);
    }
}
