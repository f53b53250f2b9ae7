package dev.tenon.sandbox.salesforce.write;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.Flag;
import dev.tenon.sandbox.salesforce.schema.Reference;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.RecordId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Turns what a caller sent for a field into a value, or refuses it.
final class FieldValue {
    private final Org org;
    private final Field field;
    private final JsonNode sent;

    private FieldValue(Org org, Field field, JsonNode sent) {
        this.org = org;
        this.field = field;
        this.sent = sent;
    }

    static @Nullable Object of(Org org, Field field, JsonNode sent) {
        boolean empty = sent.isNull() || (sent.isString() && sent.stringValue().isEmpty());
        return empty ? null : new FieldValue(org, field, sent).value();
    }

    private @Nullable Object value() {
        return switch (field.type()) {
            case STRING, TEXTAREA, PHONE, URL -> fitting(text());
            case EMAIL -> email(fitting(text()));
            case PICKLIST -> listed(fitting(text()));
            case MULTIPICKLIST -> several(fitting(text()));
            case ID, REFERENCE -> reference(text());
            case BOOLEAN -> flag();
            case INT -> (int) number();
            case DOUBLE, CURRENCY, PERCENT -> number();
            case DATE -> day();
            case DATETIME -> moment();
            case ADDRESS -> throw unreadable();
        };
    }

    private String text() {
        if (sent.isString()) return sent.stringValue();
        throw unreadable();
    }

    private String fitting(String text) {
        int most = field.shape().length();
        if (text.length() <= most) return text;
        throw refuse(
                "STRING_TOO_LONG",
                field.label()
                        + ": data value too large: "
                        + shortened(text)
                        + " (max length="
                        + most
                        + ")");
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "...";
    }

    private String email(String text) {
        if (text.matches("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+")) return text;
        throw refuse("INVALID_EMAIL_ADDRESS", field.label() + ": invalid email address: " + text);
    }

    private String listed(String text) {
        if (!field.is(Flag.RESTRICTED) || field.values().contains(text)) return text;
        throw refuse(
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                field.label() + ": bad value for restricted picklist field: " + text);
    }

    private String several(String text) {
        Arrays.stream(text.split(";", -1)).forEach(this::listed);
        return text;
    }

    private String reference(String text) {
        String id = RecordId.full(text);
        if (id == null)
            throw refuse("MALFORMED_ID", field.label() + ": id value of incorrect type: " + text);
        Reference reference = field.reference();
        var table = org.table(org.object(reference == null ? "" : reference.to()));
        int row = table.row(id);
        if (row >= 0 && !table.isDeleted(row)) return id;
        String code = row >= 0 ? "ENTITY_IS_DELETED" : "INVALID_CROSS_REFERENCE_KEY";
        throw refuse(code, row >= 0 ? "entity is deleted" : "invalid cross reference id");
    }

    private boolean flag() {
        if (sent.isBoolean()) return sent.booleanValue();
        if (sent.isString() && sent.stringValue().matches("(?i)true|false"))
            return Boolean.parseBoolean(sent.stringValue());
        throw unreadable();
    }

    private double number() {
        double number = sent.isNumber() ? sent.doubleValue() : parsed(text());
        int whole = field.shape().precision() - field.shape().scale();
        if (Math.abs(number) >= Math.pow(10, whole)) {
            throw refuse(
                    "NUMBER_OUTSIDE_VALID_RANGE",
                    field.label() + ": value outside of valid range on numeric field: " + number);
        }
        double unit = Math.pow(10, field.shape().scale());
        return Math.abs(number) < 1e12 ? Math.round(number * unit) / unit : number;
    }

    private double parsed(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            throw unreadable();
        }
    }

    private LocalDate day() {
        try {
            String text = text();
            return LocalDate.parse(
                    text.length() > 10 && text.charAt(10) == 'T' ? text.substring(0, 10) : text);
        } catch (DateTimeException notADay) {
            throw unreadable();
        }
    }

    private Instant moment() {
        try {
            String text = text().replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2");
            if (text.length() == 10) text += "T00:00:00Z";
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeException notAMoment) {
            throw unreadable();
        }
    }

    private ApiError unreadable() {
        String kind =
                sent.isString()
                        ? "VALUE_STRING"
                        : sent.isBoolean()
                                ? "VALUE_BOOLEAN"
                                : sent.isNumber() ? "VALUE_NUMBER" : "START_OBJECT";
        String shown = sent.isValueNode() ? sent.asString() : "";
        return refuse(
                "JSON_PARSER_ERROR",
                "Cannot deserialize instance of "
                        + field.type().filterName()
                        + " from "
                        + kind
                        + " value "
                        + shown
                        + " or request may be missing a required field");
    }

    private ApiError refuse(String code, String message) {
        return new ApiError(400, code, message, List.of(field.name()));
    }
}
