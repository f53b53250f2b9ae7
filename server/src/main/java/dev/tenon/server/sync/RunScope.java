package dev.tenon.server.sync;

import dev.tenon.format.Filter;
import dev.tenon.spi.Position;
import dev.tenon.spi.Reader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a run reads: where it starts, and which records it asks for.
final class RunScope {
    private RunScope() {}

    /// Where a run's first page starts. What changed last comes first where runs of changes follow,
    /// which bring what changed meanwhile.
    static Position start(ReadWork work, Run run, ReadState state) {
        Position.Order order =
                work.read().schedule() == null ? Position.Order.ANY : Position.Order.NEWEST_FIRST;
        return switch (run.errand()) {
            case Errand.Everything(Holding target) ->
                    new Position.Beginning(notBefore(target, run.startedAt()), order);
            case Errand.Changes() -> changes(run, state);
            case Errand.Span(Instant since, var _) -> new Position.Beginning(since);
            case Errand.Columns _, Errand.Ids _, Errand.Sweep _ -> new Position.Beginning(null);
        };
    }

    private static Position changes(Run run, ReadState state) {
        if (state.checkpoint() != null) return new Position.Since(state.checkpoint());
        if (state.holding() != null) return new Position.Beginning(null);
        Instant first = Agenda.firstChanges(state);
        return new Position.Beginning(first == null ? run.startedAt() : first);
    }

    private static @Nullable Instant notBefore(Holding target, Instant now) {
        return target.days() == Holding.EVERYTHING
                ? null
                : now.minus(Duration.ofDays(target.days()));
    }

    /// Which records a run reads.
    static List<Reader.FieldFilter> filters(ReadWork work, Run run) {
        List<Filter> filters =
                run.errand() instanceof Errand.Everything
                        ? work.read().filters().backfill()
                        : work.read().filters().always();
        return asked(filters);
    }

    /// Filters as the provider is asked.
    static List<Reader.FieldFilter> asked(List<Filter> filters) {
        return filters.stream()
                .map(filter -> new Reader.FieldFilter(filter.fieldName(), value(filter.value())))
                .toList();
    }

    /// Which records a sweep lists: those that are read, where one rule says which.
    static List<Reader.FieldFilter> sweepFilters(ReadWork work) {
        var filters = work.read().filters();
        return filters.always().equals(filters.backfill()) ? asked(filters.always()) : List.of();
    }

    private static Object value(JsonNode value) {
        if (value.isBoolean()) return value.asBoolean();
        if (value.isNumber()) return value.decimalValue();
        return value.asString("");
    }
}
