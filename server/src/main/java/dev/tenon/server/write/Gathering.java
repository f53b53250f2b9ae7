package dev.tenon.server.write;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Says when the writes that gather in a queue are worth counting. To count at every write would
/// cost as much again for each that waits already, so that this node keeps an estimate: what it
/// counted last, and what it has accepted since. The nearer that is to the number which is enough,
/// the sooner they are counted. What other nodes accept is seen at the next count. Safe for use by
/// many threads.
final class Gathering {
    /// Counted again when this part of what is lacking has come, and not before one in so many of
    /// what is enough.
    private static final int PART = 4;

    private static final int SMALLEST_PART = 200;
    private static final int MOST_KNOWN = 10_000;

    private final ConcurrentMap<WriteKey, Estimate> estimates = new ConcurrentHashMap<>();

    /// Notes that one more is about to be accepted; says whether to count them. Of many that are
    /// accepted at once, one is told to.
    boolean isTimeToCount(WriteKey key, int enough) {
        if (estimates.size() > MOST_KNOWN) estimates.clear();
        Estimate now =
                estimates.compute(
                        key, (_, old) -> old == null ? new Estimate(1, 0) : old.oneMore(enough));
        return now.uncounted() == 0;
    }

    /// So many wait.
    void counted(WriteKey key, int waiting) {
        estimates.put(key, new Estimate(waiting, 0));
    }

    /// @param uncounted how many of those came after the last count; none when it is due
    private record Estimate(int waiting, int uncounted) {
        Estimate oneMore(int enough) {
            int now = waiting + 1;
            int least = Math.max(1, enough / SMALLEST_PART);
            int step = Math.max(least, (enough - now) / PART);
            boolean isDue = uncounted + 1 >= step || now >= enough - least;
            return new Estimate(now, isDue ? 0 : uncounted + 1);
        }
    }
}
