package dev.tenon.connectors.json;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Reads ISO 8601 moments as providers write them, without a formatter's cost per record.
final class Moments {
    private static final int SECONDS_END = 19;
    private static final int NANO_DIGITS = 9;

    private Moments() {}

    /// The moment in `text`: `2026-01-02T03:04:05`, perhaps a fraction, then `Z`, `+00:00` or
    /// `+0000`.
    ///
    /// @throws DateTimeException when it is something else
    static Instant parse(byte[] text, int from, int length) {
        if (length <= SECONDS_END) throw new DateTimeException("too short for a moment");
        int fractionEnd = SECONDS_END;
        int nanos = 0;
        if (text[from + SECONDS_END] == '.') {
            fractionEnd = SECONDS_END + 1;
            while (fractionEnd < length && isDigit(text[from + fractionEnd])) fractionEnd++;
            nanos = nanos(text, from + SECONDS_END + 1, fractionEnd - SECONDS_END - 1);
        }
        separators(text, from);
        var local =
                LocalDateTime.of(
                        number(text, from, 4),
                        number(text, from + 5, 2),
                        number(text, from + 8, 2),
                        number(text, from + 11, 2),
                        number(text, from + 14, 2),
                        number(text, from + 17, 2),
                        nanos);
        return local.toInstant(
                offset(
                        new String(
                                text,
                                from + fractionEnd,
                                length - fractionEnd,
                                StandardCharsets.UTF_8)));
    }

    private static ZoneOffset offset(String text) {
        return switch (text) {
            case "Z", "+0000", "+00:00" -> ZoneOffset.UTC;
            default -> ZoneOffset.of(text);
        };
    }

    private static void separators(byte[] text, int from) {
        boolean right =
                text[from + 4] == '-'
                        && text[from + 7] == '-'
                        && text[from + 10] == 'T'
                        && text[from + 13] == ':'
                        && text[from + 16] == ':';
        if (!right) throw new DateTimeException("not a moment");
    }

    private static int nanos(byte[] text, int from, int digits) {
        if (digits < 1 || digits > NANO_DIGITS) throw new DateTimeException("odd fraction");
        int value = number(text, from, digits);
        for (int more = digits; more < NANO_DIGITS; more++) value *= 10;
        return value;
    }

    private static int number(byte[] text, int from, int digits) {
        int value = 0;
        for (int at = from; at < from + digits; at++) {
            if (!isDigit(text[at])) throw new DateTimeException("not a digit");
            value = value * 10 + (text[at] - '0');
        }
        return value;
    }

    private static boolean isDigit(byte letter) {
        return letter >= '0' && letter <= '9';
    }
}
