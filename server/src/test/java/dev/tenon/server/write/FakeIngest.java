package dev.tenon.server.write;

import dev.tenon.spi.JobWriter;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.ProviderException.Unreachable;
import dev.tenon.spi.Writer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Jobs of the fake CRM that write records. They come to an end when they are looked at, unless a
/// test says otherwise. For use by one thread at a time.
final class FakeIngest implements JobWriter {
    static final int CALLS = 2;

    private final FakeCrm crm;
    private final Map<String, Work> jobs = new LinkedHashMap<>();
    private boolean isOpen;
    private @Nullable Step killed;
    private @Nullable Step lost;
    private @Nullable ProviderException refusal;
    private Course course = Course.USUAL;
    private int made;

    FakeIngest(FakeCrm crm) {
        this.crm = crm;
    }

    /// A step of a job, done or not.
    enum Step {
        MAKING,
        MADE,
        FILLING,
        FILLED,
        BEGINNING,
        BEGUN,
        LOOKING,
        TELLING,
        TOLD,
        DISCARDED
    }

    /// What becomes of jobs.
    enum Course {
        USUAL,
        /// They never end by themselves.
        HANG,
        /// They end after half of their records.
        BREAK,
        /// They are forgotten after they have written.
        VANISH
    }

    /// The provider takes jobs from now on.
    FakeIngest open() {
        isOpen = true;
        return this;
    }

    /// The server is killed at a step, once.
    void killAt(Step step) {
        killed = step;
    }

    /// The answer to a step is lost, once.
    void loseAnswerAt(Step step) {
        lost = step;
    }

    void refuse(ProviderException how) {
        refusal = how;
    }

    void go(Course how) {
        course = how;
    }

    boolean isOpen() {
        return isOpen;
    }

    int made() {
        return made;
    }

    /// How many jobs the provider still has.
    int left() {
        return jobs.size();
    }

    private void at(Step step) {
        if (killed == step) {
            killed = null;
            throw new FakeCrm.Killed();
        }
        if (lost == step) {
            lost = null;
            throw new Unreachable(new Said("CUT", "Cut off", ""), true, new IOException("cut"));
        }
    }

    @Override
    public Optional<Offer> offer(String object, Writer.Operation operation) {
        return Optional.of(new Offer(CALLS, 1_000, 1_000_000, crm.repeat(operation)));
    }

    @Override
    public Job make(Writer.Batch batch) {
        at(Step.MAKING);
        if (refusal != null) throw refusal;
        String name = "job-" + ++made;
        jobs.put(name, new Work());
        at(Step.MADE);
        return new Job(name);
    }

    @Override
    public void fill(Job job, Writer.Batch batch) {
        at(Step.FILLING);
        Work work = work(job);
        if (!work.items.isEmpty()) throw new IllegalStateException("filled twice");
        work.batch = batch;
        work.items.addAll(batch.items());
        at(Step.FILLED);
    }

    @Override
    public void begin(Job job) {
        at(Step.BEGINNING);
        Work work = work(job);
        if (work.isBegun) throw new IllegalStateException("begun twice");
        work.isBegun = true;
        at(Step.BEGUN);
    }

    @Override
    public Status status(Job job) {
        at(Step.LOOKING);
        Work work = jobs.get(job.value());
        if (work == null) return new Status.Gone();
        if (!work.isBegun) return new Status.NotBegun();
        if (!work.isOver()) {
            if (course == Course.HANG && !work.isStopped) {
                work.write(Math.max(work.done.size(), 1));
                return new Status.Working(work.done.size(), Duration.ofSeconds(30));
            }
            boolean isCut = course == Course.BREAK || work.isStopped;
            work.write(isCut ? work.items.size() / 2 : work.items.size());
            work.isEnded = true;
        }
        if (course == Course.VANISH) {
            jobs.remove(job.value());
            return new Status.Gone();
        }
        return work.done.size() < work.items.size()
                ? new Status.Failed("it broke")
                : new Status.Done();
    }

    @Override
    public void stop(Job job) {
        work(job).isStopped = true;
    }

    @Override
    public List<Outcome> results(Job job, Writer.Batch batch) {
        at(Step.TELLING);
        Work work = work(job);
        if (!batch.items().equals(work.items)) throw new IllegalStateException("another batch");
        var outcomes = new ArrayList<Outcome>();
        work.done.forEach(each -> outcomes.add(new Outcome.Answered(each)));
        while (outcomes.size() < work.items.size()) outcomes.add(new Outcome.NotProcessed());
        at(Step.TOLD);
        return outcomes;
    }

    @Override
    public void discard(Job job) {
        jobs.remove(job.value());
        at(Step.DISCARDED);
    }

    private Work work(Job job) {
        Work work = jobs.get(job.value());
        if (work == null) throw new ProviderException.NotFound(new Said("GONE", "No job", ""));
        return work;
    }

    /// A job at the provider.
    private final class Work {
        private final List<Writer.Item> items = new ArrayList<>();
        private final List<Writer.Result> done = new ArrayList<>();
        private Writer.@Nullable Batch batch;
        private boolean isBegun;
        private boolean isStopped;
        private boolean isEnded;

        boolean isOver() {
            return isEnded;
        }

        void write(int upTo) {
            while (done.size() < upTo) {
                Writer.Batch whole = java.util.Objects.requireNonNull(batch);
                done.add(crm.obey(whole, items.get(done.size())));
            }
        }
    }
}
