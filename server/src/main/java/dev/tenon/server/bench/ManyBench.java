package dev.tenon.server.bench;

import dev.tenon.server.bench.BenchManifest.Integration;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// B10, the memory of a server while it backfills; B12, what the same records cost when they are
/// those of more customers. The customers are there before; what begins their backfills, all at
/// once, is a manifest that asks for them.
final class ManyBench {
    /// As many records in each set of customers.
    private static final int ROWS = 100_000;

    /// How often a page is asked for, once to warm up and once for the clock.
    private static final int QUERIES = 300;

    private static final Set WARM = new Set("warm", 1, "hundred", ROWS);
    private static final Set ONE = new Set("one-customer", 1, "hundred", ROWS);
    private static final Set TEN = new Set("ten-customers", 10, "ten", ROWS / 10);
    private static final Set HUNDRED = new Set("hundred-customers", 100, "one", ROWS / 100);

    private final Path directory;
    private final String databaseUrl;
    private final URI sandbox;
    private final Set large;

    ManyBench(Path directory, String databaseUrl, URI sandbox, int records) {
        this.directory = directory;
        this.databaseUrl = databaseUrl;
        this.sandbox = sandbox;
        this.large = new Set("large", 2, "bench", records);
    }

    List<Result> run() {
        try (OtherServer other = OtherServer.start(directory, databaseUrl, "bench_many")) {
            var sets = new Sets(other, List.of(WARM, ONE, TEN, HUNDRED, large));
            sets.install();
            sets.backfill(WARM);
            double one = sets.backfill(ONE);
            double few = other.largest();
            double ten = sets.backfill(TEN);
            double hundred = sets.backfill(HUNDRED);
            double page = sets.query(ONE);
            Result pages = query(HUNDRED, sets.query(HUNDRED), page);
            sets.backfill(large);
            return List.of(
                    memory(other.largest(), few),
                    growth(TEN, ten, one),
                    growth(HUNDRED, hundred, one),
                    pages);
        }
    }

    private Result memory(double most, double few) {
        return new Result(
                "B10",
                "memory of the server, 2 × " + large.each() + " records, beside " + ROWS,
                most,
                few,
                "MB",
                "≤ 512 MB, flat",
                most <= 512);
    }

    private static Result growth(Set set, double many, double one) {
        return new Result(
                "B12",
                "backfill of " + ROWS + " records of " + set.customers() + " customers, beside 1",
                many,
                one,
                "s",
                "≤ 1.3 ×",
                many <= 1.3 * one);
    }

    private static Result query(Set set, double many, double one) {
        return new Result(
                "B12",
                "query of a page of " + ROWS + " records of " + set.customers() + " customers",
                many,
                one,
                "ms",
                "≤ 1.3 ×",
                many <= 1.3 * one);
    }

    /// Customers of one integration.
    ///
    /// @param org each signs in to it
    /// @param each how many records it has
    private record Set(String integration, int customers, String org, int each) {
        String group(int number) {
            return integration + "-" + number;
        }
    }

    /// The sets on a server, and those of them that have begun.
    private final class Sets {
        private final OtherServer other;
        private final List<Set> all;
        private final HashSet<Set> begun = new HashSet<>();

        Sets(OtherServer other, List<Set> all) {
            this.other = other;
            this.all = all;
        }

        void install() {
            with(
                    WARM,
                    product -> {
                        product.prepare(sandbox);
                        product.deploy(manifest());
                    });
            for (Set set : all) {
                with(
                        set,
                        product -> {
                            for (int i = 0; i < set.customers(); i++) {
                                product.connect(set.group(i), set.org());
                                product.install(set.group(i));
                            }
                            await(product, set, 0);
                        });
            }
        }

        /// How long the backfills of a set take, in seconds.
        double backfill(Set set) {
            begun.add(set);
            long began = System.nanoTime();
            with(
                    set,
                    product -> {
                        product.deploy(manifest());
                        await(product, set, set.each());
                    });
            return ReadBench.seconds(began);
        }

        /// How long a page of a customer's records takes, in milliseconds, asked of all of them in
        /// turn.
        double query(Set set) {
            var taken = new AtomicLong();
            with(
                    set,
                    product -> {
                        for (int i = 0; i < 2 * QUERIES; i++) {
                            if (i == QUERIES) taken.set(System.nanoTime());
                            String group = set.group(i % set.customers());
                            product.query(group, "revenue > 1000000", "revenue desc");
                        }
                    });
            return ReadBench.seconds(taken.get()) * 1_000 / QUERIES;
        }

        private String manifest() {
            return BenchManifest.of(
                    all.stream()
                            .map(set ->
                                    begun.contains(set)
                                            ? Integration.backfilling(set.integration())
                                            : Integration.empty(set.integration()))
                            .toArray(Integration[]::new));
        }

        private void await(Product product, Set set, long records) {
            for (int i = 0; i < set.customers(); i++) {
                while (!isDone(product.object(set.group(i)), records)) other.pause();
            }
        }

        private boolean isDone(JsonNode object, long records) {
            return object.path("records").asLong(-1) >= records
                    && object.path("state").asString("").equals("idle");
        }

        private void with(Set set, Consumer<Product> work) {
            try (var product = new Product(other.server(databaseUrl), set.integration())) {
                work.accept(product);
            }
        }
    }
}
