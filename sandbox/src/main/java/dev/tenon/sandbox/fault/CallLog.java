package dev.tenon.sandbox.fault;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The last thousand calls, and how many there were of each class. Any thread may use it.
public final class CallLog {
    private static final int KEPT = 1000;

    private final Deque<Entry> last = new ArrayDeque<>();
    private final Map<String, Long> counts = new TreeMap<>();

    /// One call.
    ///
    /// @param at when it came
    /// @param method its method
    /// @param path its path and query
    /// @param kind its class, such as `query`
    /// @param status the answer's status, or 0 when the connection was cut
    /// @param millis how long the answer took
    public record Entry(
            Instant at, String method, String path, String kind, int status, long millis) {}

    /// Keeps a call.
    public synchronized void add(Entry entry) {
        if (last.size() == KEPT) last.removeFirst();
        last.addLast(entry);
        counts.merge(entry.kind(), 1L, Long::sum);
    }

    /// The last calls, oldest first.
    public synchronized List<Entry> last() {
        return List.copyOf(last);
    }

    /// How many calls of each class there were since the start.
    public synchronized Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }
}
