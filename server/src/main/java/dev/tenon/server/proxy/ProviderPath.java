package dev.tenon.server.proxy;

import dev.tenon.diagnostics.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The provider's part of a URL. It goes on as it came, but for characters that no URL may hold,
/// which are escaped; and it stays below the base URL.
final class ProviderPath {
    private static final String UNRESERVED = "-._~";
    private static final String DELIMITERS = "!$&'()*+,;=";
    private static final String IN_PATH = UNRESERVED + DELIMITERS + ":@/";
    private static final String IN_QUERY = IN_PATH + "?[]";

    private ProviderPath() {}

    /// @param path with its escapes; empty for the base URL itself
    /// @param query without the question mark
    /// @throws Refusal `proxy.bad-path`
    static String of(String path, String query) {
        if (path.startsWith("//")) {
            throw bad(path, "begins with two slashes", "Write one slash after /proxy.");
        }
        check(path);
        String escaped = escaped(path, IN_PATH);
        return query.isEmpty() ? escaped : escaped + "?" + escaped(query, IN_QUERY);
    }

    /// A server may take an escaped dot, slash or backslash for what it stands for.
    private static void check(String path) {
        String plain =
                path.toLowerCase(Locale.ROOT)
                        .replace("%2e", ".")
                        .replace("%2f", "/")
                        .replace("%5c", "/")
                        .replace('\\', '/');
        for (String segment : plain.split("/", -1)) {
            int parameters = segment.indexOf(';');
            String bare = parameters < 0 ? segment : segment.substring(0, parameters);
            if (bare.equals(".") || bare.equals("..")) {
                throw bad(path, "has a dot segment", "Write the path that you mean without it.");
            }
        }
        if (path.chars().anyMatch(each -> each < 0x20 || each == 0x7f)) {
            throw bad("", "has a control character", "Leave it out.");
        }
    }

    /// A percent sign that begins no escape stands for itself.
    private static String escaped(String text, String allowed) {
        var escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int next = i + Character.charCount(point);
            if (isPlain(point, allowed) || (point == '%' && isEscape(text, i))) {
                escaped.appendCodePoint(point);
            } else {
                for (byte each : text.substring(i, next).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append('%').append("%02X".formatted(each & 0xff));
                }
            }
            i = next;
        }
        return escaped.toString();
    }

    private static boolean isPlain(int point, String allowed) {
        boolean isLetter = (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
        return isLetter || (point >= '0' && point <= '9') || allowed.indexOf(point) >= 0;
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length()
                && Character.digit(text.charAt(at + 1), 16) >= 0
                && Character.digit(text.charAt(at + 2), 16) >= 0;
    }

    private static Refusal bad(String path, String why, String fix) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "proxy.bad-path",
                "The path " + path + " " + why + ", and so might not stay below the base URL.",
                "url",
                fix);
    }
}
