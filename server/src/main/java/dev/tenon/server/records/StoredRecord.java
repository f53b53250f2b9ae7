package dev.tenon.server.records;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One record as it is stored.
///
/// @param fields JSON of the selected fields, under the provider's names
/// @param raw JSON of the provider's whole record, when it is kept
/// @param newsSeq the sequence number of the newest change that somebody else made, when the
///   product changed it after that; 0 otherwise
public record StoredRecord(
        String id,
        long seq,
        Change change,
        String fields,
        @Nullable String raw,
        Times times,
        long origin,
        long newsSeq) {

    /// Whether somebody else changed it since the feed stood at a place, so that it is news to
    /// those who have read so far, though the product itself changed it last.
    public boolean isNewsSince(long place) {
        return newsSeq > place;
    }

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
