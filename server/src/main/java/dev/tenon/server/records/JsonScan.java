package dev.tenon.server.records;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Steps over JSON in a byte buffer that a parser has already found to be valid. Throws
/// [MalformedException] instead of leaving the buffer when it is not.
final class JsonScan {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private final byte[] buffer;
    private final int end;
    private int at;

    JsonScan(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        this.at = offset;
        this.end = offset + length;
    }

    byte[] buffer() {
        return buffer;
    }

    int at() {
        return at;
    }

    /// The next byte that is not white space, without stepping over it.
    byte peek() {
        while (at < end) {
            byte next = buffer[at];
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') return next;
            at++;
        }
        throw new MalformedException();
    }

    /// Steps over one byte that must come next.
    void expect(char wanted) {
        if (peek() != wanted) throw new MalformedException();
        at++;
    }

    /// Steps over `,` if it comes next.
    boolean comma() {
        if (peek() != ',') return false;
        at++;
        return true;
    }

    /// Steps over a string and says whether it has an escape. Its bytes, without quotes, are from
    /// the place [#at] showed plus one to the place it shows afterwards minus one.
    boolean string() {
        expect('"');
        boolean escaped = false;
        int place = special(at);
        while (place < end) {
            if (buffer[place] == '"') {
                at = place + 1;
                return escaped;
            }
            escaped = true;
            place = special(place + 2);
        }
        throw new MalformedException();
    }

    /// The next place of a quote or a backslash, eight bytes at a look.
    private int special(int from) {
        int place = from;
        while (place <= end - Long.BYTES) {
            long eight = (long) EIGHT_BYTES.get(buffer, place);
            long found = zeroBytes(eight ^ QUOTES) | zeroBytes(eight ^ BACKSLASHES);
            if (found != 0) return place + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            place += Long.BYTES;
        }
        while (place < end && buffer[place] != '"' && buffer[place] != '\\') place++;
        return place;
    }

    /// Sets the highest bit of the first byte that is zero; bytes after it can be wrong.
    private static long zeroBytes(long eight) {
        return (eight - ONES) & ~eight & HIGH_BITS;
    }

    /// Steps over a string if these are its bytes between the quotes, escapes as they are written.
    boolean string(byte[] expected) {
        if (peek() != '"') throw new MalformedException();
        int from = at + 1;
        int to = from + expected.length;
        boolean same =
                to < end
                        && buffer[to] == '"'
                        && Arrays.equals(buffer, from, to, expected, 0, expected.length);
        if (same) at = to + 1;
        return same;
    }

    /// Steps over any value and says whether it is a string with an escape.
    boolean value() {
        byte first = peek();
        if (first == '"') return string();
        if (first == '{' || first == '[') {
            container();
        } else {
            scalar();
        }
        return false;
    }

    private void scalar() {
        int start = at;
        while (at < end) {
            byte next = buffer[at];
            if (next == ',' || next == '}' || next == ']' || next <= ' ') break;
            at++;
        }
        if (at == start) throw new MalformedException();
    }

    private void container() {
        int depth = 0;
        while (at < end) {
            byte next = buffer[at];
            if (next == '"') {
                string();
                continue;
            }
            at++;
            if (next == '{' || next == '[') depth++;
            if ((next == '}' || next == ']') && --depth == 0) return;
        }
        throw new MalformedException();
    }

    /// A part of the buffer as text.
    String text(int from, int to) {
        return text(buffer, from, to);
    }

    /// A part of a buffer as text.
    static String text(byte[] buffer, int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.UTF_8);
    }

    /// JSON that ends too early or is none.
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException() {
            super("malformed JSON", null, false, false);
        }
    }
}
