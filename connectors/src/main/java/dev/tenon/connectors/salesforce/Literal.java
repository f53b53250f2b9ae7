package dev.tenon.connectors.salesforce;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a value is written in SOQL, by the type of the field it is compared with (SOQL and SOSL
/// Reference, `fieldExpression`): text in quotes, everything else bare.
enum Literal {
    TEXT,
    NUMBER,
    BOOLEAN,
    DATE,
    DATE_TIME,
    TIME,
    /// The field cannot be compared with anything.
    NONE;

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final String CLOCK = "\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?";
    private static final String ZONE = "(Z|[+-]\\d{2}:?\\d{2})";
    private static final Pattern MOMENT = Pattern.compile(DAY + "T" + CLOCK + ZONE);
    private static final Pattern TIME_OF_DAY = Pattern.compile(CLOCK + "Z?");

    /// The literal of a field of this Salesforce type.
    static Literal of(String providerType) {
        return switch (providerType) {
            case "int", "long", "double", "currency", "percent" -> NUMBER;
            case "boolean" -> BOOLEAN;
            case "date" -> DATE;
            case "datetime" -> DATE_TIME;
            case "time" -> TIME;
            case "address", "location", "base64", "complexvalue" -> NONE;
            default -> TEXT;
        };
    }

    /// `value` as SOQL; empty when it cannot be a value of such a field.
    Optional<String> write(Object value) {
        String text = value instanceof BigDecimal number ? number.toPlainString() : value + "";
        return switch (this) {
            case TEXT -> Optional.of(Soql.quoted(text));
            case NUMBER -> number(text);
            case BOOLEAN ->
                    text.equals("true") || text.equals("false")
                            ? Optional.of(text)
                            : Optional.empty();
            case DATE -> matching(DAY, text);
            case DATE_TIME -> matching(MOMENT, text);
            case TIME -> matching(TIME_OF_DAY, text).map(it -> it.endsWith("Z") ? it : it + "Z");
            case NONE -> Optional.empty();
        };
    }

    private static Optional<String> number(String text) {
        try {
            return Optional.of(new BigDecimal(text.strip()).toPlainString());
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> matching(Pattern pattern, String text) {
        return pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
}
