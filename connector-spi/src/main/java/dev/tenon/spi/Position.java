package dev.tenon.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The point a read starts from.
public sealed interface Position {
    /// A backfill: everything, or everything changed since `notBefore`.
    record Beginning(@Nullable Instant notBefore) implements Position {}

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
