package dev.tenon.server.recent;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was asked for last; the rest is forgotten. Safe for use by many threads.
public final class Recent<K, V> {
    private final Map<K, V> known;

    /// @param most how many are remembered
    public Recent(int most) {
        known =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                        return size() > most;
                    }
                };
    }

    /// What was remembered last; null when it was forgotten, or never known.
    public synchronized @Nullable V get(K key) {
        return known.get(key);
    }

    public synchronized void put(K key, V value) {
        known.put(key, value);
    }

    public synchronized void remove(K key) {
        known.remove(key);
    }
}
