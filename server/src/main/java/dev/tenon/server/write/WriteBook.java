package dev.tenon.server.write;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.write.WriteOutcomes.Settled;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps the book of a queue: what goes next, what became of it, and which requests are done with
/// that. Every method is one transaction. Safe for use by many threads.
final class WriteBook {
    private static final int AT_ONCE = 400;

    private final Db db;
    private final WriteQueue queue;
    private final WriteOutcomes outcomes;
    private final WriteLog log;
    private final Arrivals arrivals;
    private final InstantSource clock;

    WriteBook(
            Db db,
            WriteQueue queue,
            WriteOutcomes outcomes,
            WriteLog log,
            Arrivals arrivals,
            InstantSource clock) {
        this.db = db;
        this.queue = queue;
        this.outcomes = outcomes;
        this.log = log;
        this.arrivals = arrivals;
        this.clock = clock;
    }

    /// Finds what was in a call when a node died.
    void recover(WriteKey key) {
        Instant lookAt = clock.instant().plus(Reactions.SETTLING);
        WriteProblem why =
                Reactions.unknown("the server stopped while it was being sent", key.object());
        inTransaction(key, tx -> queue.strand(tx, key, lookAt, why));
    }

    /// The next call; its writes are marked as being sent. What waited too long is given up first.
    @Nullable WriteCall take(WriteKey key, Offers offers) {
        Instant now = clock.instant();
        expire(key);
        return get(
                key,
                tx -> {
                    List<QueuedWrite> ready =
                            queue.ready(tx, key, now, Math.max(AT_ONCE, 2 * offers.most()));
                    WriteCall call =
                            WriteCall.next(
                                    ready, offers, operation -> queue.open(tx, key, operation));
                    if (call != null) queue.sending(tx, key, call.writes(), null);
                    return call;
                });
    }

    private void expire(WriteKey key) {
        Instant now = clock.instant();
        WriteProblem why =
                WriteProblem.of(
                        "write.deadline",
                        "The write could not be done before its deadline.",
                        key.object(),
                        "Send it again, with a higher retryPolicy.deadlineHours if the provider is"
                                + " often away for long.");
        inTransaction(key, (tx, ended) -> end(tx, key, queue.expire(tx, key, now, why), ended));
    }

    /// Writes in one state that are due to be looked at.
    List<QueuedWrite> due(WriteKey key, WriteState state, int limit) {
        return get(key, tx -> queue.due(tx, key, state, clock.instant(), limit));
    }

    /// Lets gathered writes go once there are `enough` of them.
    void hasten(WriteKey key, int enough) {
        Instant now = clock.instant();
        get(key, tx -> {
                    boolean isEnough = queue.gathered(tx, key, enough, now) >= enough;
                    return isEnough ? queue.hasten(tx, key, now) : 0;
                });
    }

    /// Stores what became of writes.
    ///
    /// @param pause before which nothing else goes; null for none
    void keep(WriteKey key, List<Settled> settled, @Nullable Instant pause) {
        Instant now = clock.instant();
        inTransaction(
                key,
                (tx, ended) -> {
                    outcomes.settle(tx, key.group(), settled, now);
                    if (pause != null) queue.defer(tx, key, pause);
                    log.note(tx, key, settled);
                    end(tx, key, operations(settled.stream().map(Settled::write).toList()), ended);
                });
    }

    /// Ends writes that are done, together with `store`, which lets them be read.
    void close(WriteKey key, List<QueuedWrite> writes, Consumer<Tx> store) {
        inTransaction(
                key,
                (tx, ended) -> {
                    store.accept(tx);
                    outcomes.close(tx, key.group(), writes, clock.instant());
                    end(tx, key, operations(writes), ended);
                });
    }

    /// Ends everything there is, for nothing of it can ever be written.
    Next abandon(WriteKey key, WriteProblem why) {
        inTransaction(
                key,
                (tx, ended) -> {
                    end(tx, key, outcomes.fail(tx, key, why, clock.instant()), ended);
                    queue.forgetJobs(tx, key);
                });
        return new Next.WhenWoken();
    }

    /// Waits; what has waited too long is given up.
    Next rest(WriteKey key) {
        expire(key);
        return next(key);
    }

    /// When there is something to do next.
    Next next(WriteKey key) {
        return get(key, tx -> queue.next(tx, key, clock.instant()))
                .<Next>map(Next.At::new)
                .orElseGet(Next.WhenWoken::new);
    }

    private void end(Tx tx, WriteKey key, Collection<UUID> touched, Set<UUID> ended) {
        ended.addAll(log.endIfDone(tx, key, new LinkedHashSet<>(touched)));
    }

    private static List<UUID> operations(List<QueuedWrite> writes) {
        return writes.stream().map(QueuedWrite::operation).distinct().toList();
    }

    private void inTransaction(WriteKey key, Consumer<Tx> change) {
        inTransaction(key, (tx, _) -> change.accept(tx));
    }

    /// Those who wait are woken after the commit.
    private void inTransaction(WriteKey key, Change change) {
        var ended = new LinkedHashSet<UUID>();
        get(
                key,
                tx -> {
                    change.in(tx, ended);
                    return ended;
                });
        arrivals.ended(new ArrayList<>(ended));
    }

    private <T extends @Nullable Object> T get(WriteKey key, Function<Tx, T> work) {
        return db.inTransaction(key.group().projectNumber(), work);
    }

    /// @see #inTransaction
    private interface Change {
        void in(Tx tx, Set<UUID> ended);
    }
}
