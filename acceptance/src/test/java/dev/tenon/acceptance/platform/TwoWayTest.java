package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/// The example of two-way sync, set up by the commands of its own page: ten thousand random edits
/// on both sides leave both sides equal, and nothing goes round.
///
/// `-Dtenon.twoway.seed=…` makes the same edits again.
@Execution(ExecutionMode.CONCURRENT)
class TwoWayTest {
    private static final int EDITS_ON_EACH_SIDE = 5_000;
    private static final int ROUNDS = 50;
    private static final Duration SETTLES = Duration.ofSeconds(60);
    private static final int SHOWN = 8;

    /// What runs for less than a minute is not worth much compiling.
    private static final TenonProcess.Extras SHORT_LIVED =
            new TenonProcess.Extras(List.of("-XX:TieredStopAtLevel=1"), Map.of());

    private final long seed = Long.getLong("tenon.twoway.seed", new Random().nextLong(1_000_000));

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path data;

    @Test
    void ten_thousand_edits_on_both_sides_converge_and_nothing_goes_round() throws IOException {
        System.out.println("TwoWayTest: -Dtenon.twoway.seed=" + seed);
        var org = OrgSettings.of("northwind", Map.of("Account", 300));
        try (Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(org))));
                TenonProcess tenon = TenonProcess.start(data.resolve("tenon"), "", SHORT_LIVED);
                var example = new ExampleProduct(data, freePort());
                var relay = new Relay(example.uri())) {
            var world = new Both(sandbox, new Product(tenon), example, relay);
            Guide guide = guide(sandbox, tenon, example, relay);
            setUp(guide, world);
            var sides = new BothSides(sandbox.org("northwind"), example, seed);
            world.settle();
            editBothSides(sides, world);
            assertThat(sides.edits()).isEqualTo(2 * EDITS_ON_EACH_SIDE);
            followThePage(guide, world, sides);
            world.settle();
            assertThat(example.companies().toString()).contains("555-0199");
            nothingGoesRound(world);
            nobodyHeardAnEcho(relay, sides);
            assertThat(sides.lost()).as("-Dtenon.twoway.seed=" + seed).isEmpty();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Guide guide(
            Sandbox sandbox, TenonProcess tenon, ExampleProduct example, Relay relay) {
        return new Guide(
                Guide.repository().resolve("examples/two-way/README.md"),
                Map.of(
                        "http://127.0.0.1:8700", sandbox.uri().toString(),
                        "http://127.0.0.1:9100/webhook", relay.uri() + "/webhook",
                        "http://127.0.0.1:9100", example.uri().toString()),
                Map.of("TENON_URL", tenon.uri().toString(), "TENON_API_KEY", tenon.adminKey()));
    }

    private static void setUp(Guide guide, Both world) throws IOException {
        String shown = "\necho \"secret $secret\"\necho \"key $key\"\n";
        List<String> said = guide.run(guide.commands("with a server and a sandbox") + shown);
        guide.run(
                guide.commands("with a browser"),
                line -> {
                    if (!line.startsWith("Sign in here: ")) return;
                    world.product.follow(line.substring("Sign in here: ".length()), "northwind");
                });
        world.example.start(
                Map.of(
                        "TENON_URL", Objects.requireNonNull(guide.environment().get("TENON_URL")),
                        "TENON_API_KEY", told(said, "key "),
                        "WEBHOOK_SECRET", told(said, "secret ")));
    }

    private static String told(List<String> said, String what) {
        return said.stream()
                .filter(line -> line.startsWith(what))
                .map(line -> line.substring(what.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
    }

    /// The product dies twice on the way.
    private static void editBothSides(BothSides sides, Both world) {
        for (int round = 0; round < ROUNDS; round++) {
            sides.edit(EDITS_ON_EACH_SIDE / ROUNDS);
            pause(Duration.ofMillis(100));
            if (round != ROUNDS / 3 && round != 2 * ROUNDS / 3) continue;
            world.example.kill();
            world.example.start(Map.of());
        }
    }

    private static void pause(Duration length) {
        Instant until = Instant.now().plus(length);
        Patience.until(length.plusSeconds(5), "a moment", () -> Instant.now().isAfter(until));
    }

    /// Four more minutes of the schedule bring no message, no write and no change.
    private static void nothingGoesRound(Both world) {
        int messages = world.relay.messages();
        long writes = world.writes();
        var before = world.truth();
        var reads = new TreeSet<String>();
        Patience.until(
                Duration.ofSeconds(30),
                "four more reads",
                () -> reads.add(world.lastRead()) && reads.size() > 4);
        assertThat(world.relay.messages()).as("messages").isEqualTo(messages);
        assertThat(world.writes()).as("writes").isEqualTo(writes);
        assertThat(world.truth()).isEqualTo(before);
        assertThat(world.example.table()).isEqualTo(before);
    }

    /// A record is told of no more often than people in the CRM changed it; one that they never
    /// touched, not at all.
    private void nobodyHeardAnEcho(Relay relay, BothSides sides) {
        Map<String, Integer> touched = sides.touched();
        var echoes = new TreeMap<String, String>();
        relay.told()
                .forEach((id, times) -> {
                    int changes = touched.getOrDefault(id, 0);
                    if (times > changes)
                        echoes.put(id, times + " times for " + changes + " changes");
                });
        assertThat(echoes).as("-Dtenon.twoway.seed=" + seed).isEmpty();
        long own = touched.values().stream().filter(changes -> changes == 0).count();
        assertThat(own).as("records that only the product changed").isPositive();
    }

    private static void followThePage(Guide guide, Both world, BothSides sides) throws IOException {
        String here = guide.commands("with the product");
        int first = here.indexOf('\n') + 1;
        guide.run(here.substring(0, first));
        Patience.until(Duration.ofSeconds(40), "p-1 to be sent", () -> world.unsent() == 0);
        assertThat(guide.run(here.substring(first))).anyMatch(line -> line.contains("555-0100"));
        guide.run(guide.commands("with the sandbox"));
        for (JsonNode company : world.example.companies()) {
            if (!company.path("id").asString("").equals("p-1")) continue;
            sides.touch(company.path("recordId").asString(""));
        }
    }

    /// The two sides, and Tenon between them.
    private final class Both {
        private final Sandbox sandbox;
        private final Product product;
        private final ExampleProduct example;
        private final Relay relay;

        Both(Sandbox sandbox, Product product, ExampleProduct example, Relay relay) {
            this.sandbox = sandbox;
            this.product = product;
            this.example = example;
            this.relay = relay;
        }

        /// Waits until both sides and the store are equal, and nothing is left to be sent.
        void settle() {
            Instant end = Instant.now().plus(SETTLES);
            while (true) {
                boolean isLate = Instant.now().isAfter(end);
                var table = example.table();
                var truth = truth();
                boolean isEqual = truth.equals(table) && unsent() == 0;
                if (isEqual && truth.equals(store())) return;
                if (isLate) throw new AssertionError(story(truth, store(), table));
                pause(Duration.ofMillis(500));
            }
        }

        private String story(
                Map<String, Map<String, String>> truth,
                Map<String, Map<String, String>> store,
                Map<String, Map<String, String>> table) {
            var ids = new TreeSet<>(truth.keySet());
            ids.addAll(store.keySet());
            ids.addAll(table.keySet());
            ids.removeIf(id ->
                    Objects.equals(truth.get(id), table.get(id))
                            && Objects.equals(truth.get(id), store.get(id)));
            var story = new ArrayList<String>();
            story.add(ids.size() + " differ, " + unsent() + " unsent, -Dtenon.twoway.seed=" + seed);
            for (String id : ids.stream().limit(SHOWN).toList()) {
                story.add(id + "\n  CRM     " + truth.get(id));
                story.add("  store   " + store.get(id) + "\n  product " + table.get(id));
            }
            try {
                List<String> said = Files.readAllLines(example.log());
                story.addAll(said.subList(Math.max(0, said.size() - SHOWN), said.size()));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            return String.join("\n", story);
        }

        /// The CRM's own records.
        Map<String, Map<String, String>> truth() {
            var out = new ByteArrayOutputStream();
            try {
                sandbox.org("northwind")
                        .dump("Account", List.copyOf(BothSides.FIELDS.values()), out);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            var truth = new TreeMap<String, Map<String, String>>();
            for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
                JsonNode record = Product.JSON.readTree(line);
                truth.put(record.path("Id").asString(""), ours(Told.values(record)));
            }
            return truth;
        }

        private static Map<String, String> ours(Map<String, String> theirs) {
            var ours = new TreeMap<String, String>();
            BothSides.FIELDS.forEach((name, field) -> {
                String value = theirs.get(field);
                if (value != null) ours.put(name, value);
            });
            return ours;
        }

        private Map<String, Map<String, String>> store() {
            var store = new TreeMap<String, Map<String, String>>();
            product.storeOf("two-way", "acme", "company")
                    .forEach((id, fields) -> store.put(id, ours(Told.values(fields))));
            return store;
        }

        long unsent() {
            return example.status().path("unsent").asLong(-1);
        }

        long writes() {
            return example.status().path("writes").asLong(-1);
        }

        /// When the last read of changes ended.
        String lastRead() {
            return product.object("acme", "Account").path("lastSuccessAt").asString("");
        }
    }
}
