package dev.tenon.server.sync;

import dev.tenon.format.Deletions;
import dev.tenon.format.EffectiveRead;
import dev.tenon.spi.ObjectInfo;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides what a track of a dataset has to do.
final class Agenda {
    private Agenda() {}

    /// What is due; nothing when the track rests.
    static Optional<Errand> due(Track track, ReadWork work, ReadState state) {
        return switch (track) {
            case CHANGES -> changes(work, state);
            case BACKFILL -> backfill(work, state);
            case ASKED -> Optional.empty();
            case SWEEP ->
                    sweeps(work) && state.holding() != null
                            ? Optional.of(new Errand.Sweep(false))
                            : Optional.empty();
        };
    }

    /// While the first backfill is under way, what changes meanwhile is read beside it, where the
    /// provider can tell changes from the rest.
    private static Optional<Errand> changes(ReadWork work, ReadState state) {
        boolean held = state.holding() != null;
        boolean beside =
                state.run(Track.BACKFILL) != null
                        && work.schema().object().abilities().contains(ObjectInfo.Ability.CHANGES);
        return held || beside ? Optional.of(new Errand.Changes()) : Optional.empty();
    }

    private static Optional<Errand> backfill(ReadWork work, ReadState state) {
        Holding wanted = Holding.wanted(work);
        Holding held = state.holding();
        if (held == null || held.isOtherThan(wanted)) {
            return Optional.of(new Errand.Everything(wanted));
        }
        if (held.equals(wanted)) return Optional.empty();
        return Optional.of(new Errand.Columns(held.lacks(wanted), wanted));
    }

    /// Whether a backfill under way reads what nobody wants any more.
    static boolean isOutdated(Run run, ReadWork work) {
        return switch (run.errand()) {
            case Errand.Everything(Holding target) -> target.isOtherThan(Holding.wanted(work));
            case Errand.Columns(var _, Holding target) -> !target.equals(Holding.wanted(work));
            case Errand.Changes(), Errand.Span _, Errand.Ids _, Errand.Sweep _ -> false;
        };
    }

    /// Whether deletions of the object are looked for by sweeps: where the provider does not tell
    /// them, or where the manifest asks for it.
    static boolean sweeps(ReadWork work) {
        Deletions deletions = work.read().storage().deletions();
        ObjectInfo.Deletes known = work.schema().object().deletes();
        return switch (deletions.mode()) {
            case AUTO ->
                    known == ObjectInfo.Deletes.SWEEP
                            || (known == ObjectInfo.Deletes.FEED && deletions.sweep() != null);
            case SWEEP -> known != ObjectInfo.Deletes.NONE;
            case FEED, NONE -> false;
        };
    }

    /// The schedule of an object's sweeps.
    static String sweepSchedule(EffectiveRead read) {
        String given = read.storage().deletions().sweep();
        return given == null ? "0 3 * * *" : given;
    }

    /// From when on changes are read that nobody has read before; null for all there is.
    static @Nullable Instant firstChanges(ReadState state) {
        Run backfill = state.run(Track.BACKFILL);
        return backfill == null ? null : backfill.startedAt();
    }
}
