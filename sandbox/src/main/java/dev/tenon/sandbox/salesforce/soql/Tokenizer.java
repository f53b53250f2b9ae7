package dev.tenon.sandbox.salesforce.soql;

import dev.tenon.sandbox.salesforce.error.ApiError;
import java.util.ArrayList;
import java.util.List;

/// Cuts a query into tokens.
final class Tokenizer {
    private final String soql;
    private int at;

    Tokenizer(String soql) {
        this.soql = soql;
    }

    List<Token> tokens() {
        var tokens = new ArrayList<Token>();
        while (true) {
            while (at < soql.length() && Character.isWhitespace(soql.charAt(at))) at++;
            if (at == soql.length()) {
                tokens.add(new Token(Token.Kind.END, "<EOF>", at));
                return tokens;
            }
            tokens.add(next());
        }
    }

    private Token next() {
        char first = soql.charAt(at);
        if (first == '\'') return string();
        if (Character.isLetter(first) || first == '_') return run(Token.Kind.WORD);
        boolean signed = (first == '-' || first == '+') && digitFollows();
        if (Character.isDigit(first) || signed) return run(Token.Kind.NUMBER);
        int start = at++;
        if (at < soql.length()
                && List.of("<=", ">=", "!=", "<>").contains(soql.substring(start, at + 1))) at++;
        String symbol = soql.substring(start, at);
        if (symbol.length() == 1 && !"()=<>,:".contains(symbol)) {
            throw SoqlError.malformed(soql, start, "unexpected token: '" + symbol + "'");
        }
        return new Token(Token.Kind.SYMBOL, symbol, start);
    }

    private boolean digitFollows() {
        return at + 1 < soql.length() && Character.isDigit(soql.charAt(at + 1));
    }

    private Token run(Token.Kind kind) {
        int start = at++;
        while (at < soql.length() && belongs(kind, soql.charAt(at))) at++;
        return new Token(kind, soql.substring(start, at), start);
    }

    private static boolean belongs(Token.Kind kind, char letter) {
        if (Character.isLetterOrDigit(letter) || letter == '.') return true;
        return kind == Token.Kind.WORD ? letter == '_' : ":+-".indexOf(letter) >= 0;
    }

    private Token string() {
        int start = at++;
        var text = new StringBuilder();
        while (at < soql.length() && soql.charAt(at) != '\'') {
            char letter = soql.charAt(at++);
            text.append(letter == '\\' && at < soql.length() ? escaped(start) : letter);
        }
        if (at == soql.length()) {
            throw ApiError.badRequest(
                    "MALFORMED_QUERY",
                    "line 1:" + start + " mismatched character '<EOF>' expecting '''");
        }
        at++;
        return new Token(Token.Kind.STRING, text.toString(), start);
    }

    private String escaped(int start) {
        char letter = soql.charAt(at++);
        return switch (letter) {
            case 'n', 'N' -> "\n";
            case 'r', 'R' -> "\r";
            case 't', 'T' -> "\t";
            case 'b', 'B' -> "\b";
            case 'f', 'F' -> "\f";
            case '\'', '"', '\\' -> String.valueOf(letter);
            // Kept as they are for LIKE, which reads them as plain characters.
            case '_', '%' -> "\\" + letter;
            default ->
                    throw SoqlError.malformed(
                            soql,
                            start,
                            "Invalid string literal '\\"
                                    + letter
                                    + "'. Illegal character sequence");
        };
    }
}
