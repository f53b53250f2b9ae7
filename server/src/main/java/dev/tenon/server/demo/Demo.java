package dev.tenon.server.demo;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.server.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The main job, step by step: deploy, connect two customers, backfill, see a change arrive, query,
/// deliver, write back. Every step is verified against the sandbox, and a step that does not hold
/// ends the demo. For use by one thread.
final class Demo {
    private static final String PROJECT = "demo";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Client api;
    private final DemoServer server;
    private final Sandbox sandbox;
    private final Receiver receiver;
    private final Report report;
    private final InstantSource clock;
    private final boolean alone;

    /// @param alone whether nobody is there to press Allow
    Demo(Parts parts, Report report, InstantSource clock, boolean alone) {
        this.server = parts.server();
        this.sandbox = parts.sandbox();
        this.receiver = parts.receiver();
        this.api = parts.api();
        this.report = report;
        this.clock = clock;
        this.alone = alone;
    }

    void run() {
        prepare();
        deploy();
        List<Customer> customers = connect();
        List<Customer> installed = install(customers);
        var checks = new Checks(api, sandbox, receiver, report, clock);
        new Backfill(api, sandbox, report, clock).watch(installed);
        checks.changeArrives(installed.getFirst());
        checks.query(installed.getFirst());
        checks.deliveries(installed);
        checks.writeBack(installed.getFirst());
        summary();
    }

    private void prepare() {
        report.begin("Make a project and its webhook");
        boolean known =
                api.get("/v1/projects")
                        .valueStream()
                        .anyMatch(each -> each.path("name").asString("").equals(PROJECT));
        if (!known)
            api.send(
                    "POST",
                    "/v1/projects",
                    Json.object().put("name", PROJECT).put("appName", "Demo"));
        for (JsonNode old : api.get(project("/installations"))) {
            api.send(
                    "DELETE",
                    project(
                            "/integrations/"
                                    + old.path("integrationId").asString("")
                                    + "/installations/"
                                    + old.path("id").asString("")),
                    Json.object());
        }
        for (JsonNode old : api.get(project("/destinations"))) {
            api.send(
                    "DELETE",
                    project("/destinations/" + old.path("id").asString("")),
                    Json.object());
        }
        ObjectNode destination = Json.object().put("name", "changes").put("type", "webhook");
        destination.putObject("metadata").put("url", receiver.url());
        JsonNode made = api.send("POST", project("/destinations"), destination);
        receiver.key(made.path("secrets").path("webhookSigningKey").asString(""));
        report.verified("project", "project \"demo\" with a signed webhook at " + receiver.url());
    }

    private void deploy() {
        report.begin("Plan and deploy examples/crm/tenon.yaml");
        ObjectNode source = Json.object().put("sourceYaml", manifest());
        JsonNode plan = api.send("POST", project("/integrations:plan"), source);
        source.put("planId", plan.path("planId").asString(""));
        JsonNode deployed = api.send("PUT", project("/integrations:batch"), source);
        require(deployed.size() >= 1, "the deploy gave no integration");
        report.verified(
                "deploy",
                "revision "
                        + deployed.get(0).path("latestRevision").path("number").asInt(0)
                        + " of \"crm\" is in force");
    }

    private List<Customer> connect() {
        report.begin("Two customers connect their Salesforce (OAuth code flow with PKCE)");
        ObjectNode app = Json.object().put("provider", "salesforce").put("clientId", "demo-client");
        app.put("clientSecret", UUID.randomUUID().toString());
        app.putObject("metadata").putObject("hosts").put("*", sandbox.uri().toString());
        api.send("POST", project("/provider-apps"), app);
        var connected = new ArrayList<Customer>();
        for (Customer customer :
                List.of(
                        Customer.of("northwind", "Northwind Traders"),
                        Customer.of("globex", "Globex"))) {
            Instant before = clock.instant();
            String link = api.text("POST", "/v1/oauth-connect", ask(customer));
            if (alone) {
                Consent.allow(link, customer.ref());
            } else {
                report.say("Open this link, choose " + customer.ref() + " and press Allow:");
                report.say(link);
            }
            String connection = connection(customer, before);
            connected.add(new Customer(customer.ref(), customer.name(), connection, ""));
        }
        report.verified("connect", "northwind and globex are connected");
        return connected;
    }

