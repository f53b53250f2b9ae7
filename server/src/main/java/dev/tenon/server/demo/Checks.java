package dev.tenon.server.demo;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.server.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the demo verifies once the records are there.
final class Checks {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String COMPANIES = "/integrations/crm/objects/company/";

    private final Client api;
    private final Sandbox sandbox;
    private final Receiver receiver;
    private final Report report;
    private final InstantSource clock;

    Checks(Client api, Sandbox sandbox, Receiver receiver, Report report, InstantSource clock) {
        this.api = api;
        this.sandbox = sandbox;
        this.receiver = receiver;
        this.report = report;
        this.clock = clock;
    }

    /// A change made at the provider arrives by the next scheduled run.
    void changeArrives(Customer customer) {
        report.begin("A change at the provider arrives by the next scheduled run");
        String id = sandbox.org(customer.ref()).ids("Account", 0, 1).getFirst();
        String name = "Renamed " + UUID.randomUUID();
        receiver.watch(customer.ref(), id);
        sandbox.org(customer.ref()).change("Account", id, Map.of("Name", name));
        Instant changed = clock.instant();
        Waiting.until(
                clock,
                PATIENCE,
                () -> "the changed account in the store",
                () ->
                        Optional.of(api.get(record(customer, id)))
                                .filter(each ->
                                        each.path("fields")
                                                .path("Name")
                                                .asString("")
                                                .equals(name)));
        double stored = since(changed);
        Waiting.until(
                clock,
                PATIENCE,
                () -> "the changed account at the webhook",
                () ->
                        receiver.newest(customer.ref(), id)
                                .filter(row ->
                                        row.path("fields").path("Name").asString("").equals(name)));
        report.summary().put("changeToStoreSeconds", stored);
        report.summary().put("changeToWebhookSeconds", since(changed));
        report.verified("change", "the account's new name is in the store and was delivered");
    }

    /// The store answers a query with filter, sort and the product's names, and agrees with the
    /// provider.
    void query(Customer customer) {
        report.begin("Query the store: filter, sort, the product's own names");
        String where = "sector = 'Energy' and revenue > 1000000";
        String path =
                Demo.project(COMPANIES + "records?groupRef=" + customer.ref())
                        + "&where="
                        + Client.escape(where)
                        + "&orderBy="
                        + Client.escape("revenue desc")
                        + "&limit=50";
        api.get(path);
        Instant asked = clock.instant();
        JsonNode page = api.get(path);
        double millis = since(asked) * 1000;
        double last = Double.MAX_VALUE;
        for (JsonNode row : page.path("results")) {
            JsonNode mapped = row.path("mappedFields");
            double revenue = mapped.path("revenue").asDouble(0);
            Demo.require(
                    mapped.path("sector").asString("").equals("Energy"),
                    "a record of another sector: " + row);
            Demo.require(revenue > 1_000_000 && revenue <= last, "a record out of order: " + row);
            last = revenue;
        }
        Demo.require(
                page.path("results").size() == 50,
                "a page of " + page.path("results").size() + " records");
        report.summary().put("queryMillis", millis);
        report.verified(
                "query",
                where + " order by revenue desc: 50 records in " + Math.round(millis) + " ms");
    }

    /// Everything was delivered, signed, in order, once.
    void deliveries(List<Customer> customers) {
        report.begin("Signed webhooks");
        long expected = customers.stream().mapToLong(this::delivered).sum();
        Waiting.until(
                clock,
                PATIENCE,
                () -> expected + " delivered records, " + receiver.records() + " so far",
                () -> Optional.of(receiver.records()).filter(count -> count >= expected));
        Demo.require(receiver.badSignatures() == 0, receiver.badSignatures() + " bad signatures");
        Demo.require(receiver.outOfOrder() == 0, receiver.outOfOrder() + " records out of order");
        report.verified(
                "deliver",
                receiver.records()
                        + " records in "
                        + receiver.messages()
                        + " messages, every signature right, all in order");
    }

    private long delivered(Customer customer) {
        OrgDesk org = sandbox.org(customer.ref());
        return live(org, "Account") + live(org, "Contact");
    }

    /// A write in the product's names reaches the provider once, also when it is sent twice.
    void writeBack(Customer customer) {
        report.begin("Write back");
        String company = "Made by the product " + UUID.randomUUID();
        ObjectNode write = Json.object().put("groupRef", customer.ref()).put("type", "create");
        write.putObject("record")
                .put("Name", company)
                .put("sector", "Energy")
                .put("revenue", 12_345_678);
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        String path = "/write/v1/projects/demo/integrations/crm/objects/company";
        Instant sent = clock.instant();
        JsonNode first = api.send("POST", path, write, key);
        double millis = since(sent) * 1000;
        JsonNode again = api.send("POST", path, write, key);
        Demo.require(first.equals(again), "the same key gave another reply: " + again);
        String id = first.path("result").path("recordId").asString("");
        String there = sandbox.org(customer.ref()).record("Account", id).path("Name").asString("");
        Demo.require(company.equals(there), "the provider has " + there + ": " + first);
        JsonNode stored = api.get(record(customer, id));
        Demo.require(
                stored.path("fields").path("Name").asString("").equals(company),
                "the store has " + stored);
        Demo.require(
                stored.path("origin").asString("").equals("self"),
                "the origin is " + stored.path("origin"));
        report.summary().put("writeMillis", millis);
        report.verified(
                "write", "account " + id + " is at the provider once, and in the store at once");
    }

    private String record(Customer customer, String id) {
        return Demo.project(COMPANIES + "records/" + id + "?groupRef=" + customer.ref());
    }

    private double since(Instant moment) {
        return Duration.between(moment, clock.instant()).toMillis() / 1000.0;
    }

    private static long live(OrgDesk org, String object) {
        OrgDesk.Count count = org.counts().get(object);
        return count == null ? 0 : count.live();
    }
}
