package dev.tenon.sandbox.salesforce.store;

import org.jspecify.annotations.Nullable;

/// What a field held before anybody changed it, worked out from the row's number. Pure: the same
/// row always gives the same value.
@FunctionalInterface
interface Seed {
    /// The value of a row.
    @Nullable Object of(int row);

    /// The rows (from 0, below `rows`) that may hold `value`, or null when only a scan can tell.
    default int @Nullable [] rowsWith(Object value, int rows) {
        return null;
    }
}
