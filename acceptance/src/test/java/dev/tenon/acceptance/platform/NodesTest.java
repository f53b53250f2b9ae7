package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;

/// Three nodes on one database share the work, and any of them may die at any moment.
@Isolated
class NodesTest {
    private static final int CUSTOMERS = 6;
    private static final int ACCOUNTS = 6_000;

    /// A dead node's work goes on within this: its heartbeats must be missed first.
    private static final Duration TAKEOVER = Duration.ofSeconds(30);

    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      schedule: "*/1 * * * *"
                      requiredFields: [{ fieldName: Name }, { fieldName: Industry }]
                      backfill: { defaultPeriod: { fullHistory: true } }
            """;

    private final Random random = new Random(42);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path data;

    @Test
    void whichever_node_dies_the_others_go_on_and_nothing_is_lost()
            throws IOException, SQLException {
        List<OrgSettings> orgs =
                IntStream.range(0, CUSTOMERS)
                        .mapToObj(i -> OrgSettings.of("org" + i, Map.of("Account", ACCOUNTS)))
                        .toList();
        var nodes = new ArrayList<TenonProcess>();
        try (EmbeddedPostgres database = EmbeddedPostgres.start();
                Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(orgs)))) {
            slow(sandbox);
            String url = database.getJdbcUrl("postgres", "postgres");
            for (int node = 0; node < 3; node++) nodes.add(TenonProcess.start(data, url));
            var product = new Product(nodes.getFirst());
            product.deploy(MANIFEST, sandbox.uri());
            for (int i = 0; i < CUSTOMERS; i++) {
                product.connect("customer" + i, "org" + i);
                product.install("customer" + i);
            }
            var workers = new TreeSet<String>();
            Patience.until(
                    Duration.ofMinutes(1),
                    "more than one node at work",
                    () -> {
                        workers.addAll(workers(database));
                        return workers.size() > 1;
                    });

            // The first goes for good in the middle of its runs.
            nodes.get(1 + random.nextInt(2)).kill();
            nodes.getFirst().kill();
            Instant killed = Instant.now();
            nodes.getFirst().restart();
            Patience.until(
                    TAKEOVER, "nobody's work to be left", () -> orphans(database, killed) == 0);
            change(sandbox);

            Patience.until(
                    Duration.ofMinutes(3), "every store to be whole", () -> isWhole(product));
            for (int i = 0; i < CUSTOMERS; i++) {
                assertThat(stored(product, i)).isEqualTo(truth(sandbox.org("org" + i)));
            }
        } finally {
            nodes.forEach(TenonProcess::close);
        }
    }

    /// Long enough for a node to be killed in the middle.
    private static void slow(Sandbox sandbox) {
        Product.post(
                sandbox.uri().resolve("/admin/faults"),
                "{\"path\": \"/query\", \"action\": {\"type\": \"latency\", \"millis\": 1200}}");
    }

    private static Set<String> workers(EmbeddedPostgres database) {
        return rows(database, "select distinct picked_by from scheduled_tasks where picked");
    }

    /// Work that was under way when a node died, and that nobody alive has taken up.
    private static int orphans(EmbeddedPostgres database, Instant killed) {
        return rows(
                        database,
                        "select task_instance from scheduled_tasks where picked and last_heartbeat < '"
                                + killed
                                + "'")
                .size();
    }

    private static Set<String> rows(EmbeddedPostgres database, String sql) {
        var rows = new TreeSet<String>();
        try (var connection = database.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            while (found.next()) rows.add(found.getString(1));
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return rows;
    }

    private void change(Sandbox sandbox) {
        for (int i = 0; i < CUSTOMERS; i++) {
            OrgDesk desk = sandbox.org("org" + i);
            List<String> ids = desk.ids("Account", random.nextInt(1_000), 20);
            ids.subList(0, 15).forEach(id -> desk.change("Account", id, Map.of("Name", "Changed")));
            ids.subList(15, 20).forEach(id -> desk.delete("Account", id));
        }
    }

    private static boolean isWhole(Product product) {
        for (int i = 0; i < CUSTOMERS; i++) {
            JsonNode object = product.object("customer" + i, "Account");
            if (object.path("records").asInt(0) != ACCOUNTS - 5) return false;
            long changed = stored(product, i).values().stream().filter("Changed"::equals).count();
            if (changed != 15) return false;
        }
        return true;
    }

    private static Map<String, String> stored(Product product, int customer) {
        var stored = new TreeMap<String, String>();
        product.store("customer" + customer, "Account")
                .forEach((id, fields) -> stored.put(id, fields.path("Name").asString("")));
        return stored;
    }

    private static Map<String, String> truth(OrgDesk desk) throws IOException {
        var out = new ByteArrayOutputStream();
        desk.dump("Account", List.of("Name"), out);
        var truth = new TreeMap<String, String>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode record = Product.JSON.readTree(line);
            truth.put(record.path("Id").asString(""), record.path("Name").asString(""));
        }
        return truth;
    }
}
