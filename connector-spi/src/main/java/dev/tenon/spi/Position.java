package dev.tenon.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The point a read starts from.
public sealed interface Position {
    /// A backfill: everything, or everything changed since `notBefore`.
    ///
    /// @param order a wish; a connector that cannot grant it reads in its own order
    record Beginning(@Nullable Instant notBefore, Order order) implements Position {
        /// Written out, for other modules see what may be null.
        public Beginning(@Nullable Instant notBefore, Order order) {
            this.notBefore = notBefore;
            this.order = order;
        }

        /// In whatever order suits the provider.
        public Beginning(@Nullable Instant notBefore) {
            this(notBefore, Order.ANY);
        }
    }

    /// In which order a run reads.
    enum Order {
        /// As suits the provider.
        ANY,
        /// What changed last comes first. What changes while the run is under way may be missed by
        /// it; the run of changes from its checkpoint brings that.
        NEWEST_FIRST
    }

    /// The next run: what changed since the run that gave `checkpoint`. Records at the edge may
    /// come twice; the connector knows its own overlap.
    record Since(Checkpoint checkpoint) implements Position {}

    /// The next page of this run.
    record After(Cursor cursor) implements Position {}

    /// Where in a run a read stands. Only the connector that made it knows what it means.
    record Cursor(String value) {}

    /// Where the next run starts. Only the connector that made it knows what it means.
    record Checkpoint(String value) {}
}
