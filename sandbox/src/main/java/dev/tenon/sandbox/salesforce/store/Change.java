package dev.tenon.sandbox.salesforce.store;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What somebody wrote over the seed of one row, or all of a row without a seed.
final class Change {
    /// By the field's key; a null value is a value.
    final Map<String, @Nullable Object> values = new HashMap<>();

    int createdAt;
    int modifiedAt;
    String createdBy = "";
    String modifiedBy = "";
    int deletedAt;

    Change copy() {
        var copy = new Change();
        copy.values.putAll(values);
        copy.createdAt = createdAt;
        copy.modifiedAt = modifiedAt;
        copy.createdBy = createdBy;
        copy.modifiedBy = modifiedBy;
        copy.deletedAt = deletedAt;
        return copy;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }
}
