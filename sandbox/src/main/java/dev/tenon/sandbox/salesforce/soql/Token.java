package dev.tenon.sandbox.salesforce.soql;

/// A piece of a query.
///
/// @param kind what sort of piece
/// @param text its characters; of a string, without quotes and escapes
/// @param at where it begins, from 0
record Token(Kind kind, String text, int at) {
    enum Kind {
        WORD,
        NUMBER,
        STRING,
        SYMBOL,
        END
    }

    boolean is(String expected) {
        return kind != Kind.STRING && text.equalsIgnoreCase(expected);
    }
}
