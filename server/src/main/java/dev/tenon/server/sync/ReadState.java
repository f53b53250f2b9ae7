package dev.tenon.server.sync;

import dev.tenon.server.records.DatasetId;
import dev.tenon.spi.Position.Checkpoint;
import dev.tenon.spi.Position.Cursor;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where the reading of a dataset stands.
///
/// @param checkpoint where the next run starts; null before the first run has ended
/// @param selection the fields that the store holds; another selection means reading anew
/// @param run the run under way; null between runs
/// @param wanted a read that somebody asked for; null for none
public record ReadState(
        DatasetId dataset,
        @Nullable Checkpoint checkpoint,
        @Nullable UUID selection,
        @Nullable Run run,
        @Nullable Wanted wanted,
        Health health) {

    /// The wish that the run under way answers; null when it answers none, or one that has been
    /// replaced by a newer wish.
    @Nullable Wanted answered() {
        return run != null && wanted != null && run.operation().equals(wanted.operation())
                ? wanted
                : null;
    }

    /// A run under way.
    ///
    /// @param cursor the page to read next; null for the first
    /// @param expected how many records it will bring; -1 when not known
    public record Run(
            Kind kind,
            @Nullable Cursor cursor,
            UUID operation,
            long recordsRead,
            long expected,
            Instant startedAt) {}

    /// Why a run reads.
    public enum Kind {
        BACKFILL("backfill"),
        SCHEDULED("scheduled"),
        TRIGGERED("triggered");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        /// The name on the wire.
        public String wireName() {
            return wireName;
        }
    }

    /// A read that somebody asked for.
    ///
    /// @param since only what changed since; null for everything
    /// @param until only what changed before; null for no bound
    public record Wanted(UUID operation, @Nullable Instant since, @Nullable Instant until) {}

    /// How it has been going.
    ///
    /// @param failures in a row
    /// @param problem of the last failure, in words; empty when there is none
    public record Health(
            int failures, String problem, @Nullable Instant lastSuccessAt, boolean paused) {}
}
