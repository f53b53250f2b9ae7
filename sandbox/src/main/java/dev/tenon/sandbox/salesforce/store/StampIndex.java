package dev.tenon.sandbox.salesforce.store;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Rows in the order of (SystemModstamp, Id): a sorted array of what was seeded, and a tree of what
/// moved since. A key is the stamp in seconds times 2^32 plus the row. Used under the org's lock.
final class StampIndex {
    private final long[] seeded;
    private final BitSet moved = new BitSet();
    private final NavigableSet<Long> later = new TreeSet<>();

    /// Indexes the first stamps of the seeded rows.
    StampIndex(int[] stamps) {
        seeded = new long[stamps.length];
        for (int row = 0; row < stamps.length; row++) seeded[row] = key(stamps[row], row);
        Arrays.parallelSort(seeded);
    }

    static long key(int stamp, int row) {
        return ((long) stamp << 32) | row;
    }

    /// Puts a row at a new stamp; `before` is the stamp it had, or -1 for a new row.
    void move(int row, int before, int stamp) {
        if (row < seeded.length && !moved.get(row)) moved.set(row);
        else if (before >= 0) later.remove(key(before, row));
        later.add(key(stamp, row));
    }

    /// Forgets a row that was added at `stamp`.
    void remove(int row, int stamp) {
        later.remove(key(stamp, row));
    }

    /// Shows the rows with keys from `low` to `high`, both included, until `visit` says false.
    void scan(long low, long high, boolean descending, IntPredicate visit) {
        if (low > high) return;
        var span = later.subSet(low, true, high, true);
        Iterator<Long> changes = (descending ? span.descendingSet() : span).iterator();
        Long change = next(changes);
        int from = position(low);
        int to = position(high + 1) - 1;
        int step = descending ? -1 : 1;
        for (int at = descending ? to : from; at >= from && at <= to; at += step) {
            int row = (int) seeded[at];
            if (moved.get(row)) continue;
            while (change != null && (change < seeded[at]) != descending) {
                if (!visit.test((int) (long) change)) return;
                change = next(changes);
            }
            if (!visit.test(row)) return;
        }
        while (change != null && visit.test((int) (long) change)) change = next(changes);
    }

    /// How many rows lie between two keys, at most; cheap for the seeded part.
    long estimate(long low, long high) {
        if (low > high) return 0;
        return (long) position(high + 1) - position(low) + later.size();
    }

    private int position(long key) {
        int at = Arrays.binarySearch(seeded, key);
        return at < 0 ? -at - 1 : at;
    }

    private static @Nullable Long next(Iterator<Long> keys) {
        return keys.hasNext() ? keys.next() : null;
    }
}
