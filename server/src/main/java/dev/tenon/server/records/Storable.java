package dev.tenon.server.records;

import dev.tenon.server.json.Storability;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What PostgreSQL can store, and takes questions about.
final class Storable {
    private Storable() {}

    /// The number a text stands for; null when it stands for none, or for one beyond what `numeric`
    /// holds.
    static @Nullable BigDecimal number(String text) {
        try {
            var number = new BigDecimal(text);
            return Storability.fits(number) ? number : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /// Whether the year has four digits; the range of `timestamptz` ends not far beyond.
    static boolean isTime(OffsetDateTime time) {
        return time.getYear() > 0 && time.getYear() < 10_000;
    }

    /// Where a text has U+0000 or half a surrogate pair.
    static OptionalInt strangeAt(String text) {
        for (int at = 0; at < text.length(); ) {
            int code = text.codePointAt(at);
            if (code == 0 || (code >= 0xd800 && code <= 0xdfff)) return OptionalInt.of(at);
            at += Character.charCount(code);
        }
        return OptionalInt.empty();
    }
}
