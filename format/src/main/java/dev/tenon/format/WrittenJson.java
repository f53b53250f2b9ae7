package dev.tenon.format;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What was written, as JSON; the same numbers make equal nodes.
final class WrittenJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private WrittenJson() {}

    static JsonNode of(Written written) {
        return switch (written) {
            case Written.Text text -> JSON.stringNode(text.text());
            case Written.Whole whole -> number(whole.number());
            case Written.Fraction fraction -> JSON.numberNode(fraction.number());
            case Written.Flag flag -> JSON.booleanNode(flag.flag());
            case Written.Nothing _ -> JSON.nullNode();
            case Written.Row row -> {
                ArrayNode node = JSON.arrayNode();
                row.items().forEach(each -> node.add(of(each)));
                yield node;
            }
            case Written.Tree tree -> {
                ObjectNode node = JSON.objectNode();
                tree.entries().forEach(each -> node.set(each.key(), of(each.value())));
                yield node;
            }
        };
    }

    static JsonNode number(long number) {
        boolean small = number == (int) number;
        return small ? JSON.numberNode((int) number) : JSON.numberNode(number);
    }
}
