package dev.tenon.server.schema;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Lets one caller of a key after the other do something. Safe for use by many threads.
final class InTurn<K> {
    private final ConcurrentMap<K, Turn> turns = new ConcurrentHashMap<>();

    <T> T take(K key, Supplier<T> work) {
        Turn turn =
                Objects.requireNonNull(
                        turns.compute(
                                key,
                                (_, known) -> {
                                    Turn ours = known == null ? new Turn() : known;
                                    ours.callers++;
                                    return ours;
                                }));
        turn.lock.lock();
        try {
            return work.get();
        } finally {
            turn.lock.unlock();
            turns.computeIfPresent(key, (_, known) -> --known.callers == 0 ? null : known);
        }
    }

    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock();

        /// Changed inside the map's own lock alone.
        private int callers;
    }
}
