package dev.tenon.acceptance.routes;

import dev.tenon.acceptance.contract.Operation;
import dev.tenon.acceptance.platform.Product;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes requests of the described operations that are nearly right: paths, parameters, conditions,
/// headers and bodies with something wild in them. The same generator gives the same requests.
final class WildRequests {
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "TRACE", "BREW");
    private static final List<String> WORDS =
            List.of(
                    "title",
                    "Name",
                    "Industry",
                    "AnnualRevenue",
                    "CreatedDate",
                    "\"Name\"",
                    "nope",
                    "$['Name']",
                    "=",
                    "!=",
                    "<",
                    ">=",
                    "like",
                    "in",
                    "is",
                    "not",
                    "null",
                    "and",
                    "or",
                    "(",
                    ")",
                    ",",
                    "'a'",
                    "'%'",
                    "''",
                    "'it''s'",
                    "1",
                    "-1.5e3",
                    "1e999999999",
                    "true",
                    "'2026-01-31'",
                    "'2026-01-31T09:30:00Z'",
                    "desc",
                    "asc",
                    "'\\'",
                    "\u0000",
                    "\"");

    private final Wild wild;
    private final Team team;
    private final List<Operation> operations;

    WildRequests(Wild wild, Team team, List<Operation> operations) {
        this.wild = wild;
        this.team = team;
        this.operations = operations;
    }

    Call next() {
        Operation operation = wild.one(operations);
        if (wild.once(25)) return nonsense();
        String method = wild.once(40) ? wild.one(METHODS) : operation.method();
        return new Call(method, path(operation) + query(operation), headers(), body(operation));
    }

    /// Not even near.
    private Call nonsense() {
        String target = "/" + wild.text() + (wild.once(2) ? "?" + wild.text() : "");
        boolean isSent = wild.once(2);
        String escaped = isSent ? target.replaceAll("[\\s\u0000]", "+") : World.escape(target);
        return new Call(
                wild.one(METHODS), isSent ? escaped : "/" + escaped, headers(), wild.json());
    }

    private String path(Operation operation) {
        var names = new LinkedHashMap<String, String>();
        List<String> kinds = operation.pathNames();
        for (String kind : kinds) {
            boolean isGone = operation.method().equals("DELETE") && kind.equals(kinds.getLast());
            if (isGone || wild.once(12)) names.put(kind, wild.text());
        }
        String path = operation.path();
        for (String kind : kinds) {
            String name =
                    names.containsKey(kind) ? String.valueOf(names.get(kind)) : team.name(kind);
            String escaped = World.escape(name).replace("%25zz", "%zz");
            path = path.replace("{" + kind + "}", escaped);
        }
        return path;
    }

    private String query(Operation operation) {
        String query =
                operation.parameters().stream()
                        .filter(parameter -> parameter.getIn().equals("query"))
                        .filter(parameter ->
                                Boolean.TRUE.equals(parameter.getRequired())
                                        ? !wild.once(20)
                                        : wild.once(2))
                        .map(parameter ->
                                parameter.getName() + "=" + World.escape(value(parameter)))
                        .collect(Collectors.joining("&"));
        if (wild.once(20))
            query += "&" + World.escape(wild.text()) + "=" + World.escape(wild.text());
        return query.isEmpty() ? "" : "?" + query;
    }

    private String value(Parameter parameter) {
        if (parameter.getName().equals("wait")) return wild.once(2) ? "0" : "1";
        if (wild.once(10)) return wild.text();
        return switch (parameter.getName()) {
            case "groupRef" -> "acme";
            case "connectionId" -> team.name("connection");
            case "where", "orderBy", "fields" ->
                    condition(parameter.getName().equals("where") ? " " : ",");
            default ->
                    switch (String.valueOf(parameter.getSchema().getType())) {
                        case "integer" -> wild.once(3) ? wild.number() : "3";
                        case "boolean" -> wild.once(2) ? "true" : "false";
                        default -> wild.text();
                    };
        };
    }

    private String condition(String joint) {
        if (wild.once(3) && joint.equals(" ")) {
            String field = wild.one(WORDS.subList(0, 5));
            return field
                    + " "
                    + wild.one(WORDS.subList(8, 13))
                    + " "
                    + wild.one(WORDS.subList(22, 32));
        }
        return IntStream.range(0, 1 + wild.below(8))
                .mapToObj(_ -> wild.one(WORDS))
                .collect(Collectors.joining(joint));
    }

    private Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        headers.put("X-Api-Key", wild.once(40) ? line(wild.text()) : team.key());
        if (wild.once(5)) headers.put("Idempotency-Key", line(wild.text()));
        if (wild.once(20)) headers.put("Authorization", "Bearer " + line(wild.text()));
        if (wild.once(20)) headers.put("Cookie", "tenon_sign_in=" + line(wild.text()));
        headers.put("Content-Type", wild.once(20) ? line(wild.text()) : "application/json");
        return headers;
    }

    /// A header is one line; what is in it is the server's concern.
    private static String line(String text) {
        return text.replaceAll("[\r\n]", " ");
    }

    private String body(Operation operation) {
        if (operation.json().isEmpty()) return wild.once(20) ? wild.json() : "";
        ObjectNode body = team.example(operation);
        if (wild.once(3)) body = made(operation, operation.bodySchema().orElseThrow(), 0);
        int changes = wild.below(3);
        for (int i = 0; i < changes; i++) change(body);
        team.keepHere(operation, body);
        String text = Wild.spelled(body.toString());
        if (wild.once(25)) return text.substring(0, wild.below(text.length()));
        if (wild.once(60)) return "[".repeat(2_000) + text;
        return text;
    }

    /// An object after its schema.
    private ObjectNode made(Operation operation, Schema<?> schema, int depth) {
        ObjectNode object = Product.JSON.createObjectNode();
        if (schema.getProperties() == null || depth > 4) return object;
        Set<String> required =
                schema.getRequired() == null ? Set.of() : Set.copyOf(schema.getRequired());
        schema.getProperties()
                .forEach((name, property) -> {
                    if (!required.contains(name) && wild.once(2)) return;
                    object.set(name, node(operation, operation.resolved(property), name, depth));
                });
        return object;
    }

    private JsonNode node(Operation operation, Schema<?> schema, String name, int depth) {
        if (name.equals("groupRef") && !wild.once(8)) return json("\"acme\"");
        if (schema.getEnum() != null && !wild.once(8)) {
            return Product.JSON.valueToTree(wild.one(List.copyOf(schema.getEnum())));
        }
        return switch (String.valueOf(schema.getType())) {
            case "object" -> made(operation, schema, depth + 1);
            case "boolean" -> json(wild.once(2) ? "true" : "false");
            case "integer" -> json(wild.once(2) ? "2" : wild.numeral());
            case "array" -> {
                ArrayNode array = Product.JSON.createArrayNode();
                int size = wild.below(3);
                Schema<?> items = operation.resolved(schema.getItems());
                for (int i = 0; i < size; i++) array.add(node(operation, items, name, depth + 1));
                yield array;
            }
            case "string" -> json(Wild.quoted(wild.text()));
            default -> json(wild.json());
        };
    }

    /// Puts something wild somewhere into an object.
    private void change(ObjectNode object) {
        List<String> names = List.copyOf(object.propertyNames());
        if (names.isEmpty() || wild.once(8)) {
            object.set(wild.text(), json(wild.json()));
            return;
        }
        String name = wild.one(names);
        JsonNode value = object.get(name);
        if (value instanceof ObjectNode inner && !wild.once(4)) {
            change(inner);
        } else if (value instanceof ArrayNode array
                && !array.isEmpty()
                && array.get(0) instanceof ObjectNode inner
                && !wild.once(4)) {
            change(inner);
        } else if (wild.once(4)) {
            object.remove(name);
        } else {
            object.set(name, json(wild.json()));
        }
    }

    private static JsonNode json(String text) {
        return Product.JSON.readTree(text);
    }

    /// A request to be.
    record Call(String method, String target, Map<String, String> headers, String body) {}
}
