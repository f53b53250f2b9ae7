package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.fault.CallLog;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;

/// Two nodes keep the calls of two customers within the budget of the provider app they share.
@Isolated
class BudgetTest {
    private static final int CALLS = 30;
    private static final Duration WINDOW = Duration.ofSeconds(5);

    /// A call may be on its way for a moment between its permit and the provider's clock, and each
    /// node may hold a chunk.
    private static final int ON_THE_WAY = 4;

    private static final int RECORDS = 14_000;

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
                    - objectName: Contact
                      schedule: "0 3 * * *"
                      requiredFields: [{ fieldName: LastName }]
                      backfill: { defaultPeriod: { fullHistory: true } }
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path data;

    @Test
    void backfills_stay_within_the_budget_and_people_do_not_wait_for_them() throws IOException {
        var sizes = Map.of("Account", RECORDS, "Contact", RECORDS);
        var orgs = List.of(OrgSettings.of("org0", sizes), OrgSettings.of("org1", sizes));
        try (EmbeddedPostgres database = EmbeddedPostgres.start();
                Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(orgs)));
                TenonProcess one =
                        TenonProcess.start(data, database.getJdbcUrl("postgres", "postgres"));
                TenonProcess two =
                        TenonProcess.start(data, database.getJdbcUrl("postgres", "postgres"))) {
            assertThat(two.uri()).isNotEqualTo(one.uri());
            var product = new Product(one);
            product.deploy(MANIFEST, sandbox.uri());
            limit(product, sandbox.uri());
            for (int i = 0; i < 2; i++) {
                product.connect("customer" + i, "org" + i);
                product.install("customer" + i);
            }

            String id = sandbox.org("org0").ids("Account", 77, 1).getFirst();
            var busy = new ArrayList<Duration>();
            for (int ask = 0; ask < 4; ask++) busy.add(refresh(product, id));
            JsonNode budget =
                    product.json("GET", product.path("/quotas"), "").path("budgets").path(0);
            assertThat(budget.path("calls").asInt(0)).isEqualTo(CALLS);
            assertThat(budget.path("per").asString("")).isEqualTo("app");

            Patience.until(
                    Duration.ofMinutes(2), "both stores to be whole", () -> isWhole(product));
            assertWithinBudget(calls(sandbox));

            // Whoever waited for the backfills waited for the next window at least.
            Duration alone = refresh(product, id);
            assertThat(busy).allMatch(took -> took.compareTo(WINDOW.plus(alone)) < 0);
        }
    }

    /// How long a person waits for one record.
    private static Duration refresh(Product product, String id) {
        Instant asked = Instant.now();
        JsonNode refreshed =
                product.json(
                        "POST",
                        product.path("/integrations/crm/objects/Account/records:refresh"),
                        "{\"groupRef\": \"customer0\", \"ids\": [\"" + id + "\"]}");
        assertThat(refreshed.path("status").asString("")).isEqualTo("success");
        return Duration.between(asked, Instant.now());
    }

    private static void limit(Product product, URI sandbox) {
        product.json(
                "POST",
                product.path("/provider-apps"),
                """
                {"provider": "salesforce", "clientId": "test", "clientSecret": "test", "metadata": {
                  "hosts": {"*": "%s"},
                  "budgets": [{"quota": "api", "per": "app", "calls": %d, "seconds": %d}]}}\
                """
                        .formatted(sandbox, CALLS, WINDOW.toSeconds()));
    }

    private static boolean isWhole(Product product) {
        for (int i = 0; i < 2; i++) {
            for (String object : List.of("Account", "Contact")) {
                JsonNode found = product.object("customer" + i, object);
                if (found.path("records").asInt(0) != RECORDS) return false;
            }
        }
        return true;
    }

    private static void assertWithinBudget(List<Instant> calls) {
        assertThat(calls).hasSizeGreaterThan(CALLS);
        int from = 0;
        for (int to = 0; to < calls.size(); to++) {
            while (!calls.get(from).plus(WINDOW).isAfter(calls.get(to))) from++;
            assertThat(to - from + 1).isLessThanOrEqualTo(CALLS + ON_THE_WAY);
        }
    }

    /// When the provider was called, in order.
    private static List<Instant> calls(Sandbox sandbox) {
        return sandbox.calls().last().stream()
                .filter(call -> call.path().startsWith("/services/data/"))
                .map(CallLog.Entry::at)
                .sorted()
                .toList();
    }
}
