package dev.tenon.server.write;

import dev.tenon.spi.FieldInfo.FieldType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;

/// The form that values of a type take in JSON. Numbers and truth values that come as text are
/// taken for what they say, for many programs hold everything as text.
enum ValueForm {
    TEXT("a text"),
    WHOLE("a whole number"),
    NUMBER("a number"),
    TRUTH("true or false"),
    DATE("a date such as 2026-03-31"),
    TIME("a time such as 16:20:00"),
    MOMENT("a date and time with an offset such as 2026-03-31T16:20:00Z"),
    TEXTS("a text, or an array of texts"),
    PARTS("an object, or a text"),
    ANY("a value");

    private final String words;

    ValueForm(String words) {
        this.words = words;
    }

    static ValueForm of(FieldType type) {
        return switch (type) {
            case TEXT, LONG_TEXT, CHOICE, REFERENCE, EMAIL, PHONE, URL, BINARY -> TEXT;
            case INTEGER -> WHOLE;
            case DECIMAL, MONEY -> NUMBER;
            case BOOLEAN -> TRUTH;
            case DATE -> DATE;
            case TIME -> TIME;
            case DATE_TIME -> MOMENT;
            case CHOICES -> TEXTS;
            case ADDRESS -> PARTS;
            case JSON -> ANY;
        };
    }

    /// What is expected, for people.
    String words() {
        return words;
    }

    /// The value as it is sent; none when it does not have this form.
    Optional<JsonNode> read(JsonNode value) {
        return switch (this) {
            case TEXT -> when(value.isString(), value);
            case WHOLE -> number(value).filter(ValueForm::isWhole);
            case NUMBER -> number(value);
            case TRUTH -> truth(value);
            case DATE -> parsed(value, DateTimeFormatter.ISO_LOCAL_DATE);
            case TIME -> parsed(value, Formats.TIME);
            case MOMENT -> parsed(value, Formats.MOMENT);
            case TEXTS -> texts(value);
            case PARTS -> when(value.isString() || value.isObject(), value);
            case ANY -> Optional.of(value);
        };
    }

    private static Optional<JsonNode> when(boolean isRight, JsonNode value) {
        return isRight ? Optional.of(value) : Optional.empty();
    }

    private static Optional<JsonNode> number(JsonNode value) {
        if (value.isNumber()) return Optional.of(value);
        if (!value.isString()) return Optional.empty();
        try {
            return Optional.of(DecimalNode.valueOf(new BigDecimal(value.asString().strip())));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static boolean isWhole(JsonNode value) {
        return value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    private static Optional<JsonNode> truth(JsonNode value) {
        if (value.isBoolean()) return Optional.of(value);
        return switch (value.isString() ? value.asString().toLowerCase(Locale.ROOT) : "") {
            case "true" -> Optional.of(BooleanNode.TRUE);
            case "false" -> Optional.of(BooleanNode.FALSE);
            default -> Optional.empty();
        };
    }

    private static Optional<JsonNode> parsed(JsonNode value, DateTimeFormatter format) {
        if (!value.isString()) return Optional.empty();
        try {
            TemporalAccessor read = format.parse(value.asString());
            boolean lacksOffset =
                    format == Formats.MOMENT && !read.isSupported(ChronoField.OFFSET_SECONDS);
            return when(!lacksOffset, value);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> texts(JsonNode value) {
        if (value.isString()) return Optional.of(value);
        boolean isTexts =
                value.isArray()
                        && StreamSupport.stream(value.spliterator(), false)
                                .allMatch(JsonNode::isString);
        return when(isTexts, value);
    }

    /// Offsets may be written with and without a colon.
    private static final class Formats {
        static final DateTimeFormatter TIME =
                new DateTimeFormatterBuilder()
                        .append(DateTimeFormatter.ISO_LOCAL_TIME)
                        .appendPattern("[XXX][XX]")
                        .toFormatter(Locale.ROOT);
        static final DateTimeFormatter MOMENT =
                new DateTimeFormatterBuilder()
                        .append(DateTimeFormatter.ISO_LOCAL_DATE)
                        .appendLiteral('T')
                        .append(DateTimeFormatter.ISO_LOCAL_TIME)
                        .appendPattern("[XXX][XX][X]")
                        .toFormatter(Locale.ROOT);
    }
}
