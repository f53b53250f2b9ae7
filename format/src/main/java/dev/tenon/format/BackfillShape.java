package dev.tenon.format;

import org.jspecify.annotations.Nullable;

/// Reads how far back the first read goes.
final class BackfillShape {
    private static final int MOST_DAYS = 36_500;

    private BackfillShape() {}

    /// The `backfill` of a manifest; nothing when it is not there or after an error.
    static @Nullable Backfill read(@Nullable Fields backfill, Notes notes) {
        if (backfill == null) return null;
        Fields period =
                backfill.requiredObject("defaultPeriod", "defaultPeriod: {fullHistory: true}");
        backfill.done();
        return period == null ? null : period(period, notes);
    }

    /// Days or the full history, and exactly one of them; programs may send `fullHistory: false`
    /// beside the days.
    static @Nullable Backfill period(Fields period, Notes notes) {
        Long days = period.number("days", 0, MOST_DAYS);
        Boolean full = period.flag("fullHistory");
        period.done();
        boolean unsaid = period.isSent() && full != null && !full;
        boolean both = period.has("days") && period.has("fullHistory") && !unsaid;
        boolean neither = !period.has("days") && !period.has("fullHistory");
        if ((both || neither) && !period.isBroken()) {
            notes.error(
                    period.place(),
                    "bad-period",
                    both
                            ? "The period has both \"days\" and \"fullHistory\"."
                            : "The period has neither \"days\" nor \"fullHistory\".",
                    "Write one of them: days: 30, or fullHistory: true.");
        }
        if (full != null && full) return new Backfill.FullHistory();
        return days == null ? new Backfill.None() : Backfill.ofDays(days.intValue());
    }
}
