package dev.tenon.server.records;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Writes a value in the one form that equal values share: members sorted, no blanks, strings with
/// the fewest escapes, numbers without trailing zeros, moments in UTC with milliseconds. Also
/// leaves out what PostgreSQL cannot store (U+0000, half surrogate pairs).
final class CanonicalJson {
    private static final int DEEPEST = 64;
    private static final int LONGEST_PLAIN = 100;
    private static final Set<String> WORDS = Set.of("true", "false", "null");
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

    private final Bytes out = new Bytes();

    /// The bytes written since the last [#reset].
    Bytes out() {
        return out;
    }

    void reset() {
        out.reset();
    }

    /// Writes the value that `scan` stands before, and steps over it.
    void value(JsonScan scan, boolean isMoment) {
        value(scan, isMoment, 0);
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
        int to = scan.at();
        if (isMoment) {
            String raw = scan.text(from + 1, to - 1);
            out.quoted(moment(escaped ? Unescape.text(raw) : raw));
        } else if (!escaped) {
            out.write(scan.buffer(), from, to - from);
        } else {
            out.quoted(Unescape.text(scan.text(from + 1, to - 1)));
        }
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

    /// Members are few and rarely nested, so each is written by an instance of its own.
    private void object(JsonScan scan, int depth) {
        scan.expect('{');
        var members = new TreeMap<String, byte[]>();
        if (scan.peek() != '}') {
            do {
                scan.peek();
                int from = scan.at();
                boolean escaped = scan.string();
                String raw = scan.text(from + 1, scan.at() - 1);
                scan.expect(':');
                var inner = new CanonicalJson();
                inner.value(scan, false, depth + 1);
                members.put(escaped ? Unescape.text(raw) : raw, inner.out.toByteArray());
            } while (scan.comma());
        }
        scan.expect('}');
        out.write('{');
        boolean first = true;
        for (var member : members.entrySet()) {
            if (!first) out.write(',');
            first = false;
            out.quoted(member.getKey());
            out.write(':');
            out.write(member.getValue(), 0, member.getValue().length);
        }
        out.write('}');
    }

    private void scalar(JsonScan scan) {
        scan.peek();
        int from = scan.at();
        scan.value();
        int to = scan.at();
        if (isPlainInteger(scan.buffer(), from, to)) {
            out.write(scan.buffer(), from, to - from);
        } else {
            String text = scan.text(from, to);
            out.ascii(WORDS.contains(text) ? text : number(text));
        }
    }

    /// Whether the digits are a number's one spelling, so that they can be copied.
    private static boolean isPlainInteger(byte[] buffer, int from, int to) {
        int first = buffer[from] == '-' ? from + 1 : from;
        if (first == to || to - first > LONGEST_PLAIN) return false;
        if (buffer[first] == '0') return first == from && to == from + 1;
        for (int i = first; i < to; i++) {
            if (buffer[i] < '0' || buffer[i] > '9') return false;
        }
        return true;
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

    /// A moment in its canonical form; a text that is none stays as it is.
    static String moment(String text) {
        int length = text.length();
        if (length == 24 && text.charAt(23) == 'Z') return text;
        if (length == 28 && text.endsWith("+0000")) return text.substring(0, 23) + "Z";
        try {
            Instant moment =
                    length > 0 && text.charAt(length - 1) == 'Z'
                            ? Instant.parse(text)
                            : OffsetDateTime.parse(text, LOOSE).toInstant();
            return MOMENT.format(moment);
        } catch (DateTimeException _) {
            return text;
        }
    }

    /// A growing buffer that writes JSON strings.
    static final class Bytes extends ByteArrayOutputStream {
        private static final String HEX = "0123456789abcdef";

        Bytes() {
            super(1024);
        }

        byte[] array() {
            return buf;
        }

        void writeTo(Bytes other) {
            other.write(buf, 0, count);
        }

        void ascii(String text) {
            for (int i = 0; i < text.length(); i++) write(text.charAt(i));
        }

        void quoted(String text) {
            write('"');
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (byte next : bytes) one(next);
            write('"');
        }

        private void one(byte next) {
            switch (next) {
                case '"' -> ascii("\\\"");
                case '\\' -> ascii("\\\\");
                case '\n' -> ascii("\\n");
                case '\r' -> ascii("\\r");
                case '\t' -> ascii("\\t");
                case '\b' -> ascii("\\b");
                case '\f' -> ascii("\\f");
                default -> {
                    if (next >= 0 && next < ' ') {
                        ascii("\\u00");
                        write(HEX.charAt(next >> 4));
                        write(HEX.charAt(next & 15));
                    } else {
                        write(next);
                    }
                }
            }
        }
    }
}
