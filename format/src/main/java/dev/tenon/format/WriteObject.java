package dev.tenon.format;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One object that may be written.
///
/// @param objectName the provider's name, or the product's when the mapping is inherited
/// @param inheritMapping the names and values of the read object of this name apply in reverse
/// @param allowAnyFields customers may set defaults for any field
/// @param externalIdField the field that identifies a record for upserts and after unknown outcomes
/// @param batch how long writes are gathered
public record WriteObject(
        String objectName,
        boolean inheritMapping,
        boolean allowAnyFields,
        @Nullable String externalIdField,
        @Nullable Batch batch) {
    /// How long and how many writes may be gathered before they are sent together.
    ///
    /// @param maxDelay the longest a write waits for company
    /// @param maxRecords the most that are sent together
    public record Batch(Duration maxDelay, int maxRecords) {
        /// The most records one batch may hold.
        public static final int MOST = 10_000;

        /// Checks the bounds.
        public Batch {
            if (maxDelay.isNegative()) throw new IllegalArgumentException("delay " + maxDelay);
            if (maxRecords < 1 || maxRecords > MOST) {
                throw new IllegalArgumentException("records " + maxRecords);
            }
        }
    }
}
