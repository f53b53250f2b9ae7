package dev.tenon.server.write;

import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Condition;
import org.jspecify.annotations.Nullable;

/// How the conditions of writes to an object are kept: by the provider itself where an offer
/// honours their kind, else by a look at the record just before it is written. Safe for use by many
/// threads.
///
/// @param object the provider's name
record Conditions(Writer writer, String object) {
    /// Whether writes on such a condition can be taken.
    boolean areKept(Writer.Operation operation, Condition.Kind kind) {
        return isHonoured(operation, kind) || isComparable(kind);
    }

    /// Whether the provider checks it in the moment of writing.
    boolean isHonoured(Writer.Operation operation, Condition.Kind kind) {
        return writer.offers(object, operation).stream()
                .anyMatch(offer -> offer.conditions().contains(kind));
    }

    private boolean isComparable(Condition.Kind kind) {
        Writer.Comparison comparison = writer.comparison(object);
        return switch (kind) {
            case IF_MATCH -> !comparison.versionField().isEmpty();
            case IF_UNMODIFIED_SINCE -> comparison.hasTime();
        };
    }

    /// What an offer must honour for a write to go by it; null when any will do.
    Condition.@Nullable Kind needed(QueuedWrite.Content content) {
        Condition condition = content.condition();
        if (condition == null) return null;
        return isHonoured(content.kind(), condition.kind()) ? condition.kind() : null;
    }

    /// Whether two writes of one kind may go by the same offer, each on its own condition.
    boolean areAlike(QueuedWrite.Content one, QueuedWrite.Content two) {
        if (one.condition() == null && two.condition() == null) return true;
        Condition.Kind first = needed(one);
        Condition.Kind second = needed(two);
        if (first == null || second == null) return first == second;
        return first == second
                || writer.offers(object, one.kind()).stream()
                        .map(Writer.Offer::conditions)
                        .allMatch(kinds -> kinds.contains(first) == kinds.contains(second));
    }
}
