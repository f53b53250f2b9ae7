package dev.tenon.server.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.tenon.server.db.ArrayColumns;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.SetStatement;
import dev.tenon.server.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Runs jobs at their time on any node. Waking joins the caller's transaction: work and the wake-up
/// for it commit together. Safe for use by many threads.
///
/// A wake-up is never lost: an instance that is running when it is woken runs once more afterwards.
/// The row lock decides which of the two sees the other, see [#wake]; a trigger of the table makes
/// the row due as it is given back, so that a kill in between changes nothing.
public final class Jobs implements AutoCloseable {
    /// Rows that wait to be woken; far enough to be never, near enough for every date type.
    static final Instant PARKED = Instant.parse("2999-01-01T00:00:00Z");

    /// A job that is waiting already waits no longer than it would; one that runs, runs once more.
    static final String OR_SOONER =
            """
            on conflict (task_name, task_instance) do update set
              wake_requested = scheduled_tasks.picked,
              execution_time = case when scheduled_tasks.picked
                then scheduled_tasks.execution_time
                else least(scheduled_tasks.execution_time, excluded.execution_time) end\
            """;

    private static final ArrayColumns POSTED =
            ArrayColumns.of(
                    "task_name text", "task_instance text", "wake_at timestamptz", "priority int");
    private static final String POST =
            "insert into posted_wakes (%s) select * from %s"
                    .formatted(POSTED.names(), POSTED.rows("wake"));
    private static final Duration POLL = Duration.ofMillis(500);
    private static final System.Logger LOG = System.getLogger("tenon.jobs");
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(10);

    private final Db db;
    private final InstantSource clock;
    private final int workers;
    private final PatientPlaces patient;
    private final Postbox post;
    private boolean isPosted;
    private boolean isStopping;
    private @Nullable Scheduler scheduler;

    /// @param workers how many jobs run at once on this node
    public Jobs(Db db, InstantSource clock, int workers) {
        this.db = db;
        this.clock = clock;
        this.workers = workers;
        this.patient = new PatientPlaces(workers, clock);
        this.post = new Postbox(db);
    }

    /// Begins to run `kinds` on this node.
    public synchronized void start(List<Job> kinds) {
        List<? extends Task<?>> tasks = kinds.stream().map(this::task).toList();
        scheduler =
                Scheduler.create(db.dataSource(), List.copyOf(tasks))
                        .schedulerName(new SchedulerName.Fixed("tenon-" + UUID.randomUUID()))
                        .pollUsingLockAndFetch(0.5, 1.0)
                        .threads(workers)
                        .executorService(Executors.newVirtualThreadPerTaskExecutor())
                        .pollingInterval(POLL)
                        .heartbeatInterval(Duration.ofSeconds(5))
                        .missedHeartbeatsLimit(4)
                        .commitWhenAutocommitDisabled(true)
                        .enablePriority()
                        .shutdownMaxWait(Duration.ofSeconds(10))
                        .build();
        scheduler.start();
        Thread.ofVirtual().name("posted-wakes").start(this::carry);
    }

    /// Looks for due jobs at once instead of at the next poll. Call after the transaction that woke
    /// them; leaving it out costs half a second, nothing else.
    public synchronized void hurry() {
        if (scheduler != null) scheduler.triggerCheckForDueExecutions();
    }

    /// Makes sure that `job` runs `instance` at `moment` or earlier, and that a run which is under
    /// way is followed by another.
    ///
    /// The row is locked until `tx` ends. A run that ends meanwhile waits for that lock when it
    /// gives its row back, and the row is then due at once for its `wake_requested`.
    public void wake(Tx tx, Job job, String instance, Instant moment) {
        wake(tx, job.kind(), job.lane(), instance, moment);
    }

    /// The same, for those who hand work on before its job is built.
    public void wake(Tx tx, String kind, Job.Lane lane, String instance, Instant moment) {
        tx.update(
                """
                insert into scheduled_tasks
                  (task_name, task_instance, execution_time, picked, version, priority)
                values (?, ?, ?, false, 1, ?)
                """
                        + OR_SOONER,
                kind,
                instance,
                moment,
                lane.priority());
    }

    /// What wakes as [#wake] does, and waits for nobody: for jobs that many wake at once. The wake
    /// is put down in the caller's transaction and carried to the job's row after it. Call
    /// [#collect] then; leaving it out costs half a second, nothing else.
    public SetStatement posting(Job job, Map<String, Instant> moments) {
        return new SetStatement(
                POST,
                POSTED,
                moments.entrySet().stream()
                        .map(each ->
                                new @Nullable Object[] {
                                    job.kind(),
                                    each.getKey(),
                                    each.getValue(),
                                    job.lane().priority()
                                })
                        .toList());
    }

