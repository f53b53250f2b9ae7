package dev.tenon.format;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How the records of an object are kept.
///
/// @param index fields made fast to filter and sort on, by the product's or the provider's names
/// @param keepRaw keep the provider's whole record too
/// @param deletions how the store learns that records are gone
/// @param permissions whose eyes a query sees with
/// @param retain how long records are kept after their last change; for ever when absent
public record Storage(
        List<String> index,
        boolean keepRaw,
        Deletions deletions,
        Permissions permissions,
        @Nullable Duration retain) {
    /// What holds when the manifest says nothing.
    public static final Storage DEFAULT =
            new Storage(List.of(), false, Deletions.DEFAULT, Permissions.NONE, null);

    /// How many fields an object can index: 8 text, 6 number and 4 time fields.
    public static final int MAX_INDEX = 18;

    /// Copies the list.
    public Storage {
        index = List.copyOf(index);
        if (index.size() > MAX_INDEX) throw new IllegalArgumentException("index " + index);
    }

    /// Whose eyes a query sees with.
    public enum Permissions {
        /// The connection's own.
        NONE,
        /// The consumer's, as far as the provider can tell.
        CONSUMER,
        /// The consumer's; refused where the provider cannot tell.
        STRICT;

        /// As the manifest spells it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
