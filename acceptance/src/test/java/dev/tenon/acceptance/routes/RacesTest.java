package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Two who saw the same record write it at once, each on the condition that it is still what they
/// saw: exactly one writes, and the other is shown what became of the record.
@ExtendWith(World.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RacesTest {
    private static final int ROUNDS = 200;
    private static final String WRITER = "{\"label\": \"writer\", \"scopes\": [\"write\"]}";
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                write:
                  objects: [{ objectName: Account }]
            """;

    private final Product product;
    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxSettings.of(
                            0,
                            SalesforceSettings.of(
                                    List.of(
                                            OrgSettings.of(
                                                    "contested", Map.of("Account", ROUNDS + 2))))));
    private final OrgDesk org = sandbox.org("contested");

    RacesTest(World world) {
        world.team().product().json("POST", "/v1/projects", "{\"name\":\"races\"}");
        product = new Product(world.client(), world.adminKey(), "races");
        product.deploy(MANIFEST, sandbox.uri());
        for (String group : List.of("left", "right")) {
            product.connect(group, "contested");
            product.install(group);
        }
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    /// In half of the rounds both belong to one customer, and their writes stand in one queue; in
    /// the other half they meet at the provider.
    @Test
    void of_two_who_saw_the_same_record_exactly_one_writes_it() throws Exception {
        List<String> ids = org.ids("Account", 0, ROUNDS);
        for (int round = 0; round < ROUNDS; round++) {
            String id = ids.get(round);
            String seen = org.record("Account", id).path("SystemModstamp").asString("");
            var start = new CountDownLatch(1);
            FutureTask<Exchange> one = write("left", id, "One " + round, seen, start);
            FutureTask<Exchange> two =
                    write(round % 2 == 0 ? "left" : "right", id, "Two " + round, seen, start);
            start.countDown();
            check(id, round, one.get(), two.get());
        }
    }

    private void check(String id, int round, Exchange one, Exchange two) {
        assertThat(List.of(one.status(), two.status()))
                .as("round %d: %s%n%s", round, one, two)
                .containsExactlyInAnyOrder(200, 412);
        boolean isFirst = one.status() == 200;
        String name = (isFirst ? "One " : "Two ") + round;
        JsonNode lost = Product.JSON.readTree((isFirst ? two : one).reply().body());

        assertThat(org.record("Account", id).path("Name").asString("")).isEqualTo(name);
        assertThat(lost.at("/errors/0/code").asString("")).isEqualTo("write.condition-failed");
        assertThat(lost.at("/result/success").asBoolean(true)).isFalse();
        assertThat(lost.at("/result/current/id").asString("")).isEqualTo(id);
        assertThat(lost.at("/result/current/fields/Name").asString("")).isEqualTo(name);
    }

    @Test
    void what_was_shown_to_the_one_who_lost_is_what_the_next_write_goes_on() throws Exception {
        String id = org.ids("Account", ROUNDS, 1).getFirst();
        String seen = org.record("Account", id).path("SystemModstamp").asString("");
        org.change("Account", id, Map.of("Name", "Theirs"));
        var now = new CountDownLatch(0);
        Exchange lost = write("left", id, "Mine", seen, now).get();
        String shown =
                Product.JSON
                        .readTree(lost.reply().body())
                        .at("/result/current/modifiedAt")
                        .asString("");

        Exchange won = write("left", id, "Mine after all", shown, now).get();

        assertThat(lost.status()).isEqualTo(412);
        assertThat(won.status()).as("%s", won).isEqualTo(200);
        assertThat(org.record("Account", id).path("Name").asString("")).isEqualTo("Mine after all");
    }

    @Test
    void a_key_that_may_not_read_is_not_shown_what_it_lost_to() throws Exception {
        String id = org.ids("Account", ROUNDS + 1, 1).getFirst();
        String seen = org.record("Account", id).path("SystemModstamp").asString("");
        org.change("Account", id, Map.of("Name", "Theirs"));
        String key =
                product.json("POST", product.path("/api-keys"), WRITER).path("secret").asString("");

        Exchange lost = write("left", id, "Mine", seen, new CountDownLatch(0), key).get();

        JsonNode answer = Product.JSON.readTree(lost.reply().body());
        String path = product.path("/writes/" + answer.path("operationId").asString(""));
        Exchange listed = product.call("GET", path, "", Map.of("X-Api-Key", key));
        assertThat(lost.status()).isEqualTo(412);
        assertThat(lost.reply().body()).doesNotContain("Theirs").doesNotContain("current\":");
        assertThat(listed.reply().body()).doesNotContain("Theirs").contains("condition-failed");
        assertThat(product.json("GET", path, "").toString()).contains("Theirs");
    }

    private FutureTask<Exchange> write(
            String group, String id, String name, String seen, CountDownLatch start) {
        return write(group, id, name, seen, start, "");
    }

    /// @param key an empty one is the administrator's
    private FutureTask<Exchange> write(
            String group, String id, String name, String seen, CountDownLatch start, String key) {
        ObjectNode body = Product.JSON.createObjectNode();
        body.put("groupRef", group).put("type", "update");
        body.put("ifUnmodifiedSince", seen.replace("+0000", "Z"));
        body.putObject("record").put("id", id).put("Name", name);
        String path = "/write" + product.path("/integrations/crm/objects/Account");
        var task =
                new FutureTask<>(() -> {
                    start.await();
                    Map<String, String> headers =
                            key.isEmpty() ? Map.of() : Map.of("X-Api-Key", key);
                    return product.call("POST", path, body.toString(), headers);
                });
        Thread.ofVirtual().start(task);
        return task;
    }
}
