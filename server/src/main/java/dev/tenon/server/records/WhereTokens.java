package dev.tenon.server.records;

import dev.tenon.diagnostics.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a `where` text into tokens.
final class WhereTokens {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*(?:"
                            + "(?<text>'(?:[^']|'')*')"
                            + "|(?<quoted>\"(?:[^\"]|\"\")*\")"
                            + "|(?<path>\\$(?:\\['[^']*'])+)"
                            + "|(?<number>[+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)"
                            + "|(?<word>[A-Za-z_][A-Za-z0-9_.]*)"
                            + "|(?<sign><=|>=|<>|!=|==|=|<|>|\\(|\\)|,|[~^%&|*/!?:;@#+\\\\{}\\[\\]-]+)"
                            + ")");

    private WhereTokens() {}

    /// @throws Refusal `query.bad-where` at what is no token
    static List<Token> of(String where) {
        refuseStrange(where);
        var tokens = new ArrayList<Token>();
        Matcher matcher = TOKEN.matcher(where);
        int at = 0;
        while (!where.substring(at).isBlank()) {
            matcher.region(at, where.length());
            if (!matcher.lookingAt()) {
                throw unexpected(where, at + leadingBlanks(where, at));
            }
            tokens.add(token(matcher));
            at = matcher.end();
        }
        tokens.add(new Token(Kind.END, "", where.length() + 1));
        return tokens;
    }

    private static Refusal unexpected(String where, int begin) {
        char sign = where.charAt(begin);
        if (sign == '\'' || sign == '"') {
            return bad(
                    "A quote is opened and not closed.",
                    begin + 1,
                    "Close it; inside of it, write the quote twice, as in 'O''Hara'.");
        }
        return bad(
                "There is something unexpected: " + sign,
                begin + 1,
                "Put texts in single quotes, as in stage = 'open'.");
    }

    /// No text in the store has such characters.
    private static void refuseStrange(String where) {
        OptionalInt at = Storable.strangeAt(where);
        if (at.isEmpty()) return;
        throw bad(
                "There is a character that no text has: U+%04X."
                        .formatted((int) where.charAt(at.getAsInt())),
                at.getAsInt() + 1,
                "Leave it out.");
    }

    private static int leadingBlanks(String where, int at) {
        int blanks = 0;
        while (Character.isWhitespace(where.charAt(at + blanks))) blanks++;
        return blanks;
    }

    private static Token token(Matcher matcher) {
        for (Kind kind : Kind.values()) {
            if (kind == Kind.END) continue;
            String text = matcher.group(kind.group());
            if (text != null) return new Token(kind, text, matcher.start(kind.group()) + 1);
        }
        throw new IllegalStateException("a token of no kind");
    }

    static Refusal bad(String what, int at, String fix) {
        return new Refusal(
                Refusal.Kind.INVALID, "query.bad-where", what, "where, position " + at, fix);
    }

    /// @param at its place in the text, from 1
    record Token(Kind kind, String text, int at) {
        boolean is(String word) {
            return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(word);
        }
    }

    enum Kind {
        TEXT,
        QUOTED,
        PATH,
        NUMBER,
        WORD,
        SIGN,
        END;

        String group() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
