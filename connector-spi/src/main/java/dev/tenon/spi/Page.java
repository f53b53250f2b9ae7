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
///   and as far as the request's filters let it through
public record Page(
        Records records,
        List<String> deletedIds,
        Position.@Nullable Cursor next,
        Position.@Nullable Checkpoint checkpoint,
        boolean complete) {

    /// Copies its list. Written out, for the compiler drops annotations from the parameters of a
    /// compact constructor, and callers in other modules would not see what may be null.
    public Page(
            Records records,
            List<String> deletedIds,
            Position.@Nullable Cursor next,
            Position.@Nullable Checkpoint checkpoint,
            boolean complete) {
        if (next != null && checkpoint != null) {
            throw new IllegalArgumentException("only a last page carries a checkpoint");
        }
        this.records = records;
        this.deletedIds = List.copyOf(deletedIds);
        this.next = next;
        this.checkpoint = checkpoint;
        this.complete = complete;
    }
}
