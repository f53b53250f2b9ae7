package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.WriteCrowd.Kind;
import dev.tenon.acceptance.platform.WriteCrowd.Taken;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.fault.FaultAction;
import dev.tenon.sandbox.fault.FaultRule;
import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/// Two nodes accept and send writes to a provider that cuts answers off and locks rows, while
/// either is killed again and again. In the end every accepted record is at the provider once, or
/// is said to be unknown; changes of one record have gone out in their order; and either node gives
/// the reply of the first again. `-Dtenon.writes.seed` repeats the clients' requests.
@Execution(ExecutionMode.CONCURRENT)
class WritesOnNodesTest {
    private static final int CLIENTS = 6;
    private static final int REQUESTS = 25;
    private static final int KILLS = 4;
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                write:
                  objects: [{ objectName: Contact, externalIdField: Customer_Ref__c }]
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path data;

    @Test
    void whatever_dies_each_record_is_written_once_and_in_order(TestReporter reporter)
            throws IOException {
        long seed = Long.getLong("tenon.writes.seed", System.nanoTime());
        reporter.publishEntry("tenon.writes.seed", Long.toString(seed));
        var org = OrgSettings.of("acme", Map.of("Contact", CLIENTS));
        try (EmbeddedPostgres database = EmbeddedPostgres.start();
                Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(org))));
                var nodes = new Nodes(data, database.getJdbcUrl("postgres", "postgres"), 2)) {
            Product product = nodes.any(new Random(seed)).orElseThrow();
            product.deploy(MANIFEST, sandbox.uri());
            product.connect("acme", "acme");
            product.install("acme");
            var crowd = new WriteCrowd(nodes, sandbox.org("acme").ids("Contact", 0, CLIENTS), seed);
            disturb(sandbox);

            Thread killer = Thread.ofVirtual().start(() -> kill(nodes));
            crowd.write(REQUESTS);
            join(killer);
            sandbox.faults().clear();
            nodes.reviveAll();
            Patience.until(Duration.ofMinutes(2), "every write to end", crowd::isDone);

            check(crowd, sandbox.org("acme"), reporter);
            assertThat(sandbox.calls().counts()).containsKey("jobs");
            checkReplies(crowd, nodes);
        }
    }

    /// Rows are locked, calls are refused, and answers are lost before and after the work is done.
    private static void disturb(Sandbox sandbox) {
        String writing = "/composite/sobjects|/sobjects/Contact|/jobs/ingest";
        Map<FaultAction, Double> faults =
                Map.of(
                        new FaultAction.CutMidway(), 0.04,
                        new FaultAction.CutBefore(), 0.04,
                        new FaultAction.Act("lock-rows", Map.of("org", "acme", "rows", "3")), 0.05,
                        new FaultAction.Latency(Duration.ofMillis(300)), 0.3);
        faults.forEach((action, probability) ->
                sandbox.faults()
                        .add(
                                new FaultRule(
                                        writing, "", probability, 0, Integer.MAX_VALUE, action)));
    }

    /// Each node in turn, in the middle of what it does.
    private static void kill(Nodes nodes) {
        var random = new Random();
        for (int kills = 0; kills < KILLS; kills++) {
            int node = kills % 2;
            pause(Duration.ofMillis(1_000 + random.nextInt(1_500)));
            Patience.until(Duration.ofMinutes(1), "a node to kill", () -> nodes.kill(node));
            nodes.revive(node);
        }
    }

    private static void pause(Duration time) {
        java.util.concurrent.locks.LockSupport.parkNanos(time.toNanos());
    }

    private static void join(Thread thread) {
        try {
            if (!thread.join(Duration.ofMinutes(2))) throw new AssertionError("still killing");
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static void check(WriteCrowd crowd, OrgDesk desk, TestReporter reporter)
            throws IOException {
        Map<String, Integer> names = new HashMap<>();
        Map<String, String> titles = new HashMap<>();
        for (JsonNode contact : contacts(desk)) {
            names.merge(contact.path("LastName").asString(""), 1, Integer::sum);
            titles.put(contact.path("Id").asString(""), contact.path("Title").asString(""));
        }
        var last = new HashMap<Integer, String>();
        var states = new HashMap<String, Integer>();
        for (Taken request : crowd.taken()) {
            List<JsonNode> results = crowd.results(request);
            assertThat(results).as(request.key()).hasSameSizeAs(request.names());
            for (int i = 0; i < results.size(); i++) {
                String state = results.get(i).path("state").asString("");
                states.merge(request.kind() + " " + state, 1, Integer::sum);
                if (request.kind() == Kind.CHANGE) {
                    if (state.equals("succeeded"))
                        last.put(request.client(), request.names().get(i));
                    continue;
                }
                int found = names.getOrDefault(request.names().get(i), 0);
                checkRecord(request, results.get(i), found);
            }
        }
        reporter.publishEntry("records", states.toString());
        last.forEach((client, title) ->
                assertThat(titles).as("client %s", client).containsEntry(crowd.own(client), title));
        assertThat(last).isNotEmpty();
        assertThat(states.getOrDefault("BULK succeeded", 0)).isGreaterThan(WriteCrowd.BULK / 2);
    }

    private static void checkRecord(Taken request, JsonNode result, int found) {
        String what = request.key() + " " + result;
        switch (result.path("state").asString("")) {
            case "succeeded" -> assertThat(found).as(what).isEqualTo(1);
            case "failed" -> assertThat(found).as(what).isZero();
            case "unknown" -> {
                assertThat(found).as(what).isLessThanOrEqualTo(1);
                assertThat(request.kind()).as(what).isIn(Kind.KEYLESS, Kind.BULK);
                assertThat(result.path("errors").path(0).path("code").asString(""))
                        .as(what)
                        .isEqualTo("write.outcome-unknown");
            }
            default -> throw new AssertionError("not ended: " + what);
        }
    }

    private static List<JsonNode> contacts(OrgDesk desk) throws IOException {
        var out = new ByteArrayOutputStream();
        desk.dump("Contact", List.of("LastName", "Title"), out);
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> Product.JSON.readTree(line))
                .toList();
    }

    /// Whoever asks again under a key gets what was stored for it, byte for byte.
    private static void checkReplies(WriteCrowd crowd, Nodes nodes) {
        var random = new Random();
        for (Taken request : crowd.taken().stream().limit(60).toList()) {
            Exchange first =
                    WriteCrowd.send(nodes.any(random).orElseThrow(), request.key(), request.body());
            Exchange second =
                    WriteCrowd.send(nodes.any(random).orElseThrow(), request.key(), request.body());
            assertThat(second.reply().body()).isEqualTo(first.reply().body());
            assertThat(second.status()).isEqualTo(first.status());
            if (request.answer().status() == 202) continue;
            assertThat(first.reply().body()).isEqualTo(request.answer().reply().body());
            assertThat(first.status()).isEqualTo(request.answer().status());
        }
    }
}
