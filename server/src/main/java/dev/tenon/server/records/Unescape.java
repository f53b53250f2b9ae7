package dev.tenon.server.records;

/// Turns the inside of a JSON string into text.
final class Unescape {
    private Unescape() {}

    /// The text; U+0000 is left out and a half surrogate pair becomes U+FFFD, for PostgreSQL stores
    /// neither.
    static String text(String raw) {
        var text = new StringBuilder(raw.length());
        int at = 0;
        while (at < raw.length()) {
            char next = raw.charAt(at++);
            if (next != '\\') {
                text.append(next);
                continue;
            }
            if (at >= raw.length()) throw new JsonScan.MalformedException();
            char kind = raw.charAt(at++);
            if (kind == 'u') {
                text.append(code(raw, at));
                at += 4;
            } else {
                text.append(plain(kind));
            }
        }
        return mended(text);
    }

    private static char code(String raw, int at) {
        if (at + 4 > raw.length()) throw new JsonScan.MalformedException();
        int code = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(raw.charAt(i), 16);
            if (digit < 0) throw new JsonScan.MalformedException();
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private static char plain(char kind) {
        return switch (kind) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '"', '\\', '/' -> kind;
            default -> throw new JsonScan.MalformedException();
        };
    }

    private static String mended(StringBuilder text) {
        boolean clean = true;
        for (int i = 0; i < text.length() && clean; i++) {
            char next = text.charAt(i);
            clean = next != 0 && !Character.isSurrogate(next);
        }
        if (clean) return text.toString();
        var mended = new StringBuilder(text.length());
        text.codePoints()
                .filter(code -> code != 0)
                .map(code -> code >= 0xd800 && code <= 0xdfff ? 0xfffd : code)
                .forEach(mended::appendCodePoint);
        return mended.toString();
    }
}
