package dev.tenon.server.quota;

import java.time.Duration;
import java.time.Instant;

/// What all nodes together have taken of a budget.
///
/// Short windows are paced: a tenth of the calls may be made at once, the others come back one by
/// one, so evenly that no stretch of the window's length ever has more calls than the budget. Long
/// windows are counted from their first call.
///
/// @param since paced: when everything will have come back; counted: when the window began
/// @param taken counted: calls of the window
record Ledger(Instant since, long taken) {
    static final Ledger UNUSED = new Ledger(Instant.EPOCH, 0);

    /// A node takes at most what it needs for this long.
    private static final Duration CHUNK = Duration.ofMillis(500);

    /// What it has not used by then it gives up.
    private static final Duration KEPT = Duration.ofSeconds(1);

    private static final int COUNTED_CHUNKS = 200;

    /// Takes some calls.
    ///
    /// @param share the part of the budget, in percent, that who asks may use
    Lease lease(Budget budget, int share, Instant now) {
        return budget.isPaced() ? paced(budget, share, now) : counted(budget, share, now);
    }

    private Lease paced(Budget budget, int share, Instant now) {
        long burst = burst(budget);
        long spacing = spacing(budget);
        long debt = debt(now);
        long reserve = burst * (100 - share) / 100;
        long left = burst - Math.ceilDiv(debt, spacing) - reserve;
        if (left < 1) {
            long wait = debt - (burst - reserve - 1) * spacing;
            return new Lease(this, 0, now, Duration.ofNanos(Math.max(wait, 1)));
        }
        long chunk = Math.clamp(CHUNK.toNanos() / spacing, 1, Math.max(1, burst / 2));
        long calls = Math.min(chunk, left);
        Instant full = now.plusNanos(debt + calls * spacing);
        return new Lease(new Ledger(full, 0), calls, now.plus(KEPT), Duration.ZERO);
    }

    private Lease counted(Budget budget, int share, Instant now) {
        Ledger current = current(budget, now);
        Instant end = current.since.plus(budget.window());
        long left = budget.calls() * share / 100 - current.taken;
        if (left < 1) return new Lease(current, 0, now, Duration.between(now, end));
        long calls = Math.min(left, Math.max(1, budget.calls() / COUNTED_CHUNKS));
        return new Lease(
                new Ledger(current.since, current.taken + calls), calls, end, Duration.ZERO);
    }

    private Ledger current(Budget budget, Instant now) {
        return now.isBefore(since.plus(budget.window())) ? this : new Ledger(now, 0);
    }

    /// How many calls are not to be had now.
    long used(Budget budget, Instant now) {
        return budget.isPaced()
                ? Math.ceilDiv(debt(now), spacing(budget))
                : current(budget, now).taken;
    }

    /// How many calls who has a share could make at once now.
    long left(Budget budget, int share, Instant now) {
        long most = budget.isPaced() ? burst(budget) : budget.calls();
        long reserve = most - most * share / 100;
        return Math.max(0, most - reserve - used(budget, now));
    }

    private long debt(Instant now) {
        return since.isAfter(now) ? Duration.between(now, since).toNanos() : 0;
    }

    private static long burst(Budget budget) {
        return Math.max(1, budget.calls() / 10);
    }

    /// The time between two calls that come back: in a window there is the burst, and what comes
    /// back before its end.
    private static long spacing(Budget budget) {
        return Math.ceilDiv(budget.window().toNanos(), budget.calls() - burst(budget) + 1);
    }

    /// What was taken.
    ///
    /// @param after how the ledger stands then
    /// @param calls how many
    /// @param until they may be used
    /// @param pause when there are none: until there may be some
    record Lease(Ledger after, long calls, Instant until, Duration pause) {}
}
