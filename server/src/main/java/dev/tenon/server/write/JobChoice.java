package dev.tenon.server.write;

import dev.tenon.server.db.Tx;
import dev.tenon.spi.JobWriter;
import dev.tenon.spi.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decides whether writes go by a job at the provider: when that takes fewer calls than sending
/// them call by call, and nobody waits for them, for a job takes its time. When calls are scarce,
/// whoever waits has to wait. For use by one thread.
final class JobChoice {
    /// Salesforce counts so many records as one batch of its daily allowance, and they are held in
    /// memory while they are sent.
    private static final int MOST = 10_000;

    /// Who would take more than this part of what is left of the quota has to save calls.
    private static final int SCARCE = 10;

    private final WriteQueue queue;
    private final WriteKey key;
    private final Offers offers;
    private final JobWriter writer;
    private final long left;

    /// @param left how many calls the quota has left; -1 when that is not known
    JobChoice(WriteQueue queue, WriteKey key, Offers offers, JobWriter writer, long left) {
        this.queue = queue;
        this.key = key;
        this.offers = offers;
        this.writer = writer;
        this.left = left;
    }

    /// The writes that go into one job, oldest first; nothing when none is worth it. Costs one
    /// statement where the queue is short.
    Optional<List<QueuedWrite>> company(Tx tx, Instant now) {
        int least = least();
        if (least == Integer.MAX_VALUE || !queue.hasMore(tx, key, now, least)) {
            return Optional.empty();
        }
        List<QueuedWrite> ready = queue.ready(tx, key, now, MOST);
        return ready.stream()
                .filter(this::isForJobs)
                .findFirst()
                .flatMap(first -> company(first, ready));
    }

    private Optional<List<QueuedWrite>> company(QueuedWrite first, List<QueuedWrite> ready) {
        JobWriter.Offer offer = writer.offer(key.object(), first.content().kind()).orElseThrow();
        boolean isScarce = left >= 0 && ready.size() / perCall(first) > left / SCARCE;
        List<QueuedWrite> company =
                ready.stream()
                        .filter(each -> isForJobs(each) && WriteCall.mayShare(first, each))
                        .filter(each -> isScarce || !each.progress().isAwaited())
                        .toList();
        List<QueuedWrite> fitting = fitting(company, offer);
        return fitting.size() > saved(first.content().kind(), offer)
                ? Optional.of(fitting)
                : Optional.empty();
    }

    /// What a job does not carry: all or none, headers, conditions, associations, and fields that
    /// hang on what the provider has. A write that was in a job which came to nothing goes by a
    /// call the next time.
    private boolean isForJobs(QueuedWrite write) {
        QueuedWrite.Content content = write.content();
        return !content.allOrNone()
                && content.headers().isEmpty()
                && content.condition() == null
                && !content.extras().isConditional()
                && content.extras().associations().isEmpty()
                && write.progress().together() == WriteBody.MOST
                && writer.offer(key.object(), content.kind()).isPresent();
    }

    private static List<QueuedWrite> fitting(List<QueuedWrite> company, JobWriter.Offer offer) {
        var fitting = new ArrayList<QueuedWrite>();
        long bytes = 0;
        for (QueuedWrite write : company) {
            bytes += WriteCall.bytes(write);
            if (bytes > offer.maxBytes() || fitting.size() == Math.min(MOST, offer.maxRecords())) {
                break;
            }
            fitting.add(write);
        }
        return fitting;
    }

    /// The fewest records for which a job of any kind could be worth it.
    private int least() {
        int least = Integer.MAX_VALUE;
        for (Writer.Operation kind : Writer.Operation.values()) {
            Optional<JobWriter.Offer> offer = writer.offer(key.object(), kind);
            if (offer.isEmpty() || !offers.has(kind)) continue;
            least = Math.min(least, saved(kind, offer.get()));
        }
        return least;
    }

    /// So many records go by as many calls as a job takes.
    private int saved(Writer.Operation kind, JobWriter.Offer offer) {
        return offer.calls() * offers.of(kind, 2, false).maxRecords();
    }

    private int perCall(QueuedWrite first) {
        return offers.of(first.content().kind(), 2, false).maxRecords();
    }
}