    /// Lets what was posted be carried at once.
    public void collect() {
        synchronized (post) {
            isPosted = true;
            post.notifyAll();
        }
    }

    /// Carries what was posted, here or by a node that died, until this node stops. Who posts while
    /// it is under way is seen to in one more round, however many they are.
    private void carry() {
        while (awaitPost()) carryOnce();
    }

    private boolean awaitPost() {
        synchronized (post) {
            try {
                if (!isPosted && !isStopping) post.wait(POLL.toMillis());
            } catch (InterruptedException _) {
                return false;
            }
            isPosted = false;
            return !isStopping;
        }
    }

    private void carryOnce() {
        try {
            if (post.empty()) hurry();
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "posted wakes wait for another try", failure);
        }
    }

    /// Takes away what waits for `instance`; a run under way goes on to its end.
    public void cancel(Tx tx, Job job, String instance) {
        tx.update(
                "delete from scheduled_tasks where task_name = ? and task_instance = ?",
                job.kind(),
                instance);
    }

    /// Lets jobs that a killed process left behind run at once, instead of after its heartbeats
    /// have been missed. Only for a process that has the database to itself.
    public int takeOver(Tx tx) {
        return tx.update(
                """
                update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null,
                  execution_time = ?, version = version + 1 where picked\
                """,
                clock.instant());
    }

    /// Drops rows that have been parked for a week; waking makes them anew.
    public void clean(Tx tx) {
        tx.update(
                """
                delete from scheduled_tasks
                where not picked and not wake_requested and execution_time >= ?
                  and coalesce(last_success, last_failure) < ?\
                """,
                PARKED,
                clock.instant().minus(Duration.ofDays(7)));
    }

    private Task<Void> task(Job job) {
        return Tasks.custom(job.kind(), Void.class)
                .onFailure(this::afterFailure)
                .execute((instance, _) -> {
                    Job.Next next = inLane(job, instance.getId());
                    return (CompletionHandler<Void>)
                            (done, row) -> giveBack(job, instance.getId(), next, done, row);
                });
    }

    /// Backfills and sweeps have half of the workers at most, so that what people and schedules
    /// wait for always finds one.
    private Job.Next inLane(Job job, String instance) {
        if (job.lane().priority() >= Job.Lane.SCHEDULED.priority()) return job.run(instance);
        if (!patient.take()) return new Job.Next.At(clock.instant().plusSeconds(1));
        try {
            return job.run(instance);
        } finally {
            patient.give();
        }
    }

    /// Whether jobs of the lower lanes wait for a worker on this node.
    public boolean isCrowded() {
        return patient.isCrowded();
    }

    private void giveBack(
            Job job,
            String instance,
            Job.Next next,
            ExecutionComplete done,
            ExecutionOperations<Void> row) {
        Instant at =
                switch (next) {
                    case Job.Next.At(Instant moment) -> moment;
                    case Job.Next.WhenWoken() -> PARKED;
                };
        row.reschedule(done, at);
        if (isDue(job, instance)) hurry();
    }

    /// Whether a run follows at once: the row may have been woken meanwhile.
    private boolean isDue(Job job, String instance) {
        return db.asSystem(tx ->
                tx.first(
                                """
                                select 1 as due from scheduled_tasks
                                where task_name = ? and task_instance = ?
                                  and not picked and execution_time <= ?\
                                """,
                                row -> row.integer("due"),
                                job.kind(),
                                instance,
                                clock.instant())
                        .isPresent());
    }

    private void afterFailure(ExecutionComplete done, ExecutionOperations<Void> row) {
        int failures = done.getExecution().consecutiveFailures + 1;
        long seconds = Math.min(LONGEST_BACKOFF.toSeconds(), 1L << Math.min(failures, 20));
        LOG.log(
                System.Logger.Level.ERROR,
                "job " + done.getExecution().getId() + " failed, again in " + seconds + " s",
                done.getCause().orElse(null));
        row.reschedule(done, clock.instant().plusSeconds(seconds));
    }

    @Override
    public void close() {
        synchronized (post) {
            isStopping = true;
            post.notifyAll();
        }
        stop();
    }

    private synchronized void stop() {
        if (scheduler == null) return;
        scheduler.stop();
        scheduler = null;
    }
}
