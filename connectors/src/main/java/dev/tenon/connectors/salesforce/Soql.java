package dev.tenon.connectors.salesforce;

import dev.tenon.spi.ProviderException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.regex.Pattern;

/// Spelling of SOQL and of the URIs it travels in. Nothing from outside enters a query but through
/// here: names are checked, values are quoted.
final class Soql {
    private static final Pattern OBJECT = Pattern.compile("[A-Za-z]\\w{0,79}");
    private static final Pattern FIELD =
            Pattern.compile("[A-Za-z]\\w{0,79}(\\.[A-Za-z]\\w{0,79}){0,5}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?");
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~,()*:";
    private static final String HEX = "0123456789ABCDEF";

    private Soql() {}

    /// Whether `name` is spelt like an object's name.
    static boolean isObjectName(String name) {
        return OBJECT.matcher(name).matches();
    }

    /// Whether `id` is spelt like a record's id.
    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /// The object's name, once it is known to be spelt like one.
    static String object(String name) {
        if (!isObjectName(name)) throw unknown(name);
        return name;
    }

    /// The field's name, perhaps through references, once it is known to be spelt like one.
    static String field(String name) {
        if (!FIELD.matcher(name).matches()) throw unknown(name);
        return name;
    }

    /// What to throw for a name that no object or field can have, or that this user has not.
    static ProviderException unknown(String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return new ProviderException.SchemaChanged(
                new ProviderException.Said(
                        "NOT_FOUND",
                        "This Salesforce user has no object or field called \"" + shown + "\".",
                        ""),
                Set.of(name));
    }

    /// `text` as a literal, with the escapes of the SOQL reference.
    static String quoted(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('\'');
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            switch (letter) {
                case '\'' -> quoted.append("\\'");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                default -> quoted.append(letter);
            }
        }
        return quoted.append('\'').toString();
    }

    /// A moment as a literal, which has no quotes.
    static String moment(Instant instant) {
        return MOMENT.format(instant);
    }

    /// `text` for a URI's query or one segment of its path.
    static String encoded(String text) {
        var encoded = new StringBuilder(text.length() * 2);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (each > 0 && PLAIN.indexOf(each) >= 0) {
                encoded.append((char) each);
            } else {
                encoded.append('%')
                        .append(HEX.charAt((each >> 4) & 15))
                        .append(HEX.charAt(each & 15));
            }
        }
        return encoded.toString();
    }

    /// `text` as one segment of a path, which dots alone cannot leave.
    static String segment(String text) {
        return text.equals(".") || text.equals("..") ? text.replace(".", "%2E") : encoded(text);
    }
}
