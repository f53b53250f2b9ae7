package dev.tenon.server.records;

import java.nio.charset.StandardCharsets;

/// Steps over JSON in a byte buffer that a parser has already found to be valid. Throws
/// [MalformedException] instead of leaving the buffer when it is not.
final class JsonScan {
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
        while (at < end) {
            byte next = buffer[at++];
            if (next == '"') return escaped;
            if (next == '\\') {
                escaped = true;
                at++;
            }
        }
        throw new MalformedException();
    }

    /// Steps over any value.
    void value() {
        byte first = peek();
        if (first == '"') {
            string();
        } else if (first == '{' || first == '[') {
            container();
        } else {
            scalar();
        }
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
