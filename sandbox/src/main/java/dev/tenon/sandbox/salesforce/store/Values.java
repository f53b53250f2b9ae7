package dev.tenon.sandbox.salesforce.store;

import dev.tenon.sandbox.salesforce.schema.FieldType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Values of fields: how they are shown and compared.
public final class Values {
    private Values() {}

    /// The moment of a stamp in seconds.
    public static Instant moment(int stamp) {
        return Instant.ofEpochSecond(stamp);
    }

    /// A value as a field of `type` shows it; the type may have changed since it was written.
    static @Nullable Object shownAs(FieldType type, @Nullable Object value) {
        if (value == null) return type == FieldType.BOOLEAN ? false : null;
        boolean fits =
                switch (type) {
                    case ID,
                            REFERENCE,
                            STRING,
                            TEXTAREA,
                            EMAIL,
                            PHONE,
                            URL,
                            PICKLIST,
                            MULTIPICKLIST ->
                            value instanceof String;
                    case BOOLEAN -> value instanceof Boolean;
                    case INT -> value instanceof Integer;
                    case DOUBLE, CURRENCY, PERCENT -> value instanceof Double;
                    case DATE -> value instanceof LocalDate;
                    case DATETIME -> value instanceof Instant;
                    case ADDRESS -> value instanceof Map;
                };
        return fits ? value : converted(type, value.toString());
    }

    private static @Nullable Object converted(FieldType type, String text) {
        try {
            return switch (type) {
                case ID, REFERENCE, STRING, TEXTAREA, EMAIL, PHONE, URL, PICKLIST, MULTIPICKLIST ->
                        text;
                case BOOLEAN -> Boolean.valueOf(text);
                case INT -> (int) Double.parseDouble(text);
                case DOUBLE, CURRENCY, PERCENT -> Double.valueOf(text);
                case DATE -> LocalDate.parse(text.substring(0, Math.min(10, text.length())));
                case DATETIME ->
                        text.length() == 10
                                ? Instant.parse(text + "T00:00:00Z")
                                : Instant.parse(text);
                case ADDRESS -> null;
            };
        } catch (NumberFormatException | DateTimeParseException unlike) {
            return null;
        }
    }

    /// Writes a value as REST shows it.
    public static void write(JsonGenerator json, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean flag -> json.writeBoolean(flag);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case LocalDate day -> json.writeString(day.toString());
            case Instant moment -> json.writeString(text(moment));
            case Map<?, ?> address -> writeMap(json, address);
            default ->
                    throw new IllegalStateException(
                            "a value of an unknown kind: " + value.getClass());
        }
    }

    private static void writeMap(JsonGenerator json, Map<?, ?> map) {
        json.writeStartObject();
        map.forEach((name, part) -> {
            json.writeName(String.valueOf(name));
            write(json, part);
        });
        json.writeEndObject();
    }

    /// A moment as REST writes it, such as `2026-01-02T03:04:05.000+0000`.
    public static String text(Instant moment) {
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(moment.getEpochSecond(), 0, ZoneOffset.UTC);
        char[] text = "0000-00-00T00:00:00.000+0000".toCharArray();
        digits(text, 0, 4, time.getYear());
        digits(text, 5, 2, time.getMonthValue());
        digits(text, 8, 2, time.getDayOfMonth());
        digits(text, 11, 2, time.getHour());
        digits(text, 14, 2, time.getMinute());
        digits(text, 17, 2, time.getSecond());
        return new String(text);
    }

    private static void digits(char[] text, int at, int count, int number) {
        int rest = number;
        for (int place = at + count - 1; place >= at; place--) {
            text[place] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /// Orders two values of the same kind: numbers by size, text without regard to case.
    public static int compare(Object left, Object right) {
        return switch (left) {
            case Number number when right instanceof Number other ->
                    Double.compare(number.doubleValue(), other.doubleValue());
            case String text when right instanceof String other -> text.compareToIgnoreCase(other);
            case Boolean flag when right instanceof Boolean other -> flag.compareTo(other);
            case LocalDate day when right instanceof LocalDate other -> day.compareTo(other);
            case Instant moment when right instanceof Instant other -> moment.compareTo(other);
            default -> left.toString().compareTo(right.toString());
        };
    }
}
