package dev.tenon.server.records;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One record as it is stored.
///
/// @param fields JSON of the selected fields, under the provider's names
/// @param raw JSON of the provider's whole record, when it is kept
public record StoredRecord(
        String id,
        long seq,
        Change change,
        String fields,
        @Nullable String raw,
        Times times,
        long origin) {

    /// What the sequence number stands for.
    public enum Change {
        CREATED,
        UPDATED,
        DELETED
    }

    /// When it changed.
    ///
    /// @param modifiedAt as the provider says
    /// @param changedAt in the store
    public record Times(
            @Nullable Instant modifiedAt, Instant changedAt, @Nullable Instant deletedAt) {}
}
