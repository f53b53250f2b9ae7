package dev.tenon.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One object as it is read for one installation.
///
/// @param objectName the provider's name
/// @param mappedName the product's name; the provider's when not mapped
/// @param timing when, and how far back
/// @param delivery where changes go
/// @param fields which fields, and what the product calls them
/// @param filters which records
/// @param storage how the records are kept
public record EffectiveRead(
        String objectName,
        String mappedName,
        @Nullable String mappedDisplayName,
        Timing timing,
        Delivery delivery,
        EffectiveFields fields,
        Filters filters,
        Storage storage) {
    /// When an object is read.
    ///
    /// @param schedule five-field cron in UTC; only when asked, when absent
    /// @param disabled no scheduled reads, no reads on demand, no queries
    /// @param backfill how far back the first read goes
    public record Timing(@Nullable String schedule, boolean disabled, Backfill backfill) {}

    /// Which records are read: those that match all of these.
    ///
    /// @param always in every read but backfills
    /// @param backfill in backfills
    public record Filters(List<Filter> always, List<Filter> backfill) {
        /// Copies the lists.
        public Filters {
            always = List.copyOf(always);
            backfill = List.copyOf(backfill);
        }
    }

    /// Five-field cron in UTC; only when asked, when absent.
    public @Nullable String schedule() {
        return timing.schedule();
    }

    /// Whether all reads and queries are switched off.
    public boolean disabled() {
        return timing.disabled();
    }

    /// How far back the first read goes.
    public Backfill backfill() {
        return timing.backfill();
    }

    /// The name of the destination of changes; to the store only, when absent.
    public @Nullable String destination() {
        return delivery.destination();
    }
}