    private static ObjectNode ask(Customer customer) {
        ObjectNode ask = Json.object();
        ask.put("projectIdOrName", PROJECT);
        ask.put("provider", "salesforce");
        ask.put("groupRef", customer.ref());
        ask.put("groupName", customer.name());
        return ask;
    }

    private String connection(Customer customer, Instant before) {
        Duration patience = alone ? PATIENCE : Duration.ofMinutes(15);
        return Waiting.until(
                clock,
                patience,
                () -> "a connection of " + customer.ref(),
                () ->
                        api.get(project("/connections?groupRef=" + customer.ref()))
                                .valueStream()
                                .filter(each ->
                                        !Instant.parse(each.path("updateTime").asString(""))
                                                .isBefore(before))
                                .filter(each ->
                                        !each.path("status").asString("").equals("bad_credentials"))
                                .map(each -> each.path("id").asString(""))
                                .findFirst());
    }

    private List<Customer> install(List<Customer> customers) {
        report.begin("Install \"crm\" for both; each backfills at once");
        var installed = new ArrayList<Customer>();
        for (Customer customer : customers) {
            ObjectNode body = Json.object().put("groupRef", customer.ref());
            body.put("connectionId", customer.connection());
            body.putObject("config").set("content", config(customer));
            JsonNode made = api.send("POST", project("/integrations/crm/installations"), body);
            installed.add(
                    new Customer(
                            customer.ref(),
                            customer.name(),
                            customer.connection(),
                            made.path("id").asString("")));
        }
        report.verified("install", "installed for northwind and globex");
        return installed;
    }

    /// Globex has no subscriptions, so its config leaves them out.
    private static ObjectNode config(Customer customer) {
        ObjectNode content = Json.object().put("provider", "salesforce");
        ObjectNode objects = content.putObject("read").putObject("objects");
        var names = new ArrayList<>(List.of("Account", "Contact"));
        if (customer.ref().equals("northwind")) names.add("Subscription__c");
        for (String name : names) {
            ObjectNode object = objects.putObject(name).put("objectName", name);
            if (name.equals("Subscription__c")) object.put("selectedFieldsAuto", "all");
            ObjectNode fields = object.putObject("selectedFields");
            if (name.equals("Account")) {
                List.of(
                                "Website",
                                "NumberOfEmployees",
                                "Health_Score__c",
                                "Renewal_Date__c",
                                "Product_Id__c")
                        .forEach(field -> fields.put(field, true));
            }
            if (name.equals("Contact"))
                List.of("Title", "Loyalty__c", "Points__c")
                        .forEach(field -> fields.put(field, true));
        }
        return content;
    }

    private void summary() {
        ObjectNode summary = report.summary();
        summary.put("deliveredMessages", receiver.messages());
        summary.put("deliveredRecords", receiver.records());
        summary.put("badSignatures", receiver.badSignatures());
        summary.put("outOfOrder", receiver.outOfOrder());
        summary.put(
                "providerCalls",
                sandbox.calls().counts().values().stream().mapToLong(Long::longValue).sum());
        summary.put("console", server.console() + "?project=" + PROJECT);
        summary.put("api", server.address().resolve("/v1").toString());
        summary.put("sandbox", sandbox.uri().toString());
    }

    static String project(String path) {
        return "/v1/projects/" + PROJECT + path;
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) throw new DemoFailure(otherwise);
    }

    static String manifest() {
        try (InputStream in =
                Demo.class.getResourceAsStream("/dev/tenon/server/examples/crm/tenon.yaml")) {
            if (in == null) throw new IllegalStateException("the example is not in the jar");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// What the demo runs on.
    record Parts(DemoServer server, Sandbox sandbox, Receiver receiver, Client api) {}
}
