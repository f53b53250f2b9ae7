package dev.tenon.server.bench;

import dev.tenon.server.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// B11: the tokens of all connections have expired, and the callers of three nodes want new ones,
/// in the same order at the same time. Each refresh token works once; a second refresh of one would
/// end its grant.
final class StormBench {
    private static final int CONNECTIONS = 5_000;
    private static final int NODES = 3;

    /// At each node.
    private static final int CALLERS = 50;

    private final Path directory;
    private final String databaseUrl;

    StormBench(Path directory, String databaseUrl) {
        this.directory = directory;
        this.databaseUrl = databaseUrl;
    }

    List<Result> run() throws InterruptedException {
        var nodes = new ArrayList<OtherServer>();
        var products = new ArrayList<Product>();
        try (var mint = new TokenMint()) {
            nodes.add(OtherServer.start(directory, databaseUrl, "bench_storm"));
            while (nodes.size() < NODES) {
                nodes.add(OtherServer.beside(directory, databaseUrl, "bench_storm"));
            }
            for (OtherServer node : nodes) {
                products.add(new Product(node.server(databaseUrl), "storm"));
            }
            products.getFirst().prepare("hubspot", mint.address());
            return storm(mint, products);
        } finally {
            products.forEach(Product::close);
            nodes.forEach(OtherServer::close);
        }
    }

    private static List<Result> storm(TokenMint mint, List<Product> products)
            throws InterruptedException {
        List<String> ids = Collections.synchronizedList(new ArrayList<>());
        IntStream.range(0, CONNECTIONS).forEach(_ -> ids.add(""));
        all(List.of(products.getFirst()), (product, i) -> ids.set(i, connect(product, i)));
        TimeUnit.SECONDS.sleep(1);

        mint.life(Duration.ofHours(1));
        int before = mint.given();
        var wrong = new AtomicInteger();
        long began = System.nanoTime();
        all(
                products,
                (product, i) -> {
                    String token = product.token(ids.get(i));
                    if (!mint.isNewest(grant(i), token)) wrong.incrementAndGet();
                });
        double seconds = (System.nanoTime() - began) / 1e9;
        if (wrong.get() > 0 || mint.refused() > 0) {
            throw new IllegalStateException(
                    wrong + " callers got an old token, " + mint.refused() + " refreshes failed");
        }
        int refreshes = mint.given() - before;
        return List.of(
                new Result(
                        "B11",
                        "refreshes, 5,000 connections expire at once, 3 nodes, 50 callers each",
                        refreshes,
                        CONNECTIONS,
                        "",
                        "exactly 1.0 ×",
                        refreshes == CONNECTIONS),
                new Result(
                        "B11", "until all callers have all tokens", seconds, 0, "s", "none", true));
    }

    private static String grant(int number) {
        return "grant" + number;
    }

    private static String connect(Product product, int number) {
        ObjectNode ask = Json.object().put("provider", "hubspot").put("groupRef", "g" + number);
        ask.putObject("oauth2AuthorizationCode")
                .put("accessToken", "none")
                .put("refreshToken", grant(number));
        return product.generate(ask);
    }

    /// Lets the callers of each node go through all connections.
    private static void all(List<Product> products, Step step) throws InterruptedException {
        var callers = new ArrayList<Callable<Void>>();
        for (Product product : products) {
            var next = new AtomicInteger();
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.add(() -> walk(next, i -> step.take(product, i)));
            }
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> each : threads.invokeAll(callers)) each.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        }
    }

    private static Void walk(AtomicInteger next, IntConsumer step) {
        for (int i = next.getAndIncrement(); i < CONNECTIONS; i = next.getAndIncrement()) {
            step.accept(i);
        }
        return null;
    }

    /// What a caller does with each connection.
    private interface Step {
        void take(Product product, int connection);
    }
}
