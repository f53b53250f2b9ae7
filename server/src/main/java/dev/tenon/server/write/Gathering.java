package dev.tenon.server.write;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Says when the writes that gather in a queue are worth counting. To count at every write would
/// cost as much again for each that waits already, so that this node keeps an estimate: what it
/// counted last, and what it has accepted since. Near the number that is enough, every write is
/// counted. What other nodes accept is seen at the next count. Safe for use by many threads.
final class Gathering {
    private static final int COUNTS = 200;
    private static final int MOST_KNOWN = 10_000;

    private final ConcurrentMap<WriteKey, Estimate> estimates = new ConcurrentHashMap<>();

    /// Notes that one more is about to be accepted; says whether to count them.
    boolean isTimeToCount(WriteKey key, int enough) {
        if (estimates.size() > MOST_KNOWN) estimates.clear();
        int every = Math.max(1, enough / COUNTS);
        Estimate now =
                estimates.merge(
                        key,
                        new Estimate(1, 1),
                        (old, one) -> new Estimate(old.waiting() + 1, old.uncounted() + 1));
        return now.uncounted() >= every || now.waiting() >= enough - every;
    }

    /// So many wait.
    void counted(WriteKey key, int waiting) {
        estimates.put(key, new Estimate(waiting, 0));
    }

    /// @param uncounted how many of those came after the last count
    private record Estimate(int waiting, int uncounted) {}
}
