package dev.tenon.sandbox.salesforce.schema;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What one user may see of each field (field-level security). Any thread may use it.
public final class Visibility {
    private final Map<String, Level> levels = new ConcurrentHashMap<>();

    /// How much of a field a user sees.
    public enum Level {
        /// Reads and writes.
        FULL,
        /// Reads only.
        READ_ONLY,
        /// The field does not exist for this user.
        HIDDEN
    }

    /// Sets the level of a field.
    public void set(String object, String field, Level level) {
        levels.put(key(object, field), level);
    }

    /// Whether the user sees the field at all.
    public boolean sees(String object, Field field) {
        return level(object, field) != Level.HIDDEN;
    }

    /// The level of a field; full unless set otherwise.
    public Level level(String object, Field field) {
        if (levels.isEmpty()) return Level.FULL;
        return levels.getOrDefault(key(object, field.name()), Level.FULL);
    }

    private static String key(String object, String field) {
        return (object + "." + field).toLowerCase(Locale.ROOT);
    }
}
