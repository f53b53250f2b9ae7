package dev.tenon.server.write;

import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.write.WriteOutcomes.Settled;
import dev.tenon.spi.JobWriter;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Has records written by jobs at the provider. Until a job begins, nothing is written, and it is
/// given up at the first trouble: its writes go back into the queue. From then on the provider
/// alone knows what it wrote, and is asked until it tells. Other writes of the queue go on beside
/// it, but for those of the same records. Safe for use by many threads.
final class JobRun {
    private static final System.Logger LOG = System.getLogger("tenon.write");
    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);
    private static final Duration TO_STOP = Duration.ofHours(1);
    private static final int AT_ONCE = 2_000;

    private final WriteBook book;
    private final JobBook jobs;
    private final Targets targets;
    private final Outbound outbound;
    private final InstantSource clock;

    JobRun(WriteBook book, JobBook jobs, Targets targets, Outbound outbound, InstantSource clock) {
        this.book = book;
        this.jobs = jobs;
        this.targets = targets;
        this.outbound = outbound;
        this.clock = clock;
    }

    /// Has the writes that are worth it written by a job.
    ///
    /// @return whether there were any
    boolean begin(Target target, Writer writer) {
        Optional<JobWriter> theirs = jobWriter(target, target.connection());
        if (theirs.isEmpty()) return false;
        long left = outbound.left(target.connection(), Lane.SCHEDULED);
        var offers = new Offers(writer, target.key().object());
        Optional<ProviderJob> job = jobs.gather(target.key(), offers, theirs.get(), left);
        job.ifPresent(it -> goOn(target, it, writer));
        return job.isPresent();
    }

    /// Goes on with the jobs that are due.
    void goOn(Target target, Writer writer) {
        for (ProviderJob job : jobs.open(target.key())) {
            if (!job.lookAt().isAfter(clock.instant())) goOn(target, job, writer);
        }
    }

    private void goOn(Target target, ProviderJob job, Writer writer) {
        Optional<Connection> connection = connection(target, job.actor());
        Optional<JobWriter> theirs = connection.flatMap(it -> jobWriter(target, it));
        var step = new Step(target, job, writer);
        if (theirs.isEmpty()) {
            String why =
                    connection.isEmpty()
                            ? "the connection of the person it was written as was deleted"
                            : "this version of the connector knows no jobs";
            if (job.begunAt() == null) release(step, garbled(why));
            else lose(step, why);
            return;
        }
        try {
            if (job.begunAt() == null) prepare(step, theirs.get());
            else look(step, theirs.get());
        } catch (ProviderException refusal) {
            notNow(step, refusal);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "job " + job.id() + " of " + target.key(), bug);
            notNow(step, garbled("Tenon failed: " + bug));
        }
    }

    private Optional<Connection> connection(Target target, @Nullable UUID actor) {
        return actor == null
                ? Optional.of(target.connection())
                : targets.actor(target.key(), actor);
    }

    private Optional<JobWriter> jobWriter(Target target, Connection connection) {
        var access = outbound.access(connection, target.connector().info(), Lane.SCHEDULED, null);
        return target.connector().jobWriter(access);
    }

    /// Makes and fills a job. One that another process left behind has written nothing.
    private void prepare(Step step, JobWriter writer) {
        if (step.job().value() != null) writer.discard(step.job().theirs());
        List<QueuedWrite> members = jobs.members(step.key(), step.job());
        Writer.Batch batch = batch(step, members);
        JobWriter.Job made = null;
        try {
            made = writer.make(batch);
            jobs.made(step.key(), step.job(), made.value());
            writer.fill(made, batch);
        } catch (RuntimeException refusal) {
            if (made != null) writer.discard(made);
            if (!(refusal instanceof ProviderException)) {
                LOG.log(System.Logger.Level.ERROR, "filling a job of " + step.key(), refusal);
            }
            release(
                    step,
                    refusal instanceof ProviderException said
                            ? said
                            : garbled("Tenon failed: " + refusal));
            return;
        }
        jobs.begins(step.key(), step.job(), clock.instant().plus(FIRST_LOOK));
        begin(writer, made);
    }

    /// Whether it has begun is asked in any case, for an answer that is lost says nothing.
    private static void begin(JobWriter writer, JobWriter.Job made) {
        try {
            writer.begin(made);
        } catch (ProviderException refusal) {
            LOG.log(System.Logger.Level.DEBUG, "beginning a job: " + refusal.code());
        }
    }

    private void look(Step step, JobWriter writer) {
        JobWriter.Job theirs = step.job().theirs();
        boolean isLate = step.job().isLate(clock.instant());
        switch (writer.status(theirs)) {
            case JobWriter.Status.NotBegun() -> {
                if (isLate) {
                    writer.discard(theirs);
                    release(step, garbled("the provider's job did not begin in time"));
                    return;
                }
                begin(writer, theirs);
                jobs.later(step.key(), step.job(), clock.instant().plus(FIRST_LOOK));
            }
            case JobWriter.Status.Working(long _, Duration again) -> {
                if (isLate || step.job().isStopped()) stop(step, writer, again);
                else jobs.later(step.key(), step.job(), clock.instant().plus(again));
            }
            case JobWriter.Status.Done() -> finish(step, writer, "it ended");
            case JobWriter.Status.Failed(String why) -> finish(step, writer, why);
            case JobWriter.Status.Gone() -> lose(step, "the provider has lost the job");
        }
    }

    /// What a job that hangs has written is told after it has ended.
    private void stop(Step step, JobWriter writer, Duration again) {
        Instant now = clock.instant();
        if (step.job().isStopped() && step.job().isLate(now)) {
            String why = "the provider's job does not end";
            settleAll(step, write -> new Verdict.Lost(unknown(write, why)));
            return;
        }
        if (!step.job().isStopped()) jobs.stopped(step.key(), step.job(), now.plus(TO_STOP));
        writer.stop(step.job().theirs());
        jobs.later(step.key(), step.job(), now.plus(again));
    }

    private void finish(Step step, JobWriter writer, String why) {
        List<QueuedWrite> members = jobs.members(step.key(), step.job());
        List<JobWriter.Outcome> outcomes;
        try {
            outcomes = writer.results(step.job().theirs(), batch(step, members));
        } catch (ProviderException.NotFound gone) {
            lose(step, "the provider has lost the job");
            return;
        }
        if (outcomes.size() != members.size()) {
            throw garbled(outcomes.size() + " results for " + members.size() + " records");
        }
        Instant now = clock.instant();
        int together = mostByCall(step);
        var settled = new ArrayList<Settled>();
        for (int i = 0; i < members.size(); i++) {
            QueuedWrite write = members.get(i);
            Verdict verdict =
                    switch (outcomes.get(i)) {
                        case JobWriter.Outcome.Answered(Writer.Result result) ->
                                Reactions.to(result, write, now);
                        case JobWriter.Outcome.NotProcessed() ->
                                new Verdict.Again(now, List.of(notReached(write, why)), together);
                    };
            settled.add(settled(write, verdict));
        }
        settle(step, settled);
        writer.discard(step.job().theirs());
    }

    /// The records go by calls now: either the job cannot carry them, or the provider has no job to
    /// offer at this time.
    private void release(Step step, ProviderException refusal) {
        Instant now = clock.instant();
        Instant pause = Reactions.pause(refusal, now);
        int together = pause == null ? mostByCall(step) : WriteBody.MOST;
        settleAll(
                step,
                write ->
                        new Verdict.Again(
                                pause == null ? now : pause,
                                List.of(notReached(write, refusal.getMessage())),
                                together));
    }

    /// Whatever it has written is looked up, where that can be.
    private void lose(Step step, String why) {
        Instant now = clock.instant();
        settleAll(
                step,
                write -> {
                    WriteProblem unknown = unknown(write, why);
                    return step.isMendable(write)
                            ? new Verdict.Doubtful(now, unknown)
                            : new Verdict.Lost(unknown);
                });
    }

    /// A provider that cannot be asked now is asked later.
    private void notNow(Step step, ProviderException refusal) {
        Instant now = clock.instant();
        if (step.job().isStopped() && step.job().isLate(now)) {
            lose(step, "the provider does not tell of its job: " + refusal.getMessage());
            return;
        }
        Instant pause = Reactions.pause(refusal, now);
        Instant soon = now.plus(LOOK_AGAIN);
        jobs.later(step.key(), step.job(), pause != null && pause.isAfter(soon) ? pause : soon);
        if (step.job().isLate(now) && !step.job().isStopped()) {
            jobs.stopped(step.key(), step.job(), now.plus(TO_STOP));
        }
    }

    private void settleAll(Step step, java.util.function.Function<QueuedWrite, Verdict> verdict) {
        settle(
                step,
                jobs.members(step.key(), step.job()).stream()
                        .map(write -> settled(write, verdict.apply(write)))
                        .toList());
    }

    /// In parts, so that no transaction grows large. What is settled already stays as it is, so
    /// that after a crash all is done again.
    private void settle(Step step, List<Settled> settled) {
        for (int from = 0; from < settled.size(); from += AT_ONCE) {
            int to = Math.min(from + AT_ONCE, settled.size());
            book.keep(step.key(), settled.subList(from, to), null);
        }
        jobs.over(step.key(), step.job());
    }

    /// Its attempt was counted as it was put into the job.
    private static Settled settled(QueuedWrite write, Verdict verdict) {
        return new Settled(write, write.progress().attempts(), verdict);
    }

    private static int mostByCall(Step step) {
        return new Offers(step.writer(), step.key().object())
                .of(step.job().kind(), 2, false)
                .maxRecords();
    }

    private static Writer.Batch batch(Step step, List<QueuedWrite> members) {
        var offer = new Writer.Offer("", members.size(), 0, false, step.repeat());
        return new WriteCall(offer, false, members).batch(step.key().object());
    }

    private static WriteProblem notReached(QueuedWrite write, String why) {
        return WriteProblem.of(
                "write.not-by-job",
                "The provider's job did not write the record: " + why,
                "record " + write.position(),
                "Wait: it is sent again by itself.");
    }

    private static WriteProblem unknown(QueuedWrite write, String why) {
        return Reactions.unknown(why, "record " + write.position());
    }

    private static ProviderException garbled(String what) {
        return new ProviderException.Garbled(new ProviderException.Said("GARBLED", what, ""));
    }

    /// One step of one job.
    ///
    /// @param writer by which records go that the job does not carry
    private record Step(Target target, ProviderJob job, Writer writer) {
        WriteKey key() {
            return target.key();
        }

        Writer.Repeat repeat() {
            return new Offers(writer, key().object()).of(job.kind(), 1, false).repeat();
        }

        boolean isMendable(QueuedWrite write) {
            return repeat() != Writer.Repeat.UNSAFE || write.keyValue() != null;
        }
    }
}
