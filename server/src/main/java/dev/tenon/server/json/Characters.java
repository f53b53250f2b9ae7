package dev.tenon.server.json;

import dev.tenon.diagnostics.Refusal;

/// Refuses texts that cannot be stored: with the character 0, which PostgreSQL has no place for, or
/// with half of a surrogate pair, which UTF-8 has no bytes for. JSON can spell both.
public final class Characters {
    private Characters() {}

    /// Looks at one text.
    ///
    /// @param where it stands, for people
    /// @throws Refusal `request.bad-character`
    public static void check(String text, String where) {
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            boolean isPair =
                    Character.isHighSurrogate(one)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (isPair) {
                i++;
            } else if (one == 0 || Character.isSurrogate(one)) {
                throw refusal(one, where);
            }
        }
    }

    private static Refusal refusal(char one, String where) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "request.bad-character",
                "A text has the character U+%04X, which cannot be stored.".formatted((int) one),
                where,
                "Leave the character out.");
    }
}
