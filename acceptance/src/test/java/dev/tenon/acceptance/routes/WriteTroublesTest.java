package dev.tenon.acceptance.routes;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Patience;
import dev.tenon.acceptance.platform.Product;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.fault.FaultAction;
import dev.tenon.sandbox.fault.FaultRule;
import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What a Salesforce org may do to the writes of a product: lock rows, take no duplicates, run out
/// of calls in the middle of a batch, break a job half way, and lose it.
@ExtendWith(World.Shared.class)
class WriteTroublesTest {
    private static final int BULK = 3_100;
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                write:
                  objects: [{ objectName: Contact, externalIdField: Customer_Ref__c }]
            """;
    private static final String TWIN = "twin@twins.example";

    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxSettings.of(
                            0,
                            SalesforceSettings.of(
                                    List.of(OrgSettings.of("troubled", Map.of("Contact", 3))))));
    private final Product product;

    WriteTroublesTest(World world) {
        String project = "troubles" + System.nanoTime();
        world.team().product().json("POST", "/v1/projects", "{\"name\":\"" + project + "\"}");
        product = new Product(world.client(), world.adminKey(), project);
        product.deploy(MANIFEST, sandbox.uri());
        product.connect("acme", "troubled");
        product.install("acme");
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void locked_rows_are_written_when_they_are_free_and_their_neighbours_at_once()
            throws IOException {
        sandbox.salesforce().perform("lock-rows", Map.of("org", "troubled", "rows", "3"));
        String write = accepted(batch("create", "asynchronous", 10, "{\"LastName\":\"n%d\"}"));
        JsonNode done = end(write);

        assertThat(states(done)).containsEntry("succeeded", 10);
        assertThat(names()).filteredOn(name -> name.startsWith("n")).hasSize(10);
        List<Integer> attempts =
                records(write).stream().map(each -> each.path("attempts").asInt(0)).toList();
        assertThat(attempts).filteredOn(many -> many == 2).hasSize(3);
    }

    @Test
    void what_a_duplicate_rule_refuses_is_refused_with_the_record_that_is_there()
            throws IOException {
        OrgDesk org = sandbox.org("troubled");
        String there = org.insert("Contact", Map.of("LastName", "Twin", "Email", TWIN));
        org.refuseDuplicates("Contact", List.of("Email"), false);
        String twin = "{\"LastName\":\"Other\",\"Email\":\"" + TWIN + "\"}";
        Exchange reply = send("{\"type\":\"create\",\"record\":" + twin + "}");

        assertThat(reply.status()).as("%s", reply).isEqualTo(422);
        assertThat(reply.reply().body()).contains("Use one of these records?", there);
        assertThat(names()).doesNotContain("Other");

        String allowed =
                "[{\"key\":\"Sforce-Duplicate-Rule-Header\",\"value\":\"allowSave=true\"}]";
        Exchange wanted =
                send("{\"type\":\"create\",\"headers\":" + allowed + ",\"record\":" + twin + "}");
        assertThat(wanted.status()).as("%s", wanted).isEqualTo(200);
        assertThat(names()).contains("Other");
    }

    @Test
    void of_a_batch_the_duplicates_alone_are_refused_and_one_of_two_that_are_alike_is_written()
            throws IOException {
        OrgDesk org = sandbox.org("troubled");
        org.insert("Contact", Map.of("LastName", "Twin", "Email", "d0@twins.example"));
        org.refuseDuplicates("Contact", List.of("Email"), true);
        String record = "{\"LastName\":\"d%1$d\",\"Email\":\"d%1$d@twins.example\"}";
        String twice = batch("create", "asynchronous", 20, record).replace("d9@", "d8@");
        JsonNode done = end(accepted(twice));

        assertThat(states(done)).containsEntry("succeeded", 18).containsEntry("failed", 2);
        assertThat(names()).doesNotContain("d0").contains("d1");
        assertThat(names()).filteredOn(name -> name.equals("d8") || name.equals("d9")).hasSize(1);
    }

    /// What the limit leaves to other lanes is not taken either.
    @Test
    void calls_that_run_out_in_a_batch_leave_the_rest_waiting_and_nothing_twice()
            throws IOException {
        String write = accepted(batch("create", "asynchronous", 600, "{\"LastName\":\"q%d\"}"));
        end(write);
        long used = sandbox.calls().counts().values().stream().mapToLong(Long::longValue).sum();
        sandbox.org("troubled").dailyCalls((int) used + 1);
        String late = accepted(batch("create", "asynchronous", 600, "{\"LastName\":\"r%d\"}"));
        Patience.until(Duration.ofSeconds(20), "the rest to wait", () -> waits(late));
        int written = states(write(late)).getOrDefault("succeeded", 0);

        assertThat(names()).filteredOn(name -> name.startsWith("r")).hasSize(written);
        assertThat(records(late))
                .filteredOn(each -> each.path("state").asString("").equals("queued"))
                .hasSize(600 - written)
                .allMatch(each -> !each.path("dueTime").asString("").isEmpty());
        sandbox.org("troubled").dailyCalls(100_000);
        product.json("POST", product.path("/writes/" + late + ":cancel"), "");
        assertThat(states(end(late))).containsEntry("failed", 600 - written);
        assertThat(names()).filteredOn(name -> name.startsWith("r")).hasSize(written);
    }

    @Test
    void a_job_that_fails_half_way_writes_each_record_once() throws IOException {
        sandbox.salesforce().perform("fail-bulk-jobs", Map.of());
        String write = accepted(batch("create", "asynchronous", BULK, "{\"LastName\":\"f%d\"}"));
        JsonNode done = end(write);

        assertThat(states(done)).containsEntry("succeeded", BULK);
        assertThat(names()).filteredOn(name -> name.startsWith("f")).hasSize(BULK);
        assertThat(names()).filteredOn(name -> name.startsWith("f")).doesNotHaveDuplicates();
        assertThat(sandbox.calls().counts()).containsKey("jobs");
    }

    @Test
    void of_a_job_that_was_lost_the_records_are_found_by_their_key() throws IOException {
        sandbox.faults()
                .add(
                        new FaultRule(
                                "/jobs/ingest/7",
                                "GET",
                                1,
                                1,
                                1,
                                new FaultAction.Act("vanish-bulk-jobs", Map.of())));
        String record = "{\"LastName\":\"v%1$d\",\"Customer_Ref__c\":\"v%1$d\"}";
        JsonNode done = end(accepted(batch("create", "asynchronous", BULK, record)));

        assertThat(states(done)).containsEntry("succeeded", BULK);
        assertThat(names()).filteredOn(name -> name.startsWith("v")).hasSize(BULK);
    }

    private static String batch(String type, String mode, int many, String record) {
        return "{\"type\":\"%s\",\"mode\":\"%s\",\"batch\":[%s]}"
                .formatted(
                        type,
                        mode,
                        IntStream.range(0, many)
                                .mapToObj(n -> "{\"record\":" + record.formatted(n) + "}")
                                .collect(joining(",")));
    }

    private String accepted(String body) {
        Exchange reply = send(body);
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return Product.JSON.readTree(reply.reply().body()).path("operationId").asString("");
    }

    private Exchange send(String body) {
        String path = product.path("/integrations/crm/objects/Contact");
        String whole = "{\"groupRef\":\"acme\"," + body.substring(1);
        return product.call("POST", "/write" + path, whole, Map.of());
    }

    private JsonNode end(String write) {
        Patience.until(
                Duration.ofSeconds(60),
                "the write to end",
                () -> !write(write).path("endTime").isMissingNode());
        return write(write);
    }

    private JsonNode write(String id) {
        return product.json("GET", product.path("/writes/" + id + "?limit=1"), "");
    }

    private List<JsonNode> records(String id) {
        JsonNode page = product.json("GET", product.path("/writes/" + id + "?limit=10000"), "");
        return List.copyOf(page.path("records").values());
    }

    /// Whether something is left, and nothing of it is tried before a good while.
    private boolean waits(String write) {
        String soon = Instant.now().plusSeconds(15).toString();
        List<JsonNode> open =
                records(write).stream()
                        .filter(each -> !each.path("state").asString("").equals("succeeded"))
                        .toList();
        return !open.isEmpty()
                && open.stream()
                        .allMatch(each -> each.path("dueTime").asString("").compareTo(soon) > 0);
    }

    private static Map<String, Integer> states(JsonNode write) {
        var states = new java.util.HashMap<String, Integer>();
        write.path("states")
                .properties()
                .forEach(each -> states.put(each.getKey(), each.getValue().asInt(0)));
        return states;
    }

    private List<String> names() throws IOException {
        var out = new ByteArrayOutputStream();
        sandbox.org("troubled").dump("Contact", List.of("LastName"), out);
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> Product.JSON.readTree(line).path("LastName").asString(""))
                .toList();
    }
}
