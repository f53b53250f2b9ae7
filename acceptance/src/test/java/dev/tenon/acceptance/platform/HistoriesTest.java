package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/// Whatever happens at a provider, on the way to it and to the nodes: in the end the store is what
/// the provider has, and whoever followed was told just that.
///
/// `-Dtenon.history.seed=…` repeats a history, `-Dtenon.history.seconds=…` makes it longer.
@Execution(ExecutionMode.CONCURRENT)
class HistoriesTest {
    private static final Duration SETTLES = Duration.ofSeconds(90);
    private static final int SHOWN = 8;

    private final long seed = Long.getLong("tenon.history.seed", new Random().nextLong(1_000_000));
    private final Duration length =
            Duration.ofSeconds(Integer.getInteger("tenon.history.seconds", 14));
    private final Map<String, Told> feeds = new HashMap<>();
    private final Map<String, Told> hooks = new HashMap<>();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path data;

    @Test
    void after_a_random_history_store_feed_and_webhook_equal_the_provider() throws IOException {
        System.out.println("HistoriesTest: -Dtenon.history.seed=" + seed);
        List<OrgSettings> orgs =
                HistoryWorld.CUSTOMERS.stream()
                        .map(name -> OrgSettings.of(name, HistoryWorld.rows(name)))
                        .toList();
        int count = 2 + (int) (seed % 2);
        try (EmbeddedPostgres database = EmbeddedPostgres.start();
                Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(orgs)));
                HookReceiver hook = new HookReceiver(seed);
                Nodes nodes = new Nodes(data, database.getJdbcUrl("postgres", "postgres"), count)) {
            var world = new HistoryWorld(sandbox, nodes, seed);
            var history = new History(world, seed);
            follow(history, hook);
            hook.expect(world.begin(hook.port()));
            List<FeedFollower> followers = followers(nodes);
            try {
                history.happen(length);
                calm(world, history);
                settle(world, history);
            } finally {
                followers.forEach(FeedFollower::close);
            }
            tellsTheSame(world, history);
            assertThat(hook.wrongs()).as(story(history, Set.of())).isEmpty();
            operationsHaveEnded(world, history);
        }
    }

    private void follow(History history, HookReceiver hook) {
        for (String customer : HistoryWorld.CUSTOMERS) {
            for (String object : HistoryWorld.OBJECTS) {
                String of = customer + " " + object;
                feeds.put(of, new Told("feed of " + of, history.of(customer, object)));
            }
            String accounts = customer + " Account";
            var told = new Told("hook of " + accounts, history.of(customer, "Account"));
            hooks.put(accounts, told);
            hook.follow(customer, "Account", told);
        }
    }

    private Told feed(String of) {
        return Objects.requireNonNull(feeds.get(of));
    }

    private List<FeedFollower> followers(Nodes nodes) {
        var followers = new ArrayList<FeedFollower>();
        for (String customer : HistoryWorld.CUSTOMERS) {
            for (String object : HistoryWorld.OBJECTS) {
                String path = HistoryWorld.feed(customer, object);
                followers.add(new FeedFollower(nodes, path, feed(customer + " " + object), seed));
            }
        }
        return followers;
    }

    /// Ends all that is wrong, and has everybody go on.
    private static void calm(HistoryWorld world, History history) {
        world.sandbox().faults().clear();
        world.sandbox().salesforce().perform("mend-bulk-jobs", Map.of());
        world.nodes().reviveAll();
        for (String customer : HistoryWorld.CUSTOMERS) {
            for (String object : HistoryWorld.OBJECTS) history.look(customer, object);
            world.product().json("POST", world.installation(customer) + ":unpause", "");
            for (String object : HistoryWorld.OBJECTS) {
                world.product()
                        .json(
                                "POST",
                                world.installation(customer) + ":unpause",
                                "{\"objects\": [\"" + object + "\"]}");
            }
        }
    }

    private void settle(HistoryWorld world, History history) {
        Instant end = Instant.now().plus(SETTLES);
        for (String customer : HistoryWorld.CUSTOMERS) {
            for (String object : HistoryWorld.OBJECTS) {
                var truth = world.truth(customer, object);
                while (true) {
                    var store = world.store(customer, object);
                    boolean isLate = Instant.now().isAfter(end);
                    if (store.equals(truth) || isLate) {
                        equal(history, "store of " + customer + " " + object, store, truth);
                        break;
                    }
                    pause();
                }
            }
        }
    }

    private static void pause() {
        Instant until = Instant.now().plusMillis(500);
        Patience.until(Duration.ofSeconds(5), "a moment", () -> Instant.now().isAfter(until));
    }

    /// The feed from its beginning, those who followed it, and the webhook.
    private void tellsTheSame(HistoryWorld world, History history) {
        for (String customer : HistoryWorld.CUSTOMERS) {
            for (String object : HistoryWorld.OBJECTS) {
                String of = customer + " " + object;
                var truth = world.truth(customer, object);
                List<String> fields = world.fields(customer, object);
                var whole = new Told("whole feed of " + of, history.of(customer, object));
                FeedFollower.readAll(world.nodes(), HistoryWorld.feed(customer, object), whole);
                equal(history, "feed of " + of, whole.state(fields), truth);
                FeedFollower.readAll(world.nodes(), HistoryWorld.feed(customer, object), feed(of));
                equal(history, "followed feed of " + of, feed(of).state(fields), truth);
                Told hook = hooks.get(of);
                if (hook != null) {
                    Patience.until(
                            Duration.ofSeconds(40),
                            "the webhook to be told all of " + of + story(history, Set.of()),
                            () -> hook.seq() >= whole.seq());
                    equal(history, "webhook of " + of, hook.state(fields), truth);
                    fine(history, hook);
                }
                fine(history, whole);
                fine(history, feed(of));
            }
        }
    }

    private void fine(History history, Told told) {
        List<String> wrongs = told.wrongs();
        if (wrongs.isEmpty()) return;
        var ids = new TreeSet<String>();
        for (String wrong : wrongs.subList(0, Math.min(SHOWN, wrongs.size()))) {
            ids.add(wrong.replaceAll("(?s).*record (\\w+):.*", "$1"));
        }
        throw new AssertionError(
                wrongs.size()
                        + " wrongs, such as\n"
                        + String.join("\n", wrongs.subList(0, Math.min(SHOWN, wrongs.size())))
                        + story(history, ids));
    }

    private void equal(
            History history,
            String what,
            Map<String, Map<String, String>> found,
            Map<String, Map<String, String>> truth) {
        if (found.equals(truth)) return;
        var all = new TreeSet<>(truth.keySet());
        all.addAll(found.keySet());
        all.removeIf(id -> truth.containsKey(id) && truth.get(id).equals(found.get(id)));
        var differs = new StringBuilder(all.size() + " records of the " + what + " differ:");
        List<String> shown = all.stream().limit(SHOWN).toList();
        for (String id : shown) {
            differs.append("\n  ").append(id).append(": there ").append(truth.get(id));
            differs.append(", here ").append(found.get(id));
        }
        throw new AssertionError(differs + story(history, Set.copyOf(shown)));
    }

    private String story(History history, Set<String> ids) {
        return "\n-Dtenon.history.seed=" + seed + " did:\n" + history.tell(ids);
    }

    private void operationsHaveEnded(HistoryWorld world, History history) {
        Instant looked = Instant.now();
        for (String customer : HistoryWorld.CUSTOMERS) {
            Patience.until(
                    Duration.ofSeconds(40),
                    "all operations of " + customer + " to end" + story(history, Set.of()),
                    () ->
                            world.operations(customer).stream()
                                    .filter(HistoriesTest::isUnderWay)
                                    .allMatch(operation -> begun(operation).isAfter(looked)));
            assertThat(world.operations(customer))
                    .as(story(history, Set.of()))
                    .filteredOn(operation -> !isUnderWay(operation))
                    .isNotEmpty()
                    .allMatch(operation -> operation.path("result").asString("").length() > 12)
                    .allMatch(operation -> operation.path("endTime").isString());
        }
    }

    private static boolean isUnderWay(JsonNode operation) {
        return operation.path("status").asString("").equals("in_progress");
    }

    private static Instant begun(JsonNode operation) {
        return Instant.parse(operation.path("createTime").asString(""));
    }
}
