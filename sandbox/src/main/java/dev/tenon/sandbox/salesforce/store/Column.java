package dev.tenon.sandbox.salesforce.store;

import org.jspecify.annotations.Nullable;

/// One field of a table. Read under the org's lock.
@FunctionalInterface
public interface Column {
    /// The value in a row: a String, Boolean, Integer, Double, LocalDate, Instant, a map for an
    /// address, or null.
    @Nullable Object at(int row);
}
