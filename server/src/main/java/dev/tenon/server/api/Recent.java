package dev.tenon.server.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was asked for last; the rest is forgotten. Safe for use by many threads.
final class Recent<K, V> {
    private final Map<K, V> known;

    /// @param most how many are remembered
    Recent(int most) {
        known =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                        return size() > most;
                    }
                };
    }

    synchronized @Nullable V get(K key) {
        return known.get(key);
    }

    synchronized void put(K key, V value) {
        known.put(key, value);
    }
}
