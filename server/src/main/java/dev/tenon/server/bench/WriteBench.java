package dev.tenon.server.bench;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.server.json.Json;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// B4: how fast single writes of many clients are accepted, beside bare inserts of the same rows by
/// as many connections. B5: how many calls those writes cost at the provider, and how many as many
/// of one request cost, whose caller waits. Nothing is sent while the single ones are accepted:
/// they wait for each other, and those of the warm-up are fewer than what is sent before half an
/// hour.
final class WriteBench {
    private static final int CLIENTS = 64;
    private static final int WRITES = 10_000;
    private static final int WARM_UP = 120_000;

    /// So many wait for each other until half an hour has passed.
    private static final int FEW = 8_000;

    private static final int MOST_CALLS = WRITES / 200;
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: writing
                provider: salesforce
                write:
                  objects:
                    - { objectName: Account, batch: { maxDelay: 30m, maxRecords: 10000 } }
            """;
    private static final String ROW =
            """
            insert into bench_writes
              (project_id, group_id, operation_id, position, installation_id, object_name, kind,
               fields, headers, all_or_none, together, state, problems, warnings, due_at, deadline,
               accepted_at, asynchronous)
            values (1, 1, gen_random_uuid(), 0, gen_random_uuid(), 'Account', 'create', ?::jsonb,
              '{}', false, 10000, 'queued', '[]', '[]', now(), now(), now(), true)\
            """;

    private final Path directory;
    private final String databaseUrl;
    private final Sandbox sandbox;

    WriteBench(Path directory, String databaseUrl, Sandbox sandbox) {
        this.directory = directory;
        this.databaseUrl = databaseUrl;
        this.sandbox = sandbox;
    }

    List<Result> run() throws InterruptedException {
        double inserts = inserts();
        try (OtherServer other = OtherServer.start(directory, databaseUrl, "bench_writes");
                var product = new Product(other.server(databaseUrl), "writing")) {
            product.prepare(sandbox.uri());
            product.deploy(MANIFEST);
            for (int i = 0; i < WARM_UP / FEW; i++) install(product, "warm-" + i);
            install(product, "timed");
            install(product, "batch");
            all(WARM_UP, (_, number) -> product.write(body("warm-" + number / FEW, number)));
            long before = calls();
            double accepted = all(WRITES, (_, number) -> product.write(body("timed", number)));
            while (product.isWriting("timed")) other.pause();
            long after = calmed(other);
            product.write(batch("batch"));
            double byJob = after - before;
            double byCollection = calls() - after;
            return List.of(
                    new Result(
                            "B4",
                            "durable writes accepted, 64 clients, beside bare inserts",
                            accepted,
                            inserts,
                            "writes/s",
                            "≥ 0.5 ×",
                            accepted >= 0.5 * inserts),
                    new Result(
                            "B5",
                            "calls of the provider for 10,000 queued single writes",
                            byJob,
                            WRITES,
                            "calls",
                            "≤ 50",
                            byJob <= MOST_CALLS),
                    new Result(
                            "B5, awaited",
                            "calls of the provider for 10,000 writes of one request",
                            byCollection,
                            WRITES,
                            "calls",
                            "≤ 50",
                            byCollection <= MOST_CALLS));
        }
    }

    private static void install(Product product, String group) {
        product.connect(group, "one");
        product.install(group);
    }

    /// How many calls there were when no more are made.
    private long calmed(OtherServer other) {
        long before = -1;
        for (long now = calls(); now != before; now = calls()) {
            before = now;
            for (int i = 0; i < 60; i++) other.pause();
        }
        return before;
    }

    private long calls() {
        return sandbox.calls().counts().values().stream().mapToLong(Long::longValue).sum();
    }

    private static ObjectNode body(String group, int number) {
        ObjectNode body = Json.object().put("groupRef", group).put("type", "create");
        body.put("mode", "asynchronous").set("record", record(number));
        return body;
    }

    private static ObjectNode batch(String group) {
        ObjectNode body = Json.object().put("groupRef", group).put("type", "create");
        ArrayNode batch = body.putArray("batch");
        for (int i = 0; i < WRITES; i++) {
            batch.addObject().putObject("record").put("Name", "Account " + i);
        }
        return body;
    }

    private static ObjectNode record(int number) {
        return Json.object()
                .put("Name", "Account " + number)
                .put("Industry", "Energy")
                .put("Phone", "+1 555 " + (1_000_000 + number))
                .put("Description", "What a product knows of a customer. ".repeat(10));
    }

    /// Bare inserts a second.
    private double inserts() throws InterruptedException {
        var statements = new ArrayList<PreparedStatement>();
        try {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table bench_writes (like writes including all)");
            }
            for (int i = 0; i < CLIENTS; i++) statements.add(connect().prepareStatement(ROW));
            all(WRITES, (client, number) -> insert(statements.get(client), number));
            return all(WRITES, (client, number) -> insert(statements.get(client), number));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        } finally {
            statements.forEach(WriteBench::close);
        }
    }

    private static void insert(PreparedStatement statement, int number) {
        try {
            statement.setString(1, Json.text(record(number)));
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void close(PreparedStatement statement) {
        try {
            statement.getConnection().close();
        } catch (SQLException _) {
            // The benchmark is over.
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(databaseUrl, "postgres", "");
    }

    /// How many of so many steps are done a second, by all clients at once.
    private static double all(int steps, Step step) throws InterruptedException {
        var next = new AtomicInteger();
        var clients = new ArrayList<Callable<Void>>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            clients.add(() -> {
                for (int n = next.getAndIncrement(); n < steps; n = next.getAndIncrement()) {
                    step.take(client, n);
                }
                return null;
            });
        }
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> each : threads.invokeAll(clients)) each.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        }
        return steps / ReadBench.seconds(began);
    }

    /// One step of one client.
    private interface Step {
        void take(int client, int number);
    }
}
