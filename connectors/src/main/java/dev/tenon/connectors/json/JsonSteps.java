package dev.tenon.connectors.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Steps over JSON in UTF-8, looking at each byte once and making no text but what is asked for.
/// Holds whoever wrote it to RFC 8259 in everything that it steps over. Jackson reads strings with
/// escapes. For use by one thread.
final class JsonSteps {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long BLANKS = ONES * ' ';
    private static final int DEEPEST = 500;
    private static final int LONGEST_NUMBER = 1_000;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] TRUE = bytes("true");
    private static final byte[] FALSE = bytes("false");
    private static final byte[] NULL = bytes("null");
    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] json;
    private final int end;
    private int at;
    private int textFrom;
    private boolean isEscaped;

    JsonSteps(byte[] json) {
        this(json, 0, json.length);
        if (startsWith(BYTE_ORDER_MARK)) at += BYTE_ORDER_MARK.length;
    }

    JsonSteps(byte[] json, int offset, int length) {
        this.json = json;
        this.at = offset;
        this.end = offset + length;
    }

    /// The place of the next byte.
    int at() {
        return at;
    }

    /// The next byte that is not white space, without stepping over it.
    ///
    /// @throws Malformed when there is none
    byte peek() {
        if (isOver()) throw new Malformed(at);
        return json[at];
    }

    /// Whether nothing but white space follows.
    boolean isOver() {
        while (at < end && isBlank(json[at])) at++;
        return at == end;
    }

    private static boolean isBlank(byte next) {
        return next == ' ' || next == '\n' || next == '\r' || next == '\t';
    }

    /// Steps over a byte that must come next.
    void step(char wanted) {
        if (peek() != wanted) throw new Malformed(at);
        at++;
    }

    /// Steps over a byte if it comes next.
    boolean stepIf(char wanted) {
        if (peek() != wanted) return false;
        at++;
        return true;
    }

    /// Steps over these bytes if they come next.
    boolean stepIf(byte[] wanted) {
        if (!startsWith(wanted)) return false;
        at += wanted.length;
        return true;
    }

    /// What was stepped over since a place.
    byte[] since(int place) {
        return Arrays.copyOfRange(json, place, at);
    }

    /// Steps over a string.
    void string() {
        if (peek() != '"') throw new Malformed(at);
        isEscaped = false;
        textFrom = at + 1;
        int place = at + 1;
        while (true) {
            place = plainUntil(place);
            if (place >= end) throw new Malformed(end);
            byte next = json[place];
            if (next == '"') break;
            if (next == '\\') place = escape(place);
            else if (next < 0) place = sequence(place);
            else if (next < ' ') throw new Malformed(place);
            else place++;
        }
        at = place + 1;
    }

    /// The place of the next byte that is more than a printable sign of ASCII, eight at a look.
    private int plainUntil(int from) {
        int place = from;
        while (place <= end - Long.BYTES) {
            long eight = (long) EIGHT_BYTES.get(json, place);
            long special =
                    zeroBytes(eight ^ QUOTES)
                            | zeroBytes(eight ^ BACKSLASHES)
                            | ((eight - BLANKS) & ~eight & HIGH_BITS)
                            | (eight & HIGH_BITS);
            if (special != 0) return place + Long.numberOfTrailingZeros(special) / Byte.SIZE;
            place += Long.BYTES;
        }
        return place;
    }

    /// Sets the highest bit of the first byte that is zero; bytes after it can be wrong.
    private static long zeroBytes(long eight) {
        return (eight - ONES) & ~eight & HIGH_BITS;
    }

    private int escape(int place) {
        isEscaped = true;
        if (place + 1 >= end) throw new Malformed(end);
        return switch (json[place + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> place + 2;
            case 'u' -> digits(place + 2);
            default -> throw new Malformed(place + 1);
        };
    }

    /// Steps over the four digits of an escape.
    private int digits(int from) {
        for (int digit = from; digit < from + 4; digit++) {
            if (digit >= end || Character.digit(json[digit], 16) < 0) throw new Malformed(digit);
        }
        return from + 4;
    }

    /// Steps over the bytes of one sign beyond ASCII.
    private int sequence(int place) {
        int first = json[place] & 0xFF;
        int more;
        if (first >= 0xC0 && first < 0xE0) more = 1;
        else if (first >= 0xE0 && first < 0xF0) more = 2;
        else if (first >= 0xF0 && first < 0xF8) more = 3;
        else throw new Malformed(place);
        for (int next = place + 1; next <= place + more; next++) {
            if (next >= end || (json[next] & 0xC0) != 0x80) throw new Malformed(next);
        }
        return place + more + 1;
    }

    /// The string that was stepped over last.
    String text() {
        int to = at - 1;
        if (!isEscaped) return new String(json, textFrom, to - textFrom, StandardCharsets.UTF_8);
        try (JsonParser parser =
                JSON.createParser(
                        ObjectReadContext.empty(), json, textFrom - 1, at - textFrom + 1)) {
            parser.nextToken();
            return parser.getString();
        }
    }

    /// Whether the string that was stepped over last is this one.
    ///
    /// @param bytes in UTF-8
    boolean isText(String text, byte[] bytes) {
        if (isEscaped) return text().equals(text);
        return Arrays.equals(json, textFrom, at - 1, bytes, 0, bytes.length);
    }

    /// Reads the string that was stepped over last as a moment.
    ///
    /// @throws DateTimeException when it is none
    Instant moment() {
        if (!isEscaped) return Moments.parse(json, textFrom, at - 1 - textFrom);
        byte[] plain = bytes(text());
        return Moments.parse(plain, 0, plain.length);
    }

    /// Steps over a value that is no object and no array, and gives it as text.
    String scalar() {
        if (peek() == '"') {
            string();
            return text();
        }
        int from = at;
        value();
        return new String(json, from, at - from, StandardCharsets.UTF_8);
    }

    /// Steps over any value.
    void value() {
        value(0);
    }

    private void value(int depth) {
        byte first = peek();
        if (first == '"') {
            string();
        } else if (first == '{') {
            object(depth + 1);
        } else if (first == '[') {
            array(depth + 1);
        } else {
            plain(first);
        }
    }

    private void plain(byte first) {
        switch (first) {
            case 't' -> word(TRUE);
            case 'f' -> word(FALSE);
            case 'n' -> word(NULL);
            default -> number();
        }
    }

    private void object(int depth) {
        if (depth > DEEPEST) throw new Malformed(at);
        at++;
        if (stepIf('}')) return;
        do {
            string();
            step(':');
            value(depth);
        } while (stepIf(','));
        step('}');
    }

    private void array(int depth) {
        if (depth > DEEPEST) throw new Malformed(at);
        at++;
        if (stepIf(']')) return;
        do {
            value(depth);
        } while (stepIf(','));
        step(']');
    }

    private void word(byte[] word) {
        if (!startsWith(word)) throw new Malformed(at);
        at += word.length;
    }

    private boolean startsWith(byte[] bytes) {
        int to = at + bytes.length;
        return to <= end && Arrays.equals(json, at, to, bytes, 0, bytes.length);
    }

    private void number() {
        int from = at;
        if (json[at] == '-') at++;
        if (at < end && json[at] == '0') at++;
        else digits();
        if (at < end && json[at] == '.') {
            at++;
            digits();
        }
        if (at < end && (json[at] == 'e' || json[at] == 'E')) {
            at++;
            if (at < end && (json[at] == '+' || json[at] == '-')) at++;
            digits();
        }
        if (at - from > LONGEST_NUMBER) throw new Malformed(from);
    }

    private void digits() {
        int from = at;
        while (at < end && json[at] >= '0' && json[at] <= '9') at++;
        if (at == from) throw new Malformed(at);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// This is not JSON.
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int at;

        Malformed(int at) {
            super("not JSON near byte " + at, null, false, false);
            this.at = at;
        }

        /// The place of the first byte that is wrong, or missing.
        int at() {
            return at;
        }
    }
}
