package dev.tenon.server.records;

import dev.tenon.server.testing.Dice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A JSON value, and the many ways to write it.
sealed interface Tree {
    /// One way to write it; equal trees are written in different ways by different dice.
    String written(Dice dice);

    record Text(String text) implements Tree {
        @Override
        public String written(Dice dice) {
            return quoted(text, dice);
        }
    }

    record Decimal(BigDecimal number) implements Tree {
        public Decimal {
            number = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }

        @Override
        public String written(Dice dice) {
            BigDecimal spelled = number.setScale(number.scale() + dice.below(3));
            String minus = number.signum() == 0 && dice.oneIn(3) ? "-" : "";
            return minus
                    + switch (dice.below(4)) {
                        case 0 -> spelled.unscaledValue() + "e" + -spelled.scale();
                        case 1 ->
                                spelled.unscaledValue()
                                        + "E"
                                        + (spelled.scale() > 0 ? "-" : "+")
                                        + Math.abs(spelled.scale());
                        case 2 -> spelled.unscaledValue() + ".0e" + -spelled.scale();
                        default -> spelled.toPlainString();
                    };
        }
    }

    record Word(String word) implements Tree {
        @Override
        public String written(Dice dice) {
            return word;
        }
    }

    record Array(List<Tree> elements) implements Tree {
        public Array {
            elements = List.copyOf(elements);
        }

        @Override
        public String written(Dice dice) {
            return elements.stream()
                    .map(element -> blank(dice) + element.written(dice) + blank(dice))
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }

    record Members(Map<String, Tree> members) implements Tree {
        public Members {
            members = Map.copyOf(members);
        }

        @Override
        public String written(Dice dice) {
            return dice.<Map.Entry<String, Tree>>shuffled(members.entrySet()).stream()
                    .map(member ->
                            blank(dice)
                                    + quoted(member.getKey(), dice)
                                    + blank(dice)
                                    + ":"
                                    + blank(dice)
                                    + member.getValue().written(dice)
                                    + blank(dice))
                    .collect(Collectors.joining(",", "{", "}"));
        }
    }

    /// What another parser has read.
    static Tree of(JsonNode json) {
        if (json.isString()) return new Text(json.asString());
        if (json.isNumber()) return new Decimal(json.decimalValue());
        if (json.isArray()) {
            return new Array(json.valueStream().map(Tree::of).toList());
        }
        if (!json.isObject()) return new Word(json.toString());
        var members = new LinkedHashMap<String, Tree>();
        json.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
        return new Members(members);
    }

    /// Any value, at most `depth` deep.
    static Tree any(Dice dice, int depth) {
        return switch (dice.below(depth == 0 ? 4 : 6)) {
            case 0 -> new Word(dice.of(List.of("true", "false", "null")));
            case 1 -> new Decimal(number(dice));
            case 2, 3 -> new Text(dice.text(8));
            case 4 -> {
                var elements = new ArrayList<Tree>();
                for (int left = dice.below(4); left > 0; left--) elements.add(any(dice, depth - 1));
                yield new Array(elements);
            }
            default -> members(dice, depth - 1);
        };
    }

    /// An object.
    static Members members(Dice dice, int depth) {
        var members = new LinkedHashMap<String, Tree>();
        for (int left = dice.below(5); left > 0; left--)
            members.put(dice.text(3), any(dice, depth));
        return new Members(members);
    }

    private static BigDecimal number(Dice dice) {
        if (dice.oneIn(4)) return BigDecimal.valueOf(dice.below(20) - 10L);
        return BigDecimal.valueOf(dice.any() >> dice.below(64), dice.between(-12, 30))
                .movePointRight(dice.oneIn(10) ? 150 : 0);
    }

    private static String blank(Dice dice) {
        return dice.of(List.of("", "", " ", "\n", "\t\r "));
    }

    private static String quoted(String text, Dice dice) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            String code = "\\u%04x".formatted((int) next);
            String plain =
                    switch (next) {
                        case '"' -> "\\\"";
                        case '\\' -> "\\\\";
                        case '/' -> dice.oneIn(2) ? "/" : "\\/";
                        case '\n' -> "\\n";
                        case '\t' -> "\\t";
                        default -> next < ' ' ? code : String.valueOf(next);
                    };
            boolean pair = Character.isSurrogate(next);
            out.append(!pair && dice.oneIn(4) ? upperOrLower(code, dice) : plain);
        }
        return out.append('"').toString();
    }

    private static String upperOrLower(String code, Dice dice) {
        return dice.oneIn(2) ? code : "\\u" + code.substring(2).toUpperCase(java.util.Locale.ROOT);
    }
}
