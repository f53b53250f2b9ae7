package dev.tenon.server.bench;

import dev.tenon.server.db.Database;
import dev.tenon.server.db.DatabaseSettings;
import dev.tenon.server.jobs.Job;
import dev.tenon.server.jobs.Jobs;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// B7: 100,000 schedules, of which 1,000 are due each second for a while; how late they begin, and
/// what it costs to wait for them when none is due.
final class ScheduleBench {
    private static final int INSTALLED = 100_000;
    private static final int PER_SECOND = 1_000;
    private static final int SECONDS = 15;
    private static final int IDLE_SECONDS = 10;

    private final String databaseUrl;
    private final List<Double> lags = Collections.synchronizedList(new ArrayList<>());

    ScheduleBench(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    List<Result> run() throws InterruptedException {
        OtherServer.create(databaseUrl, "bench_schedules");
        var settings =
                new DatabaseSettings(
                        OtherServer.url(databaseUrl, "bench_schedules"),
                        "postgres",
                        "",
                        Path.of("."),
                        16);
        Database database = Database.open(settings);
        try (var jobs = new Jobs(database.db(), InstantSource.system(), 50)) {
            Instant first = Instant.now().plusSeconds(IDLE_SECONDS + 12L);
            install(database, first);
            jobs.start(List.of(new Due(lags)));
            TimeUnit.SECONDS.sleep(2);
            double idle = idle();
            Duration rest = Duration.between(Instant.now(), first).plusSeconds(SECONDS + 3L);
            TimeUnit.MILLISECONDS.sleep(rest.toMillis());
            return List.of(lag(), cost(idle));
        } finally {
            database.close();
        }
    }

    private static void install(Database database, Instant first) {
        database.db()
                .asSystem(tx ->
                        tx.update(
                                """
                                insert into scheduled_tasks
                                  (task_name, task_instance, execution_time, picked, version,
                                   priority)
                                select 'bench-due', n || '/' ||
                                    (extract(epoch from at) * 1000)::bigint, at, false, 1, 30
                                from (select n, ?::timestamptz + case when n < ?
                                        then n * interval '1 second' / ?
                                        else interval '1 day' end as at
                                      from generate_series(0, ? - 1) n) each\
                                """,
                                first,
                                PER_SECOND * SECONDS,
                                PER_SECOND,
                                INSTALLED));
    }

    /// The share of a core that waiting takes, in percent.
    private static double idle() throws InterruptedException {
        var system =
                (com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        long before = system.getProcessCpuTime();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        return (system.getProcessCpuTime() - before) / 1e9 / IDLE_SECONDS * 100;
    }

    private Result lag() {
        var sorted = new ArrayList<>(lags);
        Collections.sort(sorted);
        if (sorted.size() < PER_SECOND * SECONDS) {
            throw new IllegalStateException("only " + sorted.size() + " began");
        }
        double slowest = sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
        return new Result(
                "B7",
                "100,000 schedules, 1,000 due a second: lag, p99",
                slowest,
                0,
                "ms",
                "≤ 1,000 ms",
                slowest <= 1_000);
    }

    private static Result cost(double idle) {
        return new Result(
                "B7",
                "processor time while none is due",
                idle,
                0,
                "% of a core",
                "≤ 5 %",
                idle <= 5);
    }

    /// Notes how late it is.
    private record Due(List<Double> lags) implements Job {
        @Override
        public String kind() {
            return "bench-due";
        }

        @Override
        public Lane lane() {
            return Lane.SCHEDULED;
        }

        @Override
        public Next run(String instance) {
            long due = Long.parseLong(instance.substring(instance.indexOf('/') + 1));
            lags.add((double) (System.currentTimeMillis() - due));
            return new Next.WhenWoken();
        }
    }
}
