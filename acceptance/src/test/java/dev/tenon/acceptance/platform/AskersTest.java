package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;

/// Many people on two nodes ask for fresh data at once, and share the reads.
@Isolated
class AskersTest {
    private static final int ASKERS = 40;

    /// A provider shows a change to runs of changes this much later.
    private static final Duration GRACE = Duration.ofSeconds(6);

    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      schedule: "0 3 * * *"
                      requiredFields: [{ fieldName: Name }]
                      backfill: { defaultPeriod: { fullHistory: true } }
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path data;

    @Test
    void forty_askers_on_two_nodes_are_answered_by_a_handful_of_calls()
            throws IOException, InterruptedException, ExecutionException {
        var org = OrgSettings.of("org0", Map.of("Account", 500));
        try (EmbeddedPostgres database = EmbeddedPostgres.start();
                Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(org))));
                TenonProcess one =
                        TenonProcess.start(data, database.getJdbcUrl("postgres", "postgres"));
                TenonProcess two =
                        TenonProcess.start(data, database.getJdbcUrl("postgres", "postgres"))) {
            var first = new Product(one);
            var second = new Product(two);
            first.deploy(MANIFEST, sandbox.uri());
            first.connect("acme", "org0");
            first.install("acme");
            Patience.until(
                    Duration.ofMinutes(1),
                    "the backfill",
                    () -> first.object("acme", "Account").path("records").asInt(0) == 500);
            OrgDesk desk = sandbox.org("org0");
            String id = desk.ids("Account", 5, 1).getFirst();
            desk.change("Account", id, Map.of("Name", "Changed just now"));
            long changed = System.nanoTime();
            Patience.until(
                    GRACE.multipliedBy(2),
                    "the provider to show the change",
                    () -> System.nanoTime() - changed > GRACE.toNanos());
            int before = sandbox.calls().last().size();

            List<JsonNode> pages = ask(List.of(first, second));

            assertThat(pages).hasSize(ASKERS);
            for (JsonNode page : pages) {
                assertThat(page.at("/results/0/id").asString("")).isEqualTo(id);
            }
            int calls = sandbox.calls().last().size() - before;
            // Three reads of four calls: who asks late, when the first has ended, shares the next.
            assertThat(calls).as("calls of the provider").isBetween(1, 12);
        }
    }

    private static List<JsonNode> ask(List<Product> products)
            throws InterruptedException, ExecutionException {
        try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<JsonNode>>();
            for (int asker = 0; asker < ASKERS; asker++) {
                Product product = products.get(asker % products.size());
                asked.add(all.submit(() -> fresh(product)));
            }
            var pages = new ArrayList<JsonNode>();
            for (Future<JsonNode> each : asked) pages.add(each.get());
            return pages;
        }
    }

    private static JsonNode fresh(Product product) {
        return product.json(
                "GET",
                product.path("/integrations/crm/objects/Account/records")
                        + "?groupRef=acme&maxAge=5s&wait=20&where=Name%20%3D%20'Changed%20just%20now'",
                "");
    }
}
