package dev.tenon.server.records;

import dev.tenon.server.json.Json;
import dev.tenon.server.records.Shelf.Item;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestClock;
import dev.tenon.spi.FieldInfo.FieldType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A record made at random. It has each kind of field twice: those ending in `Fast` get an index
/// slot, the others do not, and the language must not show the difference.
///
/// @param values what is not there has no value
record Sample(String id, @Nullable Instant modifiedAt, Map<String, Object> values) {
    static final Map<String, FieldType> TYPES = types();
    static final List<String> FIELDS = TYPES.keySet().stream().sorted().toList();
    static final List<String> FAST =
            FIELDS.stream().filter(field -> field.endsWith("Fast")).toList();

    Sample {
        values = Map.copyOf(values);
    }

    private static Map<String, FieldType> types() {
        var types = new TreeMap<String, FieldType>();
        for (String kind : List.of("", "Fast")) {
            types.put("text" + kind, FieldType.TEXT);
            types.put("number" + kind, FieldType.DECIMAL);
            types.put("truth" + kind, FieldType.BOOLEAN);
            types.put("day" + kind, FieldType.DATE);
            types.put("moment" + kind, FieldType.DATE_TIME);
        }
        return types;
    }

    static Sample any(String id, Dice dice) {
        var values = new HashMap<String, Object>();
        for (String field : FIELDS) if (!dice.oneIn(4)) values.put(field, value(field, dice));
        Instant modified = dice.oneIn(5) ? null : TestClock.START.plusSeconds(dice.below(4));
        return new Sample(id, modified, values);
    }

    /// From few values, so that they meet.
    static Object value(String field, Dice dice) {
        return switch (field.replace("Fast", "")) {
            case "text" ->
                    dice.oneIn(4)
                            ? "x".repeat(dice.between(253, 258)) + dice.text(2)
                            : dice.text(2);
            case "number" ->
                    dice.oneIn(8)
                            ? new BigDecimal("12345678901234567890.12345")
                            : BigDecimal.valueOf(dice.between(-3, 3)).movePointLeft(dice.below(2));
            case "truth" -> dice.oneIn(2);
            case "day" -> Instant.parse("2026-01-0" + dice.between(1, 4) + "T00:00:00Z");
            default ->
                    Instant.parse("2026-01-31T00:00:00Z")
                            .plus(Duration.ofMillis(500L * dice.below(6)));
        };
    }

    /// One of the spellings of a moment.
    static String written(Instant moment, Dice dice) {
        return dice.oneIn(2)
                ? moment.toString()
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        moment.atOffset(ZoneOffset.ofHours(dice.between(-11, 12))));
    }

    /// How the language compares two values of one kind.
    static int order(Object one, Object other) {
        return switch (one) {
            case String text ->
                    Arrays.compareUnsigned(
                            text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                            ((String) other).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case BigDecimal number -> number.compareTo((BigDecimal) other);
            case Instant moment -> moment.compareTo((Instant) other);
            case Boolean truth -> truth.compareTo((Boolean) other);
            default -> throw new IllegalArgumentException(one.toString());
        };
    }

    /// As a provider sends it: what has no value is null or not there, numbers are sometimes texts,
    /// and some values are not of their field's type, which is as good as none.
    Item item(Dice dice) {
        ObjectNode json = Json.object();
        for (String field : FIELDS) {
            Object value = values.get(field);
            switch (value) {
                case null -> {
                    if (dice.oneIn(2)) json.putNull(field);
                    if (field.startsWith("number") && dice.oneIn(4)) json.put(field, "many");
                }
                case String text -> json.put(field, text);
                case BigDecimal number -> {
                    if (dice.oneIn(4)) json.put(field, number.toString());
                    else json.put(field, number);
                }
                case Boolean truth -> json.put(field, truth);
                case Instant moment ->
                        json.put(
                                field,
                                field.startsWith("day")
                                        ? moment.toString().substring(0, 10)
                                        : written(moment, dice));
                default -> throw new IllegalStateException(field);
            }
        }
        return new Item(id, modifiedAt, Json.text(json));
    }
}
