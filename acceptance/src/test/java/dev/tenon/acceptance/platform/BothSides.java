package dev.tenon.acceptance.platform;

import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.error.ApiError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// People of a product and of its customer who change the same companies, at random, often at the
/// same time. For use by one thread.
final class BothSides {
    /// The CRM's name of each field of the product's.
    static final Map<String, String> FIELDS =
            Map.of(
                    "name", "Name",
                    "website", "Website",
                    "phone", "Phone",
                    "employees", "NumberOfEmployees");

    private static final List<String> NAMES = FIELDS.keySet().stream().sorted().toList();

    /// So many records are fought over.
    private static final int HOT = 20;

    private final OrgDesk desk;
    private final ExampleProduct product;
    private final Random random;
    private final Map<String, Integer> touched = new HashMap<>();
    private final List<String> records;
    private final Map<String, ObjectNode> ours = new HashMap<>();
    private final Map<String, Set<String>> recordsOf = new HashMap<>();
    private Map<String, String> companies = Map.of();
    private int edits;
    private int born;

    BothSides(OrgDesk desk, ExampleProduct product, long seed) {
        this.desk = desk;
        this.product = product;
        this.random = new Random(seed);
        this.records = new ArrayList<>(desk.ids("Account", 0, 10_000));
        records.forEach(id -> touched.put(id, 1));
    }

    /// How many edits there were, on both sides together.
    int edits() {
        return edits;
    }

    /// How often somebody in the CRM changed each record; that it was there at first is one.
    Map<String, Integer> touched() {
        return Map.copyOf(touched);
    }

    /// Somebody in the CRM changed a record besides.
    void touch(String id) {
        touched.merge(id, 1, Integer::sum);
    }

    /// What people of the product entered into companies that they made themselves, that nobody in
    /// the CRM touched, and that is not there.
    List<String> lost() {
        var there = new HashMap<String, Map<String, String>>();
        for (JsonNode company : product.companies()) {
            there.put(company.path("id").asString(""), Told.values(company));
        }
        var lost = new ArrayList<String>();
        ours.forEach((id, fields) -> {
            Map<String, String> company = there.getOrDefault(id, Map.of());
            Set<String> records = recordsOf.getOrDefault(id, Set.of());
            if (records.stream().anyMatch(record -> touched.getOrDefault(record, 0) > 0)) return;
            Map<String, String> entered = Told.values(fields);
            if (!company.entrySet().containsAll(entered.entrySet())) {
                lost.add(id + ": entered " + entered + ", there " + company);
            }
        });
        return lost;
    }

    /// So many edits on each side, one after the other and mixed.
    void edit(int onEachSide) {
        ArrayNode ours = Product.JSON.createArrayNode();
        look();
        for (int i = 0; i < onEachSide; i++) {
            boolean isFight = random.nextInt(4) == 0 && records.size() >= HOT;
            String fought = isFight ? records.get(random.nextInt(HOT)) : "";
            ours.add(ourEdit(fought));
            if (ours.size() == 10) {
                product.edit(ours);
                ours.removeAll();
            }
            theirEdit(fought);
            edits += 2;
        }
        product.edit(ours);
    }

    /// What people of the product see, by the record's id, and what people of the customer see.
    private void look() {
        var seen = new TreeMap<String, String>();
        for (JsonNode company : product.companies()) {
            String id = company.path("id").asString("");
            String record = company.path("recordId").asString("");
            seen.put(record.isEmpty() ? id : record, id);
            if (record.isEmpty()) continue;
            recordsOf.computeIfAbsent(id, _ -> new HashSet<>()).add(record);
            if (touched.putIfAbsent(record, 0) == null) records.add(record);
        }
        companies = seen;
    }

    private ObjectNode ourEdit(String fought) {
        ObjectNode edit = Product.JSON.createObjectNode();
        int kind = random.nextInt(20);
        boolean isNew = fought.isEmpty() && (kind < 2 || companies.isEmpty());
        if (isNew) {
            ObjectNode fields = fields(NAMES);
            ours.put("b-" + ++born, fields.deepCopy());
            edit.put("id", "b-" + born).set("fields", fields);
            return edit;
        }
        List<String> ids = List.copyOf(companies.values());
        String some = ids.get(random.nextInt(ids.size()));
        String id = companies.getOrDefault(fought, some);
        edit.put("id", id);
        if (fought.isEmpty() && kind == 2) {
            edit.put("delete", true);
            ours.remove(id);
        } else {
            ObjectNode fields = fields(some());
            edit.set("fields", fields);
            ours.computeIfPresent(id, (_, before) -> before.setAll(fields));
        }
        return edit;
    }

    private void theirEdit(String fought) {
        int kind = random.nextInt(20);
        if (fought.isEmpty() && (kind < 2 || records.isEmpty())) {
            String id = desk.insert("Account", theirs(fields(NAMES)));
            touched.put(id, 1);
            records.add(id);
            return;
        }
        boolean isDeletion = fought.isEmpty() && kind == 2 && records.size() > 2 * HOT;
        int place = isDeletion ? HOT + random.nextInt(records.size() - HOT) : 0;
        String id =
                isDeletion || fought.isEmpty()
                        ? records.get(isDeletion ? place : random.nextInt(records.size()))
                        : fought;
        try {
            if (isDeletion) desk.delete("Account", id);
            else desk.change("Account", id, theirs(fields(some())));
            touched.merge(id, 1, Integer::sum);
        } catch (ApiError _) {
            records.remove(id); // The product deleted it.
        }
        if (isDeletion) records.remove(id);
    }

    private List<String> some() {
        return NAMES.stream().filter(_ -> random.nextInt(3) == 0).toList();
    }

    private ObjectNode fields(List<String> names) {
        ObjectNode fields = Product.JSON.createObjectNode();
        for (String name : names) {
            int number = random.nextInt(1_000_000);
            switch (name) {
                case "employees" -> fields.put(name, number);
                case "website" -> fields.put(name, "https://www.example.com/" + number);
                case "phone" -> {
                    if (random.nextInt(5) == 0) fields.putNull(name);
                    else fields.put(name, "555-" + number);
                }
                default -> fields.put(name, name + " " + number);
            }
        }
        return fields;
    }

    private static Map<String, Object> theirs(ObjectNode fields) {
        var theirs = new HashMap<String, Object>();
        fields.properties()
                .forEach(field -> {
                    String name = FIELDS.getOrDefault(field.getKey(), "");
                    JsonNode value = field.getValue();
                    if (value.isNull()) theirs.put(name, null);
                    else theirs.put(name, value.isNumber() ? value.intValue() : value.asString());
                });
        return theirs;
    }
}
