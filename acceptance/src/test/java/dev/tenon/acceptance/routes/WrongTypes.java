package dev.tenon.acceptance.routes;

import dev.tenon.acceptance.contract.Operation;
import dev.tenon.acceptance.platform.Product;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes bodies with one member of a type that the schema does not allow.
final class WrongTypes {
    private final Operation operation;
    private final Schema<?> schema;

    WrongTypes(Operation operation) {
        this.operation = operation;
        this.schema = operation.bodySchema().orElseThrow();
    }

    /// The example, once for each member that has a type and each value of another type.
    List<ObjectNode> of(ObjectNode example) {
        return wrong(schema, example);
    }

    private List<ObjectNode> wrong(Schema<?> object, ObjectNode example) {
        var all = new ArrayList<ObjectNode>();
        properties(object)
                .forEach((name, property) -> {
                    Schema<?> member = operation.resolved(property);
                    for (JsonNode value : others(member)) {
                        ObjectNode body = example.deepCopy();
                        body.set(name, value);
                        all.add(body);
                    }
                    JsonNode given = example.get(name);
                    ObjectNode inner =
                            given instanceof ObjectNode known
                                    ? known
                                    : Product.JSON.createObjectNode();
                    if (properties(member).isEmpty()) return;
                    for (ObjectNode value : wrong(member, inner)) {
                        ObjectNode body = example.deepCopy();
                        body.set(name, value);
                        all.add(body);
                    }
                });
        return all;
    }

    @SuppressWarnings("rawtypes") // The model's own maps hold raw schemas.
    private static Map<String, Schema> properties(Schema<?> schema) {
        return Objects.requireNonNullElse(schema.getProperties(), Map.of());
    }

    /// Values of every type but the schema's own; none when it allows any.
    private static List<JsonNode> others(Schema<?> schema) {
        @Nullable String type = schema.getType();
        if (type == null) return List.of();
        var values = new ArrayList<JsonNode>();
        if (!type.equals("string")) values.add(json("\"text\""));
        if (!type.equals("integer")) values.add(json("7"));
        if (!type.equals("boolean")) values.add(json("true"));
        if (!type.equals("array")) values.add(json("[\"text\"]"));
        if (!type.equals("object")) values.add(json("{\"a\":1}"));
        return values;
    }

    private static JsonNode json(String text) {
        return Product.JSON.readTree(text);
    }
}
