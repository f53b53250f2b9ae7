package dev.tenon.server.records;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns a field's canonical JSON into the value of its index slot.
final class SlotValue {
    private static final Pattern NUMBER = Pattern.compile(FieldSql.NUMBER);

    private SlotValue() {}

    /// Null for null, and for values that are not of the slot's kind.
    static @Nullable Object of(Slots.Kind kind, String json) {
        if (json.equals("null")) return null;
        boolean quoted = json.startsWith("\"");
        String text = quoted ? unquoted(json) : json;
        return switch (kind) {
            case TEXT -> shortened(text);
            case NUMBER -> quoted && !NUMBER.matcher(text).matches() ? null : Storable.number(text);
            case TIME -> time(text);
        };
    }

    /// Index entries are limited in size, so long texts are cut; queries know.
    static String shortened(String text) {
        int longest = RecordShaper.longestSlot();
        if (text.length() <= longest) return text;
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end);
    }

    private static String unquoted(String json) {
        String inside = json.substring(1, json.length() - 1);
        return inside.indexOf('\\') < 0 ? inside : Unescape.text(inside);
    }

    private static @Nullable OffsetDateTime time(String text) {
        try {
            OffsetDateTime time =
                    text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC)
                            : Instant.parse(text).atOffset(ZoneOffset.UTC);
            return Storable.isTime(time) ? time : null;
        } catch (DateTimeException _) {
            return null;
        }
    }
}
