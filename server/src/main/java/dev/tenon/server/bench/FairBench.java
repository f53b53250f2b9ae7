package dev.tenon.server.bench;

import dev.tenon.server.bench.BenchManifest.Integration;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// How late small customers' changes are stored: from the moment that a scheduled run is due to the
/// moment that it has ended, once for each customer, alone and beside the backfills of ten large
/// ones.
final class FairBench {
    private static final int LARGE = 10;

    /// Customers of one minute of schedule. A schedule's customers come in a tenth of its interval.
    private static final int A_MINUTE = 200;

    private static final int CLIENTS = 4;
    private static final String DATABASE = "bench_fair";

    private final Path directory;
    private final String databaseUrl;
    private final URI sandbox;
    private final int customers;

    /// @param customers how many small ones
    FairBench(Path directory, String databaseUrl, URI sandbox, int customers) {
        this.directory = directory;
        this.databaseUrl = databaseUrl;
        this.sandbox = sandbox;
        this.customers = customers;
    }

    List<Result> run() {
        String schedule = "*/" + Math.max(1, customers / A_MINUTE) + " * * * *";
        try (OtherServer other = OtherServer.start(directory, databaseUrl, DATABASE);
                var small = new Product(other.server(databaseUrl), "small");
                var large = new Product(other.server(databaseUrl), "large")) {
            small.prepare(sandbox);
            small.deploy(
                    BenchManifest.of(
                            new Integration("small", true, schedule),
                            Integration.backfilling("large")));
            install(small, "small", customers, "one");
            await(other, small);
            double alone = lag();
            install(large, "large", LARGE, "bench");
            double beside = lag();
            return List.of(
                    new Result(
                            "fair",
                            "lag of "
                                    + customers
                                    + " small customers, p99, beside "
                                    + LARGE
                                    + " large backfills, and alone",
                            beside,
                            alone,
                            "ms",
                            "≤ 2 ×",
                            beside <= 2 * alone));
        }
    }

    private static void install(Product product, String name, int customers, String org) {
        try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
            var all = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < customers; i++) {
                String group = name + "-" + i;
                all.add(() -> {
                    product.connect(group, org);
                    product.install(group);
                    return true;
                });
            }
            for (var done : clients.invokeAll(all)) done.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void await(OtherServer other, Product product) {
        for (int i = 0; i < customers; i++) {
            while (product.object("small-" + i).path("records").asLong(0) == 0) other.pause();
        }
    }

    /// The slowest of a hundred in one round of the schedule, in milliseconds.
    private double lag() {
        try (Connection connection =
                DriverManager.getConnection(
                        OtherServer.url(databaseUrl, DATABASE), "postgres", "")) {
            Map<String, Instant> due = round(connection);
            var lags = new ArrayList<Double>();
            while (!due.isEmpty()) {
                second();
                runs(connection)
                        .forEach((instance, run) -> {
                            Instant expected = due.get(instance);
                            if (expected == null || run.ended().isBefore(expected)) return;
                            due.remove(instance);
                            lags.add((double) Duration.between(expected, run.ended()).toMillis());
                        });
            }
            Collections.sort(lags);
            return lags.get((int) Math.ceil(lags.size() * 0.99) - 1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// When each customer's next run is due, at a moment when none is due yet.
    private Map<String, Instant> round(Connection connection) throws SQLException {
        while (true) {
            Map<String, Run> runs = runs(connection);
            Instant soon = Instant.now().plusSeconds(2);
            if (runs.size() >= customers
                    && runs.values().stream().allMatch(run -> run.due().isAfter(soon))) {
                var due = new HashMap<String, Instant>();
                runs.forEach((instance, run) -> due.put(instance, run.due()));
                return due;
            }
            second();
        }
    }

    /// Looking more often would take from what is measured, and when runs end is written down.
    private static void second() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static Map<String, Run> runs(Connection connection) throws SQLException {
        var runs = new HashMap<String, Run>();
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                select task_instance, execution_time,
                                  coalesce(last_success, 'epoch'::timestamptz) as ended
                                from scheduled_tasks
                                where task_name = 'read'
                                  and execution_time < now() + interval '1 day'\
                                """);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Timestamp due = rows.getTimestamp("execution_time");
                Timestamp ended = rows.getTimestamp("ended");
                runs.put(
                        rows.getString("task_instance"),
                        new Run(due.toInstant(), ended.toInstant()));
            }
        }
        return runs;
    }

    /// @param due when it comes next
    /// @param ended when it last did
    private record Run(Instant due, Instant ended) {}
}
