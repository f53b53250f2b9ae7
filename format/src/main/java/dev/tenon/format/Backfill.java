package dev.tenon.format;

/// How far back the first read of an object goes.
public sealed interface Backfill {
    /// Nothing older than the installation.
    record None() implements Backfill {}

    /// What changed in the last `days` days.
    record Days(int days) implements Backfill {
        /// At least one day.
        public Days {
            if (days < 1) throw new IllegalArgumentException("days " + days);
        }
    }

    /// Everything the provider has.
    record FullHistory() implements Backfill {}

    /// The backfill of this many days; none for 0.
    static Backfill ofDays(int days) {
        return days == 0 ? new None() : new Days(days);
    }
}
