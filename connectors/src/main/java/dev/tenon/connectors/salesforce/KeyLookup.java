package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.JsonTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Finds records by the values of a key field: one describe, for the way values are written hangs
/// on the field's type, then as few queries as the length of a URI allows.
final class KeyLookup {
    private final SalesforceCalls calls;

    KeyLookup(SalesforceCalls calls) {
        this.calls = calls;
    }

    /// Ids by the key values asked for; keys that no record has are absent.
    Map<String, String> find(String object, String keyField, List<String> keyValues) {
        if (keyValues.isEmpty()) return Map.of();
        ObjectTraits traits = ObjectTraits.of(new SalesforceDiscovery(calls).describeOne(object));
        Literal literal = traits.literal(keyField).orElseThrow(() -> Soql.unknown(keyField));
        var exact = new HashMap<String, String>();
        var loose = new HashMap<String, String>();
        for (String path : paths(object, keyField, literals(literal, keyValues))) {
            for (JsonNode record : records(path)) {
                String id = record.path("Id").stringValue("");
                String value = value(record, keyField);
                exact.putIfAbsent(value, id);
                loose.putIfAbsent(folded(value, literal), id);
            }
        }
        var found = new LinkedHashMap<String, String>();
        for (String asked : keyValues) {
            String id = exact.getOrDefault(asked, loose.get(folded(asked, literal)));
            if (id != null) found.put(asked, id);
        }
        return found;
    }

    /// All records of an answer: Salesforce may give fewer at once than there are.
    private List<JsonNode> records(String path) {
        var records = new ArrayList<JsonNode>();
        for (String next = path; ; ) {
            JsonNode answer = JsonTree.read(calls.get(next).body());
            answer.path("records").forEach(records::add);
            if (answer.path("done").booleanValue(true)) return records;
            next = SalesforceCalls.behind(answer.path("nextRecordsUrl").stringValue(""));
        }
    }

    /// A value that does not fit the field's type is no record's key.
    private static List<String> literals(Literal literal, List<String> values) {
        return values.stream().distinct().flatMap(value -> literal.write(value).stream()).toList();
    }

    private static List<String> paths(String object, String keyField, List<String> literals) {
        var paths = new ArrayList<String>();
        var part = new ArrayList<String>();
        int fixed = path(object, keyField, List.of()).length();
        int length = fixed;
        for (String literal : literals) {
            int more = Soql.encoded(literal).length() + 1;
            if (length + more > SoqlQuery.LONGEST && !part.isEmpty()) {
                paths.add(path(object, keyField, part));
                part.clear();
                length = fixed;
            }
            part.add(literal);
            length += more;
        }
        if (!part.isEmpty()) paths.add(path(object, keyField, part));
        return paths;
    }

    private static String path(String object, String keyField, List<String> literals) {
        String condition = keyField + " IN (" + String.join(",", literals) + ")";
        var query =
                new SoqlQuery(
                        List.of("Id", keyField), object, List.of(condition), List.of(), 0, false);
        return query.path();
    }

    /// Answers spell the field as the org does, which may differ in case from what was asked.
    private static String value(JsonNode record, String keyField) {
        for (Map.Entry<String, JsonNode> member : record.properties()) {
            if (!member.getKey().equalsIgnoreCase(keyField)) continue;
            return member.getValue().asString("");
        }
        return "";
    }

    /// Text keys are found whatever their case, number keys whatever their zeros.
    private static String folded(String value, Literal literal) {
        if (literal != Literal.NUMBER) return value.toLowerCase(Locale.ROOT);
        try {
            return new BigDecimal(value.strip()).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException _) {
            return value;
        }
    }
}
