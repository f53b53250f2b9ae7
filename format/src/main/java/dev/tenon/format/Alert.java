package dev.tenon.format;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Something people want to be told about.
///
/// @param over how long the condition must hold; at once when absent
/// @param destination the name of a destination of the project
public record Alert(String name, When when, @Nullable Duration over, String destination) {
    /// What must be exceeded.
    public sealed interface When {
        /// More than this many percent of the operations failed.
        record ErrorRate(int percent) implements When {}

        /// More than this many percent of a quota is used.
        record QuotaUsed(int percent) implements When {}

        /// The data is older than this.
        record Staleness(Duration age) implements When {}
    }
}
