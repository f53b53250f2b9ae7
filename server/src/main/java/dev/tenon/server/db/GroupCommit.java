package dev.tenon.server.db;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Lets calls that come while a transaction is under way share the next one: one of them leads and
/// stores for all. Nobody waits for company; whoever comes alone begins at once. Safe for use by
/// many threads.
public final class GroupCommit<T, R> {
    private final int most;
    private final Function<List<T>, List<R>> storing;
    private final Deque<Place<T, R>> waiting = new ArrayDeque<>();
    private boolean isLed;

    /// @param most how many share a transaction
    /// @param storing one transaction of [Db]; gives as many results as it is given items, or
    ///   throws and leaves nothing behind
    public GroupCommit(int most, Function<List<T>, List<R>> storing) {
        this.most = most;
        this.storing = storing;
    }

    /// Stores an item with others, or alone where they fail together, so that nobody fails for
    /// another's fault. Where nobody knows whether they were stored, nobody tries again.
    ///
    /// @throws RuntimeException what storing it alone threw
    /// @throws CommitFailure what committing it with others threw
    public R store(T item) {
        var place = new Place<T, R>(item);
        boolean isFirst;
        synchronized (waiting) {
            isFirst = !isLed;
            isLed = true;
            if (!isFirst) waiting.add(place);
        }
        if (isFirst || place.leads()) lead(place);
        CommitFailure failure = place.failure;
        if (failure != null) throw failure;
        List<R> result = place.result;
        return result == null ? storing.apply(List.of(item)).getFirst() : result.getFirst();
    }

    /// Stores the leader's own and what waits.
    private void lead(Place<T, R> own) {
        List<Place<T, R>> together = companyOf(own);
        try {
            store(together);
        } catch (CommitFailure failure) {
            together.forEach(place -> place.failure = failure);
        } catch (RuntimeException failure) {
            if (together.size() == 1) throw failure;
            // Each tries alone, and has its own failure.
        } finally {
            handOver();
            together.forEach(place -> place.turn.complete(false));
        }
    }

    private void store(List<Place<T, R>> together) {
        List<R> results = storing.apply(together.stream().map(place -> place.item).toList());
        for (int i = 0; i < together.size(); i++) {
            together.get(i).result = List.of(Objects.requireNonNull(results.get(i)));
        }
    }

    private List<Place<T, R>> companyOf(Place<T, R> own) {
        var together = new ArrayList<Place<T, R>>(List.of(own));
        synchronized (waiting) {
            while (together.size() < most && !waiting.isEmpty()) together.add(waiting.remove());
        }
        return together;
    }

    /// How many wait for the next transaction.
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    private void handOver() {
        Place<T, R> next;
        synchronized (waiting) {
            next = waiting.poll();
            isLed = next != null;
        }
        if (next != null) next.turn.complete(true);
    }

    /// One caller's.
    private static final class Place<T, R> {
        private final T item;
        private final CompletableFuture<Boolean> turn = new CompletableFuture<>();

        /// Of one; null until it is stored.
        private volatile @Nullable List<R> result;

        /// Whether it is stored, nobody knows.
        private volatile @Nullable CommitFailure failure;

        private Place(T item) {
            this.item = item;
        }

        /// Waits to be stored, or to lead.
        private boolean leads() {
            return turn.join();
        }
    }
}
