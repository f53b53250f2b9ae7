package dev.tenon.acceptance.platform;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.error.ApiError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Two customers whose accounts and contacts are read by several nodes. One customer has so many
/// contacts that they are read by jobs at the provider.
final class HistoryWorld {
    static final List<String> CUSTOMERS = List.of("acme", "globex");
    static final List<String> OBJECTS = List.of("Account", "Contact");

    /// How many records of each object each customer has at first.
    private static final Map<String, Map<String, Integer>> ROWS =
            Map.of(
                    "acme",
                    Map.of("Account", 700, "Contact", 36_000),
                    "globex",
                    Map.of("Account", 300, "Contact", 2_600));

    private static final Map<String, List<String>> REQUIRED =
            Map.of("Account", List.of("Name", "Industry"), "Contact", List.of("LastName", "Phone"));
    private static final Map<String, List<String>> OPTIONAL =
            Map.of(
                    "Account",
                    List.of("Phone", "Website", "Extra_1__c", "Extra_2__c"),
                    "Contact",
                    List.of("Title", "Extra_1__c"));
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      destination: hook
                      schedule: "*/1 * * * *"
                      requiredFields: [{ fieldName: Name }, { fieldName: Industry }]
                      optionalFields:
                        - { fieldName: Phone }
                        - { fieldName: Website }
                        - { fieldName: Extra_1__c }
                        - { fieldName: Extra_2__c }
                      backfill: { defaultPeriod: { fullHistory: true } }
                    - objectName: Contact
                      schedule: "*/1 * * * *"
                      requiredFields: [{ fieldName: LastName }, { fieldName: Phone }]
                      optionalFields: [{ fieldName: Title }, { fieldName: Extra_1__c }]
                      backfill: { defaultPeriod: { fullHistory: true } }
            """;

    private final Sandbox sandbox;
    private final Nodes nodes;
    private final Random random;
    private final Map<String, String> installations = new HashMap<>();
    private final Map<String, List<String>> selected = new HashMap<>();

    HistoryWorld(Sandbox sandbox, Nodes nodes, long seed) {
        this.sandbox = sandbox;
        this.nodes = nodes;
        this.random = new Random(seed);
    }

    /// Deploys, and installs for both customers; nothing has been read then.
    ///
    /// @return what webhooks are signed with
    String begin(int hook) {
        Product product = product();
        ObjectNode destination = Product.JSON.createObjectNode().put("name", "hook");
        destination.putObject("metadata").put("url", "http://127.0.0.1:" + hook + "/hook");
        String secret =
                product.json("POST", product.path("/destinations"), destination.toString())
                        .path("secrets")
                        .path("webhookSigningKey")
                        .asString("");
        product.deploy(MANIFEST, sandbox.uri());
        for (String customer : CUSTOMERS) {
            product.connect(customer, customer);
            for (String object : OBJECTS) selected.put(customer + " " + object, optional(object));
            var body = Product.JSON.createObjectNode().put("groupRef", customer);
            body.putObject("config").set("content", content(customer));
            installations.put(
                    customer,
                    product.json(
                                    "POST",
                                    product.path(
                                            "/integrations/crm/installations?skipSampling=true"),
                                    body.toString())
                            .path("id")
                            .asString(""));
        }
        return secret;
    }

    static Map<String, Integer> rows(String customer) {
        return Objects.requireNonNull(ROWS.get(customer));
    }

    private List<String> selected(String customer, String object) {
        return Objects.requireNonNull(selected.get(customer + " " + object));
    }

    private ObjectNode content(String customer) {
        ObjectNode content = Product.JSON.createObjectNode().put("provider", "salesforce");
        ObjectNode objects = content.putObject("read").putObject("objects");
        for (String object : OBJECTS) {
            ObjectNode one = objects.putObject(object).put("objectName", object);
            ObjectNode fields = one.putObject("selectedFields");
            selected(customer, object).forEach(field -> fields.put(field, true));
        }
        return content;
    }

    /// Selects other optional fields.
    ///
    /// @throws AssertionError when that is refused
    void select(String customer, String object, List<String> fields) {
        List<String> before = selected(customer, object);
        selected.put(customer + " " + object, fields);
        var body = Product.JSON.createObjectNode();
        body.putArray("updateMask").add("config.content.read.objects." + object);
        body.putObject("installation").putObject("config").set("content", content(customer));
        Exchange answer = ask("PATCH", installation(customer), body.toString());
        if (answer.status() == 200) return;
        selected.put(customer + " " + object, before);
        throw new AssertionError(answer.toString());
    }

    /// The optional fields of an object in the manifest.
    static List<String> optional(String object) {
        return Objects.requireNonNull(OPTIONAL.get(object));
    }

    /// A call that no server may answer with 500.
    Exchange ask(String method, String path, String body) {
        Exchange answer = product().call(method, path, body, Map.of());
        if (answer.status() == 500) throw new AssertionError(answer.toString());
        return answer;
    }

    Product product() {
        return nodes.any(random).orElseThrow();
    }

    Nodes nodes() {
        return nodes;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    OrgDesk desk(String customer) {
        return sandbox.org(customer);
    }

    static String installation(String project, String id) {
        return project + "/integrations/crm/installations/" + id;
    }

    /// The path of a customer's installation.
    String installation(String customer) {
        return installation(
                "/v1/projects/default", Objects.requireNonNull(installations.get(customer)));
    }

    /// The path of an object, for calls that name the customer otherwise.
    static String object(String object) {
        return "/v1/projects/default/integrations/crm/objects/" + object;
    }

    static String feed(String customer, String object) {
        return object(object) + "/changes?groupRef=" + customer;
    }

    /// The fields in force that the provider has.
    List<String> fields(String customer, String object) {
        var fields = new ArrayList<String>(REQUIRED.getOrDefault(object, List.of()));
        List<String> there = there(customer, object);
        selected(customer, object).stream().filter(there::contains).forEach(fields::add);
        return fields;
    }

    private List<String> there(String customer, String object) {
        return optional(object).stream()
                .filter(field -> !field.endsWith("__c") || has(customer, object, field))
                .toList();
    }

    private boolean has(String customer, String object, String field) {
        try {
            desk(customer).dumpable(object, List.of(field));
            return true;
        } catch (ApiError _) {
            return false;
        }
    }

    /// The provider's own records.
    Map<String, Map<String, String>> truth(String customer, String object) {
        var out = new ByteArrayOutputStream();
        try {
            desk(customer).dump(object, fields(customer, object), out);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        var truth = new TreeMap<String, Map<String, String>>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            Map<String, String> values = Told.values(Product.JSON.readTree(line));
            truth.put(values.remove("Id"), values);
        }
        return truth;
    }

    /// What the store holds of them.
    Map<String, Map<String, String>> store(String customer, String object) {
        var store = new TreeMap<String, Map<String, String>>();
        List<String> fields = fields(customer, object);
        String after = "";
        do {
            JsonNode page =
                    nodes.look(
                                    random,
                                    object(object)
                                            + "/records?groupRef="
                                            + customer
                                            + "&limit=1000&after="
                                            + URLEncoder.encode(after, StandardCharsets.UTF_8))
                            .orElseThrow();
            for (JsonNode row : page.path("results")) {
                Map<String, String> values = Told.narrowed(Told.values(row.path("fields")), fields);
                String id = row.path("id").asString("");
                if (store.put(id, values) != null) throw new AssertionError(id + " stands twice");
            }
            after = page.path("next").asString("");
        } while (!after.isEmpty());
        return store;
    }

    /// Every operation of a customer's reads.
    List<JsonNode> operations(String customer) {
        var operations = new ArrayList<JsonNode>();
        String token = "";
        do {
            JsonNode page =
                    nodes.look(
                                    random,
                                    installation(customer)
                                            + "/operations?pageSize=100&pageToken="
                                            + URLEncoder.encode(token, StandardCharsets.UTF_8))
                            .orElseThrow();
            page.path("results").forEach(operations::add);
            token = page.at("/pagination/nextPageToken").asString("");
        } while (!token.isEmpty());
        return operations;
    }
}
