package dev.tenon.sandbox.salesforce.soql;

import dev.tenon.sandbox.salesforce.error.ApiError;
import java.util.List;

/// Walks through the tokens of a query.
final class Tokens {
    private final String soql;
    private final List<Token> tokens;
    private int at;

    Tokens(String soql) {
        this.soql = soql;
        this.tokens = new Tokenizer(soql).tokens();
    }

    Token peek() {
        return tokens.get(at);
    }

    String text() {
        return peek().text();
    }

    Token next() {
        Token token = peek();
        if (at < tokens.size() - 1) at++;
        return token;
    }

    boolean atEnd() {
        return peek().kind() == Token.Kind.END;
    }

    boolean isWord() {
        return peek().kind() == Token.Kind.WORD;
    }

    boolean is(String text) {
        return peek().is(text);
    }

    boolean take(String text) {
        boolean there = is(text);
        if (there) next();
        return there;
    }

    void expect(String text) {
        if (!take(text)) throw unexpected();
    }

    /// A whole number of rows.
    int count() {
        Token token = next();
        try {
            int count = Integer.parseInt(token.text());
            if (count >= 0) return count;
        } catch (NumberFormatException notANumber) {
            throw refuse(token.at(), "unexpected token: '" + token.text() + "'");
        }
        throw refuse(token.at(), "unexpected token: '" + token.text() + "'");
    }

    ApiError unexpected() {
        return refuse(peek().at(), "unexpected token: '" + text() + "'");
    }

    ApiError refuse(int place, String why) {
        return SoqlError.malformed(soql, place, why);
    }
}
