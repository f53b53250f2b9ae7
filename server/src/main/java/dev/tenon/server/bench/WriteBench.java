package dev.tenon.server.bench;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.server.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// B4: how fast single writes of many clients are accepted, beside bare inserts of the same rows by
/// as many connections; the medians of rounds that take turns. B5: how many calls 10,000 of them
/// cost at the provider, and how many as many of one request cost, whose caller waits. Nothing is
/// sent while B4 is measured: each customer's writes are fewer than what is sent before half an
/// hour.
final class WriteBench {
    private static final Crowd CROWD = new Crowd(64);
    private static final int WRITES = 10_000;
    private static final int WARM_UP = 240_000;

    /// So many wait for each other until half an hour has passed.
    private static final int FEW = 8_000;

    /// Inserts and writes take turns, for the machine may be faster at one moment than at another.
    private static final int ROUNDS = 5;

    private static final Set<String> WRITING = Set.of("composite/sobjects", "jobs");
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
    private final Path directory;
    private final String databaseUrl;
    private final Sandbox sandbox;

    WriteBench(Path directory, String databaseUrl, Sandbox sandbox) {
        this.directory = directory;
        this.databaseUrl = databaseUrl;
        this.sandbox = sandbox;
    }

    List<Result> run() throws InterruptedException {
        try (var inserts = new Inserts(databaseUrl, CROWD.clients());
                OtherServer other = OtherServer.start(directory, databaseUrl, "bench_writes");
                var product = new Product(other.server(databaseUrl), "writing")) {
            product.prepare(sandbox.uri());
            product.deploy(MANIFEST);
            for (int i = 0; i < WARM_UP / FEW; i++) install(product, "warm-" + i);
            CROWD.rate(WARM_UP, (_, number) -> product.write(body("warm-" + number / FEW, number)));
            CROWD.rate(FEW, inserts::insert);
            var inserted = new ArrayList<Double>();
            var accepted = new ArrayList<Double>();
            for (int round = 0; round < ROUNDS; round++) {
                String group = "round-" + round;
                install(product, group);
                inserted.add(CROWD.rate(FEW, inserts::insert));
                accepted.add(CROWD.rate(FEW, (_, number) -> product.write(body(group, number))));
            }
            return Stream.concat(
                            Stream.of(accepted(Crowd.median(accepted), Crowd.median(inserted))),
                            calls(other, product))
                    .toList();
        }
    }

    private static Result accepted(double accepted, double inserted) {
        return new Result(
                "B4",
                "durable writes accepted, 64 clients, beside bare inserts",
                accepted,
                inserted,
                "writes/s",
                "≥ 0.5 ×",
                accepted >= 0.5 * inserted);
    }

    private Stream<Result> calls(OtherServer other, Product product) throws InterruptedException {
        install(product, "counted");
        install(product, "batch");
        long before = calmed(other);
        CROWD.rate(WRITES, (_, number) -> product.write(body("counted", number)));
        while (product.isWriting("counted")) other.pause();
        long after = calmed(other);
        product.write(batch("batch"));
        double byJob = after - before;
        double byCollection = calls() - after;
        return Stream.of(
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

    /// All but those of signing in and of asking what the fields are.
    private long calls() {
        return sandbox.calls().counts().entrySet().stream()
                .filter(each -> WRITING.contains(each.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
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

    static ObjectNode record(int number) {
        return Json.object()
                .put("Name", "Account " + number)
                .put("Industry", "Energy")
                .put("Phone", "+1 555 " + (1_000_000 + number))
                .put("Description", "What a product knows of a customer. ".repeat(10));
    }
}
