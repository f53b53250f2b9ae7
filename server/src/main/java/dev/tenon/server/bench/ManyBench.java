package dev.tenon.server.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// B10, the memory of a server while it backfills; B12, what the same records cost when they are
/// those of more customers; and how long small customers wait beside large ones.
final class ManyBench {
    private static final int ROWS = 100_000;
    private static final int CLIENTS = 4;
    private static final int SECONDS = 10;
    private static final int SMALL = 100;

    private final Path directory;
    private final String databaseUrl;
    private final URI sandbox;
    private final long records;

    ManyBench(Path directory, String databaseUrl, URI sandbox, long records) {
        this.directory = directory;
        this.databaseUrl = databaseUrl;
        this.sandbox = sandbox;
        this.records = records;
    }

    List<Result> run(String manifest) throws InterruptedException {
        try (OtherServer other = OtherServer.start(directory, databaseUrl, "bench_many");
                var product = new Product(other.server(databaseUrl))) {
            product.prepare(sandbox, manifest);
            backfill(other, product, "warm", 1, "ten", 10_000);
            double one = backfill(other, product, "hundred", 1, "hundred", ROWS);
            double first = other.largest();
            double ten = backfill(other, product, "ten", 10, "ten", 10_000);
            double hundred = backfill(other, product, "one", SMALL, "one", 1_000);
            double alone = slowestOfHundred(other, product, SECONDS);
            install(product, "large", 2, "bench");
            double beside = slowestOfHundred(other, product, SECONDS);
            await(other, product, "large", 2, records);
            return List.of(
                    new Result(
                            "B10",
                            "memory of the server, 2 × " + records + " records, beside " + ROWS,
                            other.largest(),
                            first,
                            "MB",
                            "≤ 512 MB, flat",
                            other.largest() <= 512),
                    new Result(
                            "B12",
                            "backfill of " + ROWS + " records of 10 customers, beside 1",
                            ten,
                            one,
                            "s",
                            "≤ 1.3 ×",
                            ten <= 1.3 * one),
                    new Result(
                            "B12",
                            "the same of 100 customers, beside 1",
                            hundred,
                            one,
                            "s",
                            "≤ 1.3 ×",
                            hundred <= 1.3 * one),
                    new Result(
                            "fair",
                            "refresh of a small customer, p99, during 2 large backfills, beside alone",
                            beside,
                            alone,
                            "ms",
                            "≤ 2 ×",
                            beside <= 2 * alone));
        }
    }

    private double backfill(
            OtherServer other, Product product, String name, int customers, String org, long each) {
        for (int i = 0; i < customers; i++) product.connect(name + i, org);
        long began = System.nanoTime();
        for (int i = 0; i < customers; i++) product.install(name + i);
        await(other, product, name, customers, each);
        return ReadBench.seconds(began);
    }

    private static void install(Product product, String name, int customers, String org) {
        for (int i = 0; i < customers; i++) {
            product.connect(name + i, org);
            product.install(name + i);
        }
    }

    private static void await(
            OtherServer other, Product product, String name, int customers, long each) {
        for (int i = 0; i < customers; i++) {
            while (!isDone(product, name + i, each)) other.pause();
        }
    }

    private static boolean isDone(Product product, String group, long records) {
        var object = product.object(group);
        return object.path("records").asLong(0) >= records
                && object.path("state").asString("").equals("idle");
    }

    private static double slowestOfHundred(OtherServer other, Product product, int seconds)
            throws InterruptedException {
        var millis = Collections.synchronizedList(new ArrayList<Double>());
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        var clients = new ArrayList<Thread>();
        for (int client = 0; client < CLIENTS; client++) {
            clients.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                while (System.nanoTime() < end) {
                                    long began = System.nanoTime();
                                    product.refresh(
                                            "one" + ThreadLocalRandom.current().nextInt(SMALL));
                                    millis.add(ReadBench.seconds(began) * 1_000);
                                }
                            }));
        }
        while (System.nanoTime() < end) other.pause();
        for (Thread client : clients) client.join();
        var sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }
}
