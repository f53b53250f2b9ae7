package dev.tenon.acceptance.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.connectors.Connectors;
import dev.tenon.connectors.json.JsonTree;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Condition;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Reference;
import dev.tenon.spi.Writer.Result;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Several updates on conditions in one call of the connector, as the sandbox carries them out.
class CompositeWritesTest {
    private static final String API = "/services/data/v60.0";

    private static final Condition LONG_AGO =
            new Condition.IfUnmodifiedSince(Instant.parse("2001-01-01T00:00:00Z"));

    /// Later than anything in the org.
    private final Condition now = new Condition.IfUnmodifiedSince(Instant.now().plusSeconds(600));

    private final Sandbox sandbox = Sandbox.start(SandboxSettings.demo(0));
    private final SignedIn org = SignedIn.to(sandbox.uri(), "northwind");
    private final Writer writer =
            new Connectors(InstantSource.system())
                    .find("salesforce")
                    .orElseThrow()
                    .writer(new LoopbackAccess(org))
                    .orElseThrow();
    private List<String> ids = List.of();

    @BeforeEach
    void choose() {
        ids = sandbox.org("northwind").ids("Account", 0, 25);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void twenty_five_updates_on_conditions_cost_one_call() {
        var items = new ArrayList<Item>();
        for (String id : ids) items.add(new Item(id, Map.of("Name", "New " + id), now));
        int before = remaining();

        List<Result> results = send("Account", items);

        assertThat(before - remaining()).as("with the second look itself").isEqualTo(2);
        for (int at = 0; at < ids.size(); at++) {
            assertThat(results.get(at)).isEqualTo(new Result.Succeeded(ids.get(at), false));
            assertThat(account(ids.get(at)).path("Name").asString())
                    .isEqualTo("New " + ids.get(at));
        }
    }

    @Test
    void each_record_has_its_own_answer() {
        String tag = row(ids.get(1)).headers().firstValue("ETag").orElseThrow();
        sandbox.salesforce().perform("lock-rows", Map.of("org", "northwind", "rows", "1"));
        var items =
                List.of(
                        new Item(ids.get(0), Map.of("Name", "Locked"), now),
                        new Item(ids.get(1), Map.of("Name", "Same"), new Condition.IfMatch(tag)),
                        new Item(ids.get(2), Map.of("Name", "Lost"), LONG_AGO),
                        new Item(ids.get(3), Map.of("Name", "Bad", "Nonsense__c", "x"), now),
                        new Item(ids.get(4), Map.of("Name", "Other"), new Condition.IfMatch("no")),
                        new Item("001000000000001AAA", Map.of("Name", "Gone"), now),
                        new Item(ids.get(5), Map.of("Name", "Last"), now));
        int before = remaining();

        List<Result> results = send("Account", items);

        assertThat(before - remaining()).as("with the second look itself").isEqualTo(2);
        assertThat(results.stream().map(CompositeWritesTest::told))
                .containsExactly(
                        "UNABLE_TO_LOCK_ROW for now",
                        "written",
                        "changed",
                        "INVALID_FIELD for good",
                        "changed",
                        "NOT_FOUND for good",
                        "written");
        assertThat(account(ids.get(1)).path("Name").asString()).isEqualTo("Same");
        assertThat(account(ids.get(5)).path("Name").asString()).isEqualTo("Last");
        for (int at : List.of(0, 2, 3, 4)) {
            assertThat(account(ids.get(at)).path("Name").asString())
                    .isNotIn("Locked", "Lost", "Bad", "Other");
        }
    }

    @Test
    void parents_by_external_id_and_emptied_fields_are_written_as_by_single_calls() {
        JsonNode parent = account(ids.getFirst());
        var found = sandbox.org("northwind").ids("Contact", 0, 2);
        var fields = new HashMap<String, @Nullable Object>();
        fields.put("Title", null);
        Object key = parent.path("Product_Id__c").asString();
        fields.put("AccountId", new Reference("Account", null, "Product_Id__c", key));
        var unknown = new Reference("Account", null, "Product_Id__c", "nobody");

        List<Result> results =
                send(
                        "Contact",
                        List.of(
                                new Item(found.get(0), fields, now),
                                new Item(found.get(1), Map.of("AccountId", unknown), now)));

        assertThat(told(results.get(0))).isEqualTo("written");
        assertThat(told(results.get(1))).isEqualTo("INVALID_FIELD for good");
        JsonNode contact = sandbox.org("northwind").record("Contact", found.get(0));
        assertThat(contact.path("AccountId").asString()).isEqualTo(ids.getFirst());
        assertThat(contact.path("Title").isNull()).isTrue();
    }

    private static String told(Result result) {
        return switch (result) {
            case Result.Succeeded _ -> "written";
            case Result.Changed _ -> "changed";
            case Result.Failed failed ->
                    failed.problems().getFirst().code()
                            + (failed.retryable() ? " for now" : " for good");
        };
    }

    private List<Result> send(String object, List<Item> items) {
        return writer.send(
                new Writer.Batch(
                        "composite", object, Operation.UPDATE, null, false, Map.of(), items));
    }

    private int remaining() {
        JsonNode limits = JsonTree.read(get("/limits").body());
        return limits.path("DailyApiRequests").path("Remaining").asInt();
    }

    private JsonNode account(String id) {
        return sandbox.org("northwind").record("Account", id);
    }

    private HttpResponse<byte[]> row(String id) {
        return get("/sobjects/Account/" + id);
    }

    private HttpResponse<byte[]> get(String path) {
        return org.call("GET", API + path, new byte[0], Map.of());
    }
}
