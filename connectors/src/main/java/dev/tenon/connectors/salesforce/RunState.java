package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.RecordPage.Found;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a run stands: all that its next page needs, so that any process can go on with it.
///
/// @param from changes before it are not wanted; null in a full backfill
/// @param until changes after it are left to the next run; where this run's checkpoint will be
/// @param afterTime the change time of the last record read, where the leg is ordered by it
/// @param afterId the last record read; empty at the start of a leg
record RunState(
        Leg leg,
        ObjectTraits traits,
        @Nullable Instant from,
        Instant until,
        @Nullable Instant afterTime,
        String afterId) {

    /// Records of the last seconds may still be on their way to the index a query reads.
    static final Duration LAG = Duration.ofSeconds(5);

    /// What a run goes through.
    enum Leg {
        /// All records, by id.
        BACKFILL,
        /// All records that changed since a day, by change time.
        RECENT,
        /// All records, or those that changed since a day, what changed last first.
        NEWEST,
        /// What changed since the last run, by change time; [#DELETES] comes after it.
        CHANGES,
        /// What was deleted since the last run.
        DELETES
    }

    /// Checks itself.
    RunState {
        if (leg != Leg.BACKFILL && traits.time().isEmpty()) {
            throw new IllegalArgumentException("a leg in order of time needs a time");
        }
        if (leg != Leg.BACKFILL && leg != Leg.NEWEST && from == null) {
            throw new IllegalArgumentException("a leg of changes needs a start");
        }
        if (!afterId.isEmpty() && !Soql.isId(afterId)) {
            throw new IllegalArgumentException("not a record's id");
        }
        if (leg != Leg.BACKFILL && afterId.isEmpty() != (afterTime == null)) {
            throw new IllegalArgumentException("half a place in a leg");
        }
    }

    /// A full backfill that begins at `now`.
    static RunState everything(ObjectTraits traits, Instant now) {
        return new RunState(Leg.BACKFILL, traits, null, now.minus(LAG), null, "");
    }

    /// A backfill that begins at `now` and reads what changed last first.
    static RunState newest(ObjectTraits traits, @Nullable Instant notBefore, Instant now) {
        return new RunState(Leg.NEWEST, traits, notBefore, now.minus(LAG), null, "");
    }

    /// A run in order of change that begins at `now`.
    static RunState since(Leg leg, ObjectTraits traits, Instant from, Instant now) {
        return new RunState(leg, traits, from, now.minus(LAG), null, "");
    }

    /// The field this leg is ordered by before the id; empty in a backfill.
    Optional<String> order() {
        return leg == Leg.BACKFILL ? Optional.empty() : Optional.of(traits.time());
    }

    /// Behind `last`.
    RunState after(Found last) {
        Instant time = leg == Leg.BACKFILL ? null : last.modifiedAt();
        return new RunState(leg, traits, from, until, time, last.id());
    }

    /// The start of the deletions of the same stretch of time.
    RunState deletes() {
        return new RunState(Leg.DELETES, traits, from, until, null, "");
    }

    /// Reaching no further than the provider's own clock, where that is behind ours. So neither a
    /// fast nor a slow clock can make the next run start after a change that this one missed.
    RunState boundedBy(Optional<Instant> serverTime) {
        Instant bound = serverTime.map(time -> time.minus(LAG)).orElse(until);
        if (!bound.isBefore(until)) return this;
        return new RunState(leg, traits, from, bound, afterTime, afterId);
    }
}
