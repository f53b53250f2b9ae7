package dev.tenon.server.records;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Writes a value in the one form that equal values share: members sorted, no blanks, strings with
/// the fewest escapes, numbers without trailing zeros, moments in UTC with milliseconds. Also
/// leaves out what PostgreSQL cannot store (U+0000, half surrogate pairs). For use by one thread at
/// a time.
final class CanonicalJson {
    private static final int DEEPEST = 64;
    private static final int LONGEST_PLAIN = 100;
    private static final List<byte[]> WORDS =
            Stream.of("true", "false", "null").map(JsonBytes::utf8).toList();
    private static final Pattern NUMBER =
            Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter LOOSE =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd'T'HH:mm[:ss]")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .appendPattern("[XXX][XX][X]")
                    .toFormatter(Locale.ROOT);

    private final JsonBytes out = new JsonBytes();
    private final MemberOrder members = new MemberOrder(out);

    /// The bytes written since the last [#reset].
    JsonBytes out() {
        return out;
    }

    void reset() {
        out.reset();
        members.reset();
    }

    /// Writes the value that `scan` stands before, and steps over it.
    void value(JsonScan scan, boolean isMoment) {
        value(scan, isMoment, 0);
    }

    /// Writes a value whose place is known: one that [JsonScan#value] has stepped over.
    ///
    /// @param escaped whether it is a string with an escape
    void value(byte[] json, int from, int to, boolean escaped, boolean isMoment) {
        switch (json[from]) {
            case '"' -> string(json, from, to, escaped, isMoment);
            case '{', '[' -> value(new JsonScan(json, from, to - from), isMoment);
            default -> scalar(json, from, to);
        }
    }

    private void value(JsonScan scan, boolean isMoment, int depth) {
        if (depth > DEEPEST) throw new JsonScan.MalformedException();
        switch (scan.peek()) {
            case '"' -> string(scan, isMoment);
            case '{' -> object(scan, depth);
            case '[' -> array(scan, depth);
            default -> scalar(scan);
        }
    }

    private void string(JsonScan scan, boolean isMoment) {
        int from = scan.at();
        boolean escaped = scan.string();
        string(scan.buffer(), from, scan.at(), escaped, isMoment);
    }

    private void string(byte[] json, int from, int to, boolean escaped, boolean isMoment) {
        if (isMoment) {
            moment(json, from, to, escaped);
        } else if (!escaped) {
            out.write(json, from, to - from);
        } else {
            out.quoted(unescaped(json, from, to));
        }
    }

    private static String unescaped(byte[] json, int from, int to) {
        return Unescape.text(JsonScan.text(json, from + 1, to - 1));
    }

    private void array(JsonScan scan, int depth) {
        scan.expect('[');
        out.write('[');
        if (scan.peek() != ']') {
            do {
                value(scan, false, depth + 1);
                if (scan.peek() == ',') out.write(',');
            } while (scan.comma());
        }
        scan.expect(']');
        out.write(']');
    }

    private void object(JsonScan scan, int depth) {
        scan.expect('{');
        out.write('{');
        int first = members.begin();
        if (scan.peek() != '}') {
            do {
                scan.peek();
                int begin = out.size();
                string(scan, false);
                int nameEnd = out.size();
                scan.expect(':');
                out.write(':');
                value(scan, false, depth + 1);
                members.add(first, begin, nameEnd);
                out.write(',');
            } while (scan.comma());
            out.cut(out.size() - 1);
        }
        scan.expect('}');
        members.end(first);
        out.write('}');
    }

    private void scalar(JsonScan scan) {
        scan.peek();
        int from = scan.at();
        scan.value();
        scalar(scan.buffer(), from, scan.at());
    }

    private void scalar(byte[] json, int from, int to) {
        int plain = plainUntil(json, from, to);
        if (plain > from) {
            out.write(json, from, plain - from);
        } else if (isWord(json, from, to)) {
            out.write(json, from, to - from);
        } else {
            out.ascii(number(JsonScan.text(json, from, to)));
        }
    }

    private static boolean isWord(byte[] json, int from, int to) {
        for (byte[] word : WORDS) {
            if (Arrays.equals(json, from, to, word, 0, word.length)) return true;
        }
        return false;
    }

    /// Where a number ends of which the digits are its one spelling, but for zeros at its end.
    ///
    /// @return `from` where it is spelled in another way
    private static int plainUntil(byte[] json, int from, int to) {
        int first = json[from] == '-' ? from + 1 : from;
        if (to - first > LONGEST_PLAIN) return from;
        int point = first;
        while (point < to && isDigit(json[point])) point++;
        boolean isWhole = point > first && (json[first] != '0' || point == first + 1);
        if (!isWhole) return from;
        if (point < to && json[point] != '.') return from;
        int last = point;
        for (int i = point + 1; i < to; i++) {
            if (!isDigit(json[i])) return from;
            if (json[i] != '0') last = i + 1;
        }
        if (point == to - 1) return from;
        boolean isMinusZero = first > from && json[first] == '0' && last == point;
        return isMinusZero ? from : last;
    }

    private static boolean isDigit(byte sign) {
        return sign >= '0' && sign <= '9';
    }

    private static String number(String text) {
        if (!NUMBER.matcher(text).matches()) throw new JsonScan.MalformedException();
        BigDecimal number = Storable.number(text);
        if (number == null) throw new JsonScan.MalformedException();
        if (number.signum() == 0) return "0";
        BigDecimal shortest = number.stripTrailingZeros();
        return Math.abs(shortest.scale()) > 100
                ? shortest.unscaledValue() + "e" + -shortest.scale()
                : shortest.toPlainString();
    }

    /// The two usual spellings are copied; others are parsed.
    private void moment(byte[] bytes, int from, int to, boolean escaped) {
        int length = to - from - 2;
        if (!escaped && length == 24 && bytes[to - 2] == 'Z') {
            out.write(bytes, from, to - from);
        } else if (!escaped && length == 28 && isUtc(bytes, to - 6)) {
            out.write(bytes, from, 24);
            out.ascii("Z\"");
        } else {
            out.quoted(moment(unescaped(bytes, from, to)));
        }
    }

    private static boolean isUtc(byte[] bytes, int at) {
        return bytes[at] == '+'
                && bytes[at + 1] == '0'
                && bytes[at + 2] == '0'
                && bytes[at + 3] == '0'
                && bytes[at + 4] == '0';
    }

    /// A moment in its canonical form; a text that is none stays as it is.
    static String moment(String text) {
        try {
            Instant moment =
                    text.endsWith("Z")
                            ? Instant.parse(text)
                            : OffsetDateTime.parse(text, LOOSE).toInstant();
            return MOMENT.format(moment);
        } catch (DateTimeException _) {
            return text;
        }
    }
}
