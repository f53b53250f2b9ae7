package dev.tenon.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// With the real clock, for the scheduler has no other.
@ExtendWith(TestDatabase.class)
class JobsTest {
    private static final InstantSource CLOCK = InstantSource.system();

    /// An instance that is woken while it runs may have looked already; it must look again. Two
    /// nodes share the work, and never run an instance at once.
    @Test
    void no_wake_up_is_lost_and_nothing_runs_twice_at_once(Db db) throws InterruptedException {
        var counting = new Counting(12, 15);
        try (var one = new Jobs(db, CLOCK, 4);
                var other = new Jobs(db, CLOCK, 4);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            one.start(List.of(counting));
            other.start(List.of(counting));
            for (int instance = 0; instance < counting.instances; instance++) {
                String name = Integer.toString(instance);
                threads.execute(() -> counting.wakeOften(db, one, name));
            }

            assertThat(counting.seenAll.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(counting.together).isEmpty();
    }

    /// Many callers wake one job at once, each in a transaction that goes on.
    @Test
    void who_posts_a_wake_waits_for_nobody(Db db) throws InterruptedException {
        var ran = new CountDownLatch(1);
        Job job = job(_ -> counted(ran));
        var jobs = new Jobs(db, CLOCK, 2);
        db.asSystem(outer -> {
            outer.updateEach(List.of(jobs.posting(job, Map.of("busy", CLOCK.instant()))));
            return db.asSystem(inner -> {
                inner.lockTimeout(Duration.ofMillis(200));
                inner.updateEach(
                        List.of(
                                jobs.posting(
                                        job, Map.of("busy", CLOCK.instant().plusSeconds(3_600)))));
                return inner;
            });
        });
        try (jobs) {
            jobs.start(List.of(job));

            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        }
        int left =
                db.asSystem(tx ->
                        tx.one(
                                "select count(*)::int as n from posted_wakes",
                                row -> row.integer("n")));
        assertThat(left).isZero();
    }

    @Test
    void a_job_of_a_dead_node_is_taken_over_and_one_of_a_living_node_is_not(Db db)
            throws InterruptedException {
        var ran = new ConcurrentHashMap<String, Boolean>();
        var taken = new CountDownLatch(1);
        Job job =
                job(instance -> {
                    ran.put(instance, true);
                    taken.countDown();
                    return new Job.Next.WhenWoken();
                });
        running(db, job, "orphan", CLOCK.instant().minusSeconds(25));
        running(db, job, "alive", CLOCK.instant());
        try (var jobs = new Jobs(db, CLOCK, 2)) {
            jobs.start(List.of(job));

            assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ran).containsOnlyKeys("orphan");
    }

    @Test
    void a_lone_process_takes_over_at_once_what_a_killed_one_left(Db db)
            throws InterruptedException {
        var taken = new CountDownLatch(1);
        Job job = job(_ -> counted(taken));
        running(db, job, "orphan", CLOCK.instant());
        try (var jobs = new Jobs(db, CLOCK, 2)) {
            db.asSystem(jobs::takeOver);
            jobs.start(List.of(job));

            assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// The wake-up came while the job ran; the row is given back, and the process is killed before
    /// it can do anything more.
    @Test
    void a_wake_up_survives_a_kill_right_after_the_run(Db db) {
        Job job = job(_ -> new Job.Next.WhenWoken());
        running(db, job, "i", CLOCK.instant());
        wake(db, new Jobs(db, CLOCK, 1), job, "i");

        update(db, job, "i", "picked = false, execution_time = '" + Jobs.PARKED + "'");

        assertThat(due(db, job, "i")).isBefore(CLOCK.instant().plusSeconds(5));
    }

    @Test
    void a_wake_up_brings_a_run_forward_and_never_puts_it_off(Db db) {
        var jobs = new Jobs(db, CLOCK, 1);
        Job job = job(_ -> new Job.Next.WhenWoken());
        Instant soon = Instant.parse("2027-01-01T00:00:00Z");

        wake(db, jobs, job, "i", soon);
        wake(db, jobs, job, "i", soon.plusSeconds(60));
        assertThat(due(db, job, "i")).isEqualTo(soon);

        wake(db, jobs, job, "i", soon.minusSeconds(60));
        assertThat(due(db, job, "i")).isEqualTo(soon.minusSeconds(60));
    }

    @Test
    void a_wake_up_that_is_rolled_back_wakes_nobody(Db db) {
        var jobs = new Jobs(db, CLOCK, 1);
        Job job = job(_ -> new Job.Next.WhenWoken());

        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        db.asSystem(tx -> {
                            jobs.wake(tx, job, "i", CLOCK.instant());
                            throw new IllegalStateException("killed");
                        }))
                .hasMessage("killed");

        assertThat(rows(db, job)).isZero();
    }

    @Test
    void a_job_that_fails_runs_again_after_a_while(Db db) throws InterruptedException {
        var again = new CountDownLatch(1);
        var attempts = new AtomicInteger();
        Job job =
                job(_ -> {
                    if (attempts.incrementAndGet() == 1)
                        throw new IllegalStateException("on purpose, in a test");
                    return counted(again);
                });
        try (var jobs = new Jobs(db, CLOCK, 1)) {
            wake(db, jobs, job, "i");
            jobs.start(List.of(job));

            assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(attempts).hasValue(2);
    }

    @Test
    void what_rests_for_a_week_is_cleaned_away_and_what_waits_is_not(Db db) {
        var jobs = new Jobs(db, CLOCK, 1);
        Job job = job(_ -> new Job.Next.WhenWoken());
        Instant lately = CLOCK.instant().minus(Duration.ofDays(6));
        Instant longAgo = CLOCK.instant().minus(Duration.ofDays(8));
        for (String instance : List.of("old", "young", "waiting")) {
            wake(db, jobs, job, instance, instance.equals("waiting") ? longAgo : Jobs.PARKED);
            Instant success = instance.equals("young") ? lately : longAgo;
            update(db, job, instance, "last_success = '" + success + "'");
        }

        db.asSystem(tx -> {
            jobs.clean(tx);
            return tx;
        });

        assertThat(rows(db, job)).isEqualTo(2);
        assertThat(due(db, job, "young")).isEqualTo(Jobs.PARKED);
    }

    private static Job.Next counted(CountDownLatch latch) {
        latch.countDown();
        return new Job.Next.WhenWoken();
    }

    private static void wake(Db db, Jobs jobs, Job job, String instance) {
        wake(db, jobs, job, instance, CLOCK.instant());
    }

    private static void wake(Db db, Jobs jobs, Job job, String instance, Instant at) {
        db.asSystem(tx -> {
            jobs.wake(tx, job, instance, at);
            return tx;
        });
    }

    /// A node is running it, or was when it was last heard of.
    private static void running(Db db, Job job, String instance, Instant heartbeat) {
        wake(db, new Jobs(db, CLOCK, 1), job, instance);
        update(
                db,
                job,
                instance,
                "picked = true, picked_by = 'elsewhere', last_heartbeat = '" + heartbeat + "'");
    }

    private static void update(Db db, Job job, String instance, String set) {
        db.asSystem(tx ->
                tx.update(
                        "update scheduled_tasks set "
                                + set
                                + " where task_name = ? and task_instance = ?",
                        job.kind(),
                        instance));
    }

    private static Instant due(Db db, Job job, String instance) {
        return db.asSystem(tx ->
                tx.one(
                        """
                        select execution_time from scheduled_tasks
                        where task_name = ? and task_instance = ?\
                        """,
                        row -> row.instant("execution_time"),
                        job.kind(),
                        instance));
    }

    private static int rows(Db db, Job job) {
        return db.asSystem(tx ->
                tx.one(
                        "select count(*)::int as n from scheduled_tasks where task_name = ?",
                        row -> row.integer("n"),
                        job.kind()));
    }

    private static Job job(Function<String, Job.Next> work) {
        return new Plain("test-" + UUID.randomUUID(), work);
    }

    private record Plain(String kind, Function<String, Job.Next> work) implements Job {
        @Override
        public Lane lane() {
            return Lane.SCHEDULED;
        }

        @Override
        public Next run(String instance) {
            return work.apply(instance);
        }
    }

    /// Counts the wake-ups of each instance, and what its runs have seen of them.
    private static final class Counting implements Job {
        private final String kind = "test-" + UUID.randomUUID();
        private final int instances;
        private final int wakes;
        private final CountDownLatch seenAll;
        private final Map<String, AtomicInteger> woken = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, Boolean> running = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, Boolean> finished = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, Boolean> together = new ConcurrentHashMap<>();

        Counting(int instances, int wakes) {
            this.instances = instances;
            this.wakes = wakes;
            this.seenAll = new CountDownLatch(instances);
            for (int i = 0; i < instances; i++) woken.put(Integer.toString(i), new AtomicInteger());
        }

        void wakeOften(Db db, Jobs jobs, String instance) {
            var dice = new Dice(instance.hashCode());
            for (int wake = 0; wake < wakes; wake++) {
                boolean isPosted = dice.oneIn(2);
                db.asSystem(tx -> {
                    if (isPosted) {
                        tx.updateEach(
                                List.of(jobs.posting(this, Map.of(instance, CLOCK.instant()))));
                    } else {
                        jobs.wake(tx, this, instance, CLOCK.instant());
                    }
                    return count(instance).incrementAndGet();
                });
                if (dice.oneIn(2)) hurry(jobs, isPosted);
            }
        }

        private static void hurry(Jobs jobs, boolean isPosted) {
            if (isPosted) jobs.collect();
            else jobs.hurry();
        }

        private AtomicInteger count(String instance) {
            return java.util.Objects.requireNonNull(woken.get(instance));
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public Lane lane() {
            return Lane.INTERACTIVE;
        }

        @Override
        public Next run(String instance) {
            if (running.putIfAbsent(instance, true) != null) together.put(instance, true);
            int seen = count(instance).get();
            running.remove(instance);
            if (seen == wakes && finished.putIfAbsent(instance, true) == null) seenAll.countDown();
            return new Next.WhenWoken();
        }
    }
}
