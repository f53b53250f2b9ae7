package dev.tenon.acceptance.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.connectors.Connectors;
import dev.tenon.connectors.json.JsonTree;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.spi.Connector;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.Position;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Result;
import dev.tenon.testkit.ReadRun;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SalesforceAgainstSandboxTest {
    private static final Set<String> FIELDS =
            Set.of("Name", "Industry", "AnnualRevenue", "Product_Id__c", "BillingAddress");
    private static final String TRUTH =
            "SELECT Id,Name,Industry,AnnualRevenue,Product_Id__c,BillingAddress FROM Account";

    /// Far enough ahead for a change made just now to be old enough to be read.
    private final Connector connector =
            new Connectors(() -> Instant.now().plusSeconds(7)).find("salesforce").orElseThrow();

    private final Sandbox sandbox = Sandbox.start(SandboxSettings.demo(0));
    private final SignedIn org = SignedIn.to(sandbox.uri(), "northwind");
    private final LoopbackAccess access = new LoopbackAccess(org);
    private final PlainClient plain = new PlainClient(org);

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void a_backfill_holds_every_record_as_another_client_sees_it() {
        ReadRun run = read(new Position.Beginning(null), 2_000);

        assertThat(run.isComplete()).isTrue();
        assertThat(run.ids()).doesNotHaveDuplicates().hasSizeGreaterThan(2_000);
        assertSame(trees(run.records()), plain.query(TRUTH));
    }

    @Test
    void changes_and_deletions_between_two_runs_are_all_seen_by_the_second() {
        ReadRun before = read(new Position.Beginning(null), 2_000);
        Map<String, JsonNode> store = trees(before.records());
        List<String> ids = List.copyOf(store.keySet());
        plain.update("Account", ids.get(0), Map.of("Name", "Renamed Zoë"));
        plain.update("Account", ids.get(1_234), Map.of("Industry", "Energy"));
        plain.delete("Account", ids.get(1));
        plain.delete("Account", ids.getLast());
        String made = plain.create("Account", Map.of("Name", "Made meanwhile"));

        ReadRun changes = read(new Position.Since(before.checkpoint().orElseThrow()), 2_000);

        assertThat(changes.ids()).contains(ids.get(0), ids.get(1_234), made);
        assertThat(changes.deletedIds()).contains(ids.get(1), ids.getLast());
        store.putAll(trees(changes.records()));
        changes.deletedIds().forEach(store::remove);
        assertSame(store, plain.query(TRUTH));
    }

    @Test
    void a_run_in_which_nothing_changed_costs_two_calls() {
        ReadRun before = read(new Position.Beginning(null), 2_000);
        ReadRun settled = read(new Position.Since(before.checkpoint().orElseThrow()), 2_000);
        int calls = access.calls();

        ReadRun nothing = read(new Position.Since(settled.checkpoint().orElseThrow()), 2_000);

        assertThat(nothing.ids()).isEmpty();
        assertThat(access.calls() - calls).isEqualTo(2);
    }

    @Test
    void a_read_resumed_after_any_page_brings_the_same_rest() {
        Reader.ReadRequest request =
                new Reader.ReadRequest(
                        "Subscription__c",
                        Set.of("Name"),
                        new Position.Beginning(null),
                        List.of(),
                        300);
        ReadRun whole = ReadRun.of(connector, access, request);
        assertThat(whole.pages()).hasSizeGreaterThan(3);

        int read = 0;
        for (ReadRun.Seen seen : whole.pages()) {
            read += seen.records().size();
            Position.Cursor cursor = seen.page().next();
            if (cursor == null) continue;
            var rest =
                    new Reader.ReadRequest(
                            "Subscription__c",
                            Set.of("Name"),
                            new Position.After(new Position.Cursor(cursor.value())),
                            List.of(),
                            300);
            assertThat(ReadRun.of(connector, access, rest).ids())
                    .isEqualTo(whole.ids().subList(read, whole.ids().size()));
        }
    }

    @Test
    void records_are_written_as_another_client_then_sees_them() {
        Writer writer = connector.writer(access).orElseThrow();
        List<Result> created =
                writer.send(
                        batch(
                                Operation.CREATE,
                                new Item(null, Map.of("Name", "First", "Product_Id__c", "W-1")),
                                new Item(null, Map.of("Industry", "Energy")),
                                new Item(null, Map.of("Name", "Third", "Product_Id__c", "W-3"))));
        assertThat(created.get(1)).isInstanceOf(Result.Failed.class);
        String first = id(created.get(0));
        String third = id(created.get(2));
        assertThat(writer.find("Account", "Product_Id__c", List.of("W-1", "w-3", "W-9")))
                .isEqualTo(Map.of("W-1", first, "w-3", third));

        writer.send(batch(Operation.UPDATE, new Item(first, Map.of("Name", "Changed"))));
        List<Result> upserted =
                writer.send(
                        batch(
                                Operation.UPSERT,
                                new Item(null, Map.of("Product_Id__c", "W-3", "Name", "Again")),
                                new Item(null, Map.of("Product_Id__c", "W-4", "Name", "New"))));

        assertThat(upserted.get(0)).isEqualTo(new Result.Succeeded(third, false));
        String fourth = id(upserted.get(1));
        Map<String, JsonNode> seen =
                plain.query("SELECT Id,Name FROM Account WHERE Product_Id__c LIKE 'W-%'");
        assertThat(seen.values())
                .extracting(it -> it.path("Name").stringValue(""))
                .containsExactlyInAnyOrder("Changed", "Again", "New");

        List<Result> deleted =
                writer.send(
                        batch(
                                Operation.DELETE,
                                new Item(first, Map.of()),
                                new Item(third, Map.of()),
                                new Item(fourth, Map.of())));
        assertThat(deleted).allMatch(Result.Succeeded.class::isInstance);
        assertThat(plain.query("SELECT Id FROM Account WHERE Product_Id__c LIKE 'W-%'")).isEmpty();
    }

    @Test
    void objects_and_fields_are_discovered_for_this_org() {
        var discovery = connector.discovery(access);

        assertThat(discovery.objects())
                .extracting(ObjectInfo::name)
                .contains("Account", "Contact", "Subscription__c");
        var schemas = discovery.describe(Set.of("Account", "Subscription__c", "Nowhere__c"));
        assertThat(schemas).containsOnlyKeys("Account", "Subscription__c");
        ObjectInfo account = java.util.Objects.requireNonNull(schemas.get("Account")).object();
        assertThat(account.upsertKeys()).contains("Product_Id__c");
        assertThat(account.deletes()).isEqualTo(ObjectInfo.Deletes.FEED);
    }

    private ReadRun read(Position position, int size) {
        return ReadRun.of(
                connector,
                access,
                new Reader.ReadRequest("Account", FIELDS, position, List.of(), size));
    }

    private static Writer.Batch batch(Operation operation, Item... items) {
        String key = operation == Operation.UPSERT ? "Product_Id__c" : null;
        return new Writer.Batch(
                "collection", "Account", operation, key, false, Map.of(), List.of(items));
    }

    private static String id(Result result) {
        return result instanceof Result.Succeeded succeeded ? succeeded.recordId() : "" + result;
    }

    private static Map<String, JsonNode> trees(Map<String, String> records) {
        var trees = new TreeMap<String, JsonNode>();
        records.forEach(
                (id, json) -> trees.put(id, JsonTree.read(json.getBytes(StandardCharsets.UTF_8))));
        return trees;
    }

    private static void assertSame(Map<String, JsonNode> ours, Map<String, JsonNode> theirs) {
        assertThat(ours.keySet()).isEqualTo(theirs.keySet());
        var different = new ArrayList<String>();
        theirs.forEach((id, record) -> {
            JsonNode mine = ours.get(id);
            for (String field : FIELDS) {
                if (mine == null || !record.path(field).equals(mine.path(field))) {
                    different.add(id + "." + field);
                }
            }
        });
        assertThat(different).isEmpty();
    }
}
