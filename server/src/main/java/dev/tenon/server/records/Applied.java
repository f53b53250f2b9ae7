package dev.tenon.server.records;

import java.util.List;

/// What became of a page.
///
/// @param seq the dataset's newest sequence number
/// @param doubts when there are any, nothing was stored
/// @param unreadable records that turned out to be no JSON objects when they were shaped
public record Applied(Counts counts, long seq, Doubts doubts, List<String> unreadable) {
    /// Copies its list.
    public Applied {
        unreadable = List.copyOf(unreadable);
    }

    /// What is to be settled before a page can be stored.
    ///
    /// @param unsure records for which it cannot be told which version is newer
    /// @param outdated records of which the store has a newer version than the page
    public record Doubts(List<String> unsure, List<String> outdated) {
        /// No doubts.
        public static final Doubts NONE = new Doubts(List.of(), List.of());

        /// Copies its lists.
        public Doubts {
            unsure = List.copyOf(unsure);
            outdated = List.copyOf(outdated);
        }

        /// Whether there are none.
        public boolean areNone() {
            return unsure.isEmpty();
        }
    }

    /// How many records were of which kind.
    public record Counts(int created, int updated, int deleted, int unchanged) {
        /// How many differ now.
        public int changed() {
            return created + updated + deleted;
        }
    }
}
