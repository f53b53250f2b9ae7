package dev.tenon.format;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was chosen for one object that is read. What is absent is the manifest's.
///
/// @param objectName the provider's name
/// @param disabled no scheduled reads, no reads on demand, no queries
/// @param fields the customer's fields and mappings
/// @param backfill how far back, and with which filters
/// @param filters only records that match all of these are read
/// @param storage overrides of how records are kept
public record ReadChoice(
        String objectName,
        @Nullable String schedule,
        @Nullable String destination,
        boolean disabled,
        FieldChoice fields,
        @Nullable BackfillChoice backfill,
        List<Filter> filters,
        StorageChoice storage) {
    /// Copies the list.
    public ReadChoice {
        filters = List.copyOf(filters);
    }

    /// How far back, and with which filters.
    ///
    /// @param period the manifest's when absent
    /// @param filters used instead of the object's own in backfills; the object's own when empty
    public record BackfillChoice(@Nullable Backfill period, List<Filter> filters) {
        /// Copies the list.
        public BackfillChoice {
            filters = List.copyOf(filters);
        }
    }

    /// Overrides of [Storage], each the manifest's when absent.
    ///
    /// @param index fields to index beside the manifest's
    public record StorageChoice(
            List<String> index,
            @Nullable Boolean keepRaw,
            @Nullable Deletions deletions,
            Storage.@Nullable Permissions permissions,
            @Nullable Duration retain) {
        /// Nothing overridden.
        public static final StorageChoice NONE =
                new StorageChoice(List.of(), null, null, null, null);

        /// Copies the list.
        public StorageChoice {
            index = List.copyOf(index);
        }
    }
}
