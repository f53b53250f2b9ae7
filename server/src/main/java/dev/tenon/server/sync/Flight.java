package dev.tenon.server.sync;

import dev.tenon.server.records.RecordStore.Standing;
import dev.tenon.server.sync.Keeping.Kept;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A page on its way into the store: what the page after it may know of it. Safe for use by many
/// threads.
final class Flight {
    private final Set<String> ids;
    private final boolean isLone;
    private final CompletableFuture<@Nullable Standing> plan = new CompletableFuture<>();
    private final CompletableFuture<Boolean> asPlanned = new CompletableFuture<>();
    private final CompletableFuture<Kept> kept = new CompletableFuture<>();
    private volatile @Nullable Flight before;
    private volatile boolean wasInVain;

    /// @param ids of the records that it tells of
    /// @param before the page before it, while that may still be under way
    /// @param isLone whether it is to wait for the page before it in any case
    Flight(Set<String> ids, @Nullable Flight before, boolean isLone) {
        this.ids = ids;
        this.before = before;
        this.isLone = isLone;
    }

    /// How the dataset will stand when the page before is stored.
    ///
    /// @return null where that cannot be told, or this page tells of the same records
    @Nullable Standing expected() throws InterruptedException {
        Flight other = before;
        if (other == null || isLone || !Collections.disjoint(ids, other.ids)) return null;
        return result(other.plan);
    }

    /// Waits for the page before to be stored as it was planned.
    ///
    /// @return whether it was, within `patience`
    boolean isBeforeAsPlanned(Duration patience) throws InterruptedException {
        Flight other = before;
        if (other == null) return true;
        try {
            return other.asPlanned.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Waits for the page before to be stored, however long that takes.
    ///
    /// @throws Abandoned when it was not, or was the last
    void awaitBefore() throws InterruptedException {
        Flight other = before;
        if (other == null) return;
        try {
            if (other.kept.get().end() != null) throw new Abandoned();
        } catch (ExecutionException _) {
            throw new Abandoned();
        }
    }

    /// Tells how the dataset will stand, if all goes well.
    void plans(Standing standing) {
        plan.complete(standing);
    }

    /// What was planned did not come: it may be tried again, but the page after cannot build on it.
    void falters() {
        asPlanned.complete(false);
        plan.complete(null);
    }

    /// What was laid for it had to be taken back.
    void wasLaidInVain() {
        wasInVain = true;
        falters();
    }

    boolean isInVain() {
        return wasInVain;
    }

    void ends(Kept how) {
        asPlanned.complete(true);
        plan.complete(null);
        before = null;
        kept.complete(how);
    }

    void fails(Throwable failure) {
        falters();
        before = null;
        kept.completeExceptionally(failure);
    }

    /// Waits for its end.
    ///
    /// @throws RuntimeException what storing it threw
    Kept kept() throws InterruptedException {
        return result(kept);
    }

    private static <T extends @Nullable Object> T result(CompletableFuture<T> future)
            throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause();
            if (cause instanceof Error error) throw error;
            if (cause instanceof RuntimeException refused) throw refused;
            if (cause instanceof InterruptedException interrupted) throw interrupted;
            throw new IllegalStateException(failure);
        }
    }

    /// The page before was not stored, so that this one must not be.
    static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Abandoned() {
            super("the page before was not stored", null, false, false);
        }
    }
}
