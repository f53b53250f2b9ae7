package dev.tenon.server.sync;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a run must find unchanged whenever it stores something: the terms that it was begun under,
/// and that nobody else has taken it up since.
///
/// @param terms those of the dataset when the work was prepared
/// @param operation the run's; null before it was taken up
/// @param turn the run's; counts how often it was taken up
record Claim(long terms, @Nullable UUID operation, long turn) {
    /// A claim to no run yet.
    static Claim under(long terms) {
        return new Claim(terms, null, 0);
    }

    Claim on(Run run) {
        return new Claim(terms, run.operation(), run.turn());
    }

    /// Whether the run may go on.
    boolean holds(ReadState state, Track track) {
        if (state.terms() != terms) return false;
        Run run = state.run(track);
        return operation == null
                || (run != null && run.operation().equals(operation) && run.turn() == turn);
    }

    /// The claim does not hold any more; what was to be stored is not.
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost() {
            super("the run is not ours any more", null, false, false);
        }
    }
}
