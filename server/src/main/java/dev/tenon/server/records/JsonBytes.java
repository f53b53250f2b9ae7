package dev.tenon.server.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing buffer that JSON is written to. For use by one thread at a time.
final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] buffer = new byte[1024];
    private int size;

    /// A text in the encoding of JSON.
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    int size() {
        return size;
    }

    /// What has been written; valid up to [#size], until more is written.
    byte[] array() {
        return buffer;
    }

    void reset() {
        size = 0;
    }

    /// Takes back what was written after `length` bytes.
    void cut(int length) {
        size = length;
    }

    /// What was written, as text.
    String text() {
        return text(0, size);
    }

    /// A part of what was written, as text.
    String text(int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.UTF_8);
    }

    void write(char ascii) {
        room(1);
        buffer[size++] = (byte) ascii;
    }

    void write(byte[] bytes, int from, int length) {
        room(length);
        System.arraycopy(bytes, from, buffer, size, length);
        size += length;
    }

    void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    void ascii(String text) {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// A text as a JSON string with the fewest escapes.
    void quoted(String text) {
        byte[] bytes = utf8(text);
        write('"');
        int plain = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (!mustEscape(bytes[i])) continue;
            write(bytes, plain, i - plain);
            escaped(bytes[i]);
            plain = i + 1;
        }
        write(bytes, plain, bytes.length - plain);
        write('"');
    }

    private static boolean mustEscape(byte next) {
        return next == '"' || next == '\\' || (next >= 0 && next < ' ');
    }

    private void escaped(byte next) {
        switch (next) {
            case '"' -> ascii("\\\"");
            case '\\' -> ascii("\\\\");
            case '\n' -> ascii("\\n");
            case '\r' -> ascii("\\r");
            case '\t' -> ascii("\\t");
            case '\b' -> ascii("\\b");
            case '\f' -> ascii("\\f");
            default -> {
                ascii("\\u00");
                room(2);
                buffer[size++] = HEX[next >> 4];
                buffer[size++] = HEX[next & 15];
            }
        }
    }

    private void room(int more) {
        if (more > buffer.length - size) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
