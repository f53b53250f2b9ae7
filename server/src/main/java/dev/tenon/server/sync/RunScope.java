package dev.tenon.server.sync;

import dev.tenon.format.Backfill;
import dev.tenon.format.Filter;
import dev.tenon.spi.Position;
import dev.tenon.spi.Reader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a run reads: where it starts, and which records it asks for.
final class RunScope {
    private RunScope() {}

    /// Where a run's first page starts.
    static Position start(ReadWork work, ReadState state) {
        ReadState.Run run = Objects.requireNonNull(state.run());
        Position.Checkpoint checkpoint = state.checkpoint();
        return switch (run.kind()) {
            case SCHEDULED ->
                    checkpoint == null
                            ? new Position.Beginning(null)
                            : new Position.Since(checkpoint);
            case TRIGGERED -> {
                ReadState.Wanted answered = state.answered();
                yield new Position.Beginning(answered == null ? null : answered.since());
            }
            case BACKFILL -> new Position.Beginning(notBefore(work, run.startedAt()));
        };
    }

    private static @Nullable Instant notBefore(ReadWork work, Instant now) {
        return switch (work.read().backfill()) {
            case Backfill.FullHistory() -> null;
            case Backfill.Days(int days) -> now.minus(Duration.ofDays(days));
            case Backfill.None() -> now;
        };
    }

    /// Which records a run reads.
    static List<Reader.FieldFilter> filters(ReadWork work, ReadState.Kind kind) {
        List<Filter> filters =
                kind == ReadState.Kind.BACKFILL
                        ? work.read().filters().backfill()
                        : work.read().filters().always();
        return filters.stream()
                .map(filter -> new Reader.FieldFilter(filter.fieldName(), value(filter.value())))
                .toList();
    }

    private static Object value(JsonNode value) {
        if (value.isBoolean()) return value.asBoolean();
        if (value.isNumber()) return value.decimalValue();
        return value.asString("");
    }
}
