package dev.tenon.format;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Optional;

/// A five-field cron schedule: minute, hour, day of the month, month, day of the week, in UTC. As
/// in cron, when both days are given, one of them is enough.
public final class Schedule {
    private static final int YEARS_AHEAD = 8;

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean eitherDay;

    private Schedule(String text, String[] fields) throws Malformed {
        this.text = text;
        minutes = CronField.MINUTE.parse(fields[0]);
        hours = CronField.HOUR.parse(fields[1]);
        days = CronField.DAY.parse(fields[2]);
        months = CronField.MONTH.parse(fields[3]);
        weekdays = CronField.WEEKDAY.parse(fields[4]);
        eitherDay = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    }

    /// Reads a schedule.
    ///
    /// @throws Malformed when it is none, or one that never comes
    public static Schedule parse(String text) throws Malformed {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != 5) throw wrongCount(text, fields.length);
        var schedule = new Schedule(text.strip(), fields);
        if (schedule.after(Instant.EPOCH).isEmpty()) {
            throw new Malformed(
                    "The schedule \"%s\" never comes.".formatted(text),
                    "Write a day that its months have.");
        }
        return schedule;
    }

    private static Malformed wrongCount(String text, int count) {
        if (text.strip().startsWith("@")) {
            return new Malformed(
                    "The schedule \"%s\" is a nickname, which is not known here.".formatted(text),
                    "Write the five fields, such as \"0 0 * * *\" for once a day.");
        }
        if (count == 6) {
            return new Malformed(
                    "The schedule \"%s\" has six fields; once a minute is the most often."
                            .formatted(text),
                    "Write \"* * * * *\" for once a minute, without a field of seconds.");
        }
        return new Malformed(
                "The schedule \"%s\" has %d fields, not 5.".formatted(text, count),
                "Write minute, hour, day of the month, month and day of the week, such as"
                        + " \"*/10 * * * *\".");
    }

    /// The first moment later than this one; none when it never comes again.
    public Optional<Instant> after(Instant moment) {
        ZonedDateTime next =
                moment.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        LocalDate last = next.toLocalDate().plusYears(YEARS_AHEAD);
        for (LocalDate day = next.toLocalDate(); day.isBefore(last); day = day.plusDays(1)) {
            if (!isOn(day)) continue;
            int from = day.equals(next.toLocalDate()) ? next.getHour() * 60 + next.getMinute() : 0;
            int found = firstMinute(from);
            if (found >= 0) {
                return Optional.of(day.atTime(found / 60, found % 60).toInstant(ZoneOffset.UTC));
            }
        }
        return Optional.empty();
    }

    private boolean isOn(LocalDate day) {
        if (!months.get(day.getMonthValue())) return false;
        boolean byMonth = days.get(day.getDayOfMonth());
        boolean byWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
        return eitherDay ? byMonth || byWeek : byMonth && byWeek;
    }

    /// The first minute of the day that counts, not before this one; -1 when there is none.
    private int firstMinute(int from) {
        for (int hour = hours.nextSetBit(from / 60); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            int minute = minutes.nextSetBit(hour == from / 60 ? from % 60 : 0);
            if (minute >= 0) return hour * 60 + minute;
        }
        return -1;
    }

    /// The shortest time between two moments of one day, or a day when there is but one.
    public Duration shortestGap() {
        int shortest = 24 * 60;
        int last = -1;
        for (int minute = firstMinute(0);
                minute >= 0;
                minute = minute == 24 * 60 - 1 ? -1 : firstMinute(minute + 1)) {
            if (last >= 0) shortest = Math.min(shortest, minute - last);
            last = minute;
        }
        return Duration.ofMinutes(shortest);
    }

    /// As it was written.
    @Override
    public String toString() {
        return text;
    }

    /// A schedule that cannot be.
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final String fix;

        Malformed(String what, String fix) {
            super(what);
            this.fix = fix;
        }

        /// What is wrong, as a sentence.
        public String what() {
            return String.valueOf(getMessage());
        }

        /// What to write instead.
        public String fix() {
            return fix;
        }
    }
}
