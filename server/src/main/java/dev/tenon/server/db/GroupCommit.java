package dev.tenon.server.db;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// Lets calls that come while a transaction is under way share the next one. Nobody waits for
/// company; whoever comes alone begins at once. Safe for use by many threads.
public final class GroupCommit<T, R> {
    private final int most;
    private final Executor threads;
    private final Function<List<T>, List<R>> storing;
    private final Deque<Place<T, R>> waiting = new ArrayDeque<>();
    private boolean isUnderWay;

    /// @param most how many share a transaction
    /// @param threads run the transactions, one after the other
    /// @param storing one transaction of [Db]; gives as many results as it is given items, or
    ///   throws and leaves nothing behind
    public GroupCommit(int most, Executor threads, Function<List<T>, List<R>> storing) {
        this.most = most;
        this.threads = threads;
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
            waiting.add(place);
            isFirst = !isUnderWay;
            isUnderWay = true;
        }
        if (isFirst) threads.execute(this::storeNext);
        return switch (place.outcome.join()) {
            case Outcome.Stored(R result) -> result;
            case Outcome.Failed(RuntimeException failure) -> throw failure;
            case Outcome.Apart() -> storing.apply(List.of(item)).getFirst();
        };
    }

    private void storeNext() {
        List<Place<T, R>> together = next();
        List<? extends Outcome<R>> outcomes = List.of();
        try {
            outcomes = stored(together);
        } catch (CommitFailure failure) {
            outcomes = together.stream().map(_ -> new Outcome.Failed<R>(failure)).toList();
        } catch (RuntimeException failure) {
            if (together.size() == 1) outcomes = List.of(new Outcome.Failed<>(failure));
        } finally {
            goOn();
            for (int i = 0; i < together.size(); i++) {
                Outcome<R> outcome = i < outcomes.size() ? outcomes.get(i) : new Outcome.Apart<>();
                together.get(i).outcome.complete(outcome);
            }
        }
    }

    private List<Outcome.Stored<R>> stored(List<Place<T, R>> together) {
        List<R> results = storing.apply(together.stream().map(place -> place.item).toList());
        if (results.size() != together.size()) throw new IllegalStateException("results lack");
        return results.stream().map(Objects::requireNonNull).map(Outcome.Stored::new).toList();
    }

    private List<Place<T, R>> next() {
        var together = new ArrayList<Place<T, R>>();
        synchronized (waiting) {
            while (together.size() < most && !waiting.isEmpty()) together.add(waiting.remove());
        }
        return together;
    }

    private void goOn() {
        synchronized (waiting) {
            isUnderWay = !waiting.isEmpty();
            if (!isUnderWay) return;
        }
        threads.execute(this::storeNext);
    }

    /// How many wait for the next transaction.
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /// What became of one.
    private sealed interface Outcome<R> {
        record Stored<R>(R result) implements Outcome<R> {}

        /// It was alone, or nobody knows whether it is stored.
        record Failed<R>(RuntimeException failure) implements Outcome<R> {}

        /// They failed together: each tries alone, and has its own failure.
        record Apart<R>() implements Outcome<R> {}
    }

    /// One caller's.
    private static final class Place<T, R> {
        private final T item;
        private final CompletableFuture<Outcome<R>> outcome = new CompletableFuture<>();

        private Place(T item) {
            this.item = item;
        }
    }
}
