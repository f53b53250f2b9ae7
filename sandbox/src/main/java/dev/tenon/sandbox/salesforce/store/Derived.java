package dev.tenon.sandbox.salesforce.store;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A value worked out from other fields of the same row: a formula or a compound field.
@FunctionalInterface
interface Derived {
    /// The value, given what the row holds by field key.
    @Nullable Object of(Function<String, @Nullable Object> row);
}
