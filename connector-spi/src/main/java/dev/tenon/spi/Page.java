package dev.tenon.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one call brought.
///
/// @param records the records, in the provider's order
/// @param deletedIds ids the provider says are gone
/// @param next where the next page starts; null on the last page
/// @param checkpoint where the next run starts; on the last page, and null when the provider cannot
///   read changes alone, so that the next run reads everything again
/// @param complete the pages up to here, taken together, were the whole object as this user sees it
public record Page(
        Records records,
        List<String> deletedIds,
        Position.@Nullable Cursor next,
        Position.@Nullable Checkpoint checkpoint,
        boolean complete) {

    /// Copies its list.
    public Page {
        deletedIds = List.copyOf(deletedIds);
        if (next != null && checkpoint != null) {
            throw new IllegalArgumentException("only a last page carries a checkpoint");
        }
    }
}
