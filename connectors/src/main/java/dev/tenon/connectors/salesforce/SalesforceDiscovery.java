package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.connectors.salesforce.SalesforceCalls.Reply;
import dev.tenon.spi.Discovery;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.ProviderException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Objects and fields by describe, which Salesforce answers for the signed-in user: what the user
/// may not see is not in it. One call lists all objects; one call describes 25 of them.
final class SalesforceDiscovery implements Discovery {
    /// The most sub-requests a composite request takes (REST API Developer Guide, Composite).
    static final int BATCH = 25;

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final SalesforceCalls calls;

    SalesforceDiscovery(SalesforceCalls calls) {
        this.calls = calls;
    }

    @Override
    public List<ObjectInfo> objects() {
        JsonNode listed = JsonTree.read(calls.get("/sobjects").body()).path("sobjects");
        if (!listed.isArray()) throw garbled("a list of sobjects");
        var objects = new ArrayList<ObjectInfo>();
        for (JsonNode each : listed) {
            ObjectInfo object = Described.listed(each);
            if (!Described.isHidden(each) && !object.abilities().isEmpty()) objects.add(object);
        }
        return objects;
    }

    @Override
    public Map<String, ObjectSchema> describe(Set<String> objects) {
        var schemas = new LinkedHashMap<String, ObjectSchema>();
        describes(objects).forEach((name, tree) -> schemas.put(name, Described.schema(tree)));
        return schemas;
    }

    /// The describe of one object, for reads that have to know its times and types.
    ///
    /// @throws ProviderException.SchemaChanged when this user has no such object
    JsonNode describeOne(String object) {
        return Optional.ofNullable(describes(Set.of(object)).get(object))
                .orElseThrow(() -> Soql.unknown(object));
    }

    private Map<String, JsonNode> describes(Set<String> objects) {
        List<String> names = new TreeSet<>(objects).stream().filter(Soql::isObjectName).toList();
        var found = new LinkedHashMap<String, JsonNode>();
        for (int from = 0; from < names.size(); from += BATCH) {
            describeBatch(names.subList(from, Math.min(names.size(), from + BATCH)), found);
        }
        return found;
    }

    private void describeBatch(List<String> names, Map<String, JsonNode> found) {
        List<Map<String, String>> parts = names.stream().map(SalesforceDiscovery::part).toList();
        Reply reply =
                calls.ask("/composite", Map.of("allOrNone", false, "compositeRequest", parts));
        JsonNode answers = JsonTree.read(reply.body()).path("compositeResponse");
        if (answers.size() != names.size()) throw garbled(names.size() + " descriptions");
        for (int at = 0; at < names.size(); at++) {
            String name = names.get(at);
            describeAnswer(reply, answerTo(name, answers, at))
                    .ifPresent(body -> found.put(name, body));
        }
    }

    private static Map<String, String> part(String name) {
        String url = SalesforceCalls.ROOT + "/sobjects/" + name + "/describe";
        return Map.of("method", "GET", "url", url, "referenceId", name);
    }

    /// Answers carry the reference they were asked with; where one does not, its place tells.
    private static JsonNode answerTo(String name, JsonNode answers, int at) {
        for (JsonNode answer : answers) {
            if (name.equals(answer.path("referenceId").stringValue(""))) return answer;
        }
        return answers.get(at);
    }

    private Optional<JsonNode> describeAnswer(Reply whole, JsonNode answer) {
        JsonNode body = answer.path("body");
        int status = answer.path("httpStatusCode").intValue(OK);
        if (status == NOT_FOUND) return Optional.empty();
        if (status != OK) throw calls.refusal(part(whole, status, body), false);
        boolean isNamed = Soql.isObjectName(body.path("name").stringValue(""));
        if (!isNamed || !body.path("fields").isArray()) throw garbled("an object with fields");
        return Described.isHidden(body) ? Optional.empty() : Optional.of(body);
    }

    private static Reply part(Reply whole, int status, JsonNode body) {
        return new Reply(
                status, JsonTree.write(body), whole.date(), whole.retryAfter(), whole.requestId());
    }

    private static ProviderException garbled(String expected) {
        return new ProviderException.Garbled(
                new ProviderException.Said(
                        "GARBLED", "Salesforce was expected to answer " + expected + ".", ""));
    }
}
