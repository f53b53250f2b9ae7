package dev.tenon.format;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How the store learns that records are gone.
///
/// @param mode where the knowledge comes from
/// @param sweep five-field cron of the sweeps; the server's own time when absent
/// @param holdAbove a sweep that would delete more than this many percent of the records is held
///   until a person releases it
public record Deletions(Mode mode, @Nullable String sweep, int holdAbove) {
    /// The provider's own feed or sweeps, held above 10 %.
    public static final Deletions DEFAULT = new Deletions(Mode.AUTO, null, 10);

    /// Checks the percentage.
    public Deletions {
        if (holdAbove < 0 || holdAbove > 100) throw new IllegalArgumentException("" + holdAbove);
    }

    /// Where the knowledge of deletions comes from.
    public enum Mode {
        /// The provider's feed where it has one, else sweeps.
        AUTO,
        /// The provider's feed only.
        FEED,
        /// Sweeps only.
        SWEEP,
        /// Deletions are not looked for.
        NONE;

        /// As the manifest spells it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
