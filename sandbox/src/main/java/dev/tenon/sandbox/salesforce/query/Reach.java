package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.store.Table;

/// How far a condition lets rows be: a span of (SystemModstamp, Id), a span of ids, and whether
/// only the recycle bin matters. Wider than the truth, never narrower.
///
/// @param low the first key of (stamp, row)
/// @param high the last key
/// @param first the first row
/// @param last the last row
/// @param binned whether only deleted rows can match
record Reach(long low, long high, int first, int last, boolean binned) {
    static final Reach ALL = new Reach(0, Long.MAX_VALUE - 1, 0, Integer.MAX_VALUE - 1, false);

    static Reach stamps(long from, long to) {
        long low = Table.key(Math.clamp(from, 0, Integer.MAX_VALUE), 0);
        long high =
                to < 0
                        ? -1
                        : Table.key(Math.clamp(to, 0, Integer.MAX_VALUE - 1), Integer.MAX_VALUE);
        return new Reach(low, high, 0, ALL.last, false);
    }

    static Reach rows(int first, int last) {
        return new Reach(ALL.low, ALL.high, first, last, false);
    }

    /// What both let through. When only one stamp is left, ids narrow its span.
    Reach and(Reach other) {
        long lowest = Math.max(low, other.low);
        long highest = Math.min(high, other.high);
        int from = Math.max(first, other.first);
        int to = Math.min(last, other.last);
        if (lowest >>> 32 == highest >>> 32) {
            lowest = Math.max(lowest, (lowest & ~0xFFFFFFFFL) | from);
            highest = Math.min(highest, (highest & ~0xFFFFFFFFL) | Math.max(to, 0));
        }
        return new Reach(lowest, highest, from, to, binned || other.binned);
    }

    /// What either lets through.
    Reach or(Reach other) {
        return new Reach(
                Math.min(low, other.low),
                Math.max(high, other.high),
                Math.min(first, other.first),
                Math.max(last, other.last),
                binned && other.binned);
    }
}
