package dev.tenon.server.sync;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a run still reads the fields that are to be stored. A run reads by the config and the
/// schema of its beginning. When a field is selected meanwhile, another track may have given it to
/// every record before the run stores its next page, which would take it away again for good. For
/// use by one thread.
final class StillSelected {
    private final ReadWork work;
    private final Preparation preparation;
    private final Set<String> fields;
    private @Nullable Holding confirmed;

    StillSelected(ReadWork work, Preparation preparation) {
        this.work = work;
        this.preparation = preparation;
        this.fields = work.shape().selection().types().keySet();
    }

    /// What the store holds, or will hold after the backfill under way, where that is of other
    /// fields than the run reads and nobody has asked about it yet; null when all is well.
    @Nullable Holding doubt(ReadState state) {
        Holding held = held(state);
        boolean isSure = held == null || held.fields().equals(fields) || held.equals(confirmed);
        return isSure ? null : held;
    }

    private static @Nullable Holding held(ReadState state) {
        if (state.holding() != null) return state.holding();
        Run backfill = state.run(Track.BACKFILL);
        return backfill != null && backfill.errand() instanceof Errand.Everything(Holding target)
                ? target
                : null;
    }

    /// Looks at what is in force now. Called outside of transactions.
    ///
    /// @param held what is held of other fields
    /// @return whether the run's fields are the selected ones, so that the store will come to them
    boolean confirms(Holding held) {
        boolean isStill =
                preparation.of(work.id()) instanceof Preparation.Result.Ready(ReadWork now, _)
                        && now.shape().selection().types().keySet().equals(fields);
        if (isStill) confirmed = held;
        return isStill;
    }
}
