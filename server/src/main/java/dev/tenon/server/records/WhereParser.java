package dev.tenon.server.records;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.records.Condition.Operator;
import dev.tenon.server.records.Condition.Value;
import dev.tenon.server.records.WhereTokens.Kind;
import dev.tenon.server.records.WhereTokens.Token;
import java.util.ArrayList;
import java.util.List;

/// Reads the `where` language: comparisons (`= != < <= > >=`), `in (…)`, `like`, `is null`, joined
/// by `and`, `or`, `not` and parentheses. Every refusal names the position.
final class WhereParser {
    private static final int LONGEST = 10_000;
    private static final int DEEPEST = 50;

    private final List<Token> tokens;
    private int at;
    private int depth;

    private WhereParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /// @throws Refusal `query.bad-where`
    static Condition parse(String where) {
        if (where.length() > LONGEST) {
            throw WhereTokens.bad(
                    "The condition is longer than 10,000 characters.",
                    LONGEST,
                    "Ask in several queries.");
        }
        var parser = new WhereParser(WhereTokens.of(where));
        Condition condition = parser.or();
        Token rest = parser.peek();
        if (rest.kind() != Kind.END) {
            throw WhereTokens.bad(
                    "The condition should have ended before " + rest.text() + ".",
                    rest.at(),
                    "Join conditions with \"and\" or \"or\".");
        }
        return condition;
    }

    private Condition or() {
        var parts = new ArrayList<Condition>();
        do parts.add(and());
        while (take("or"));
        return parts.size() == 1 ? parts.getFirst() : new Condition.Or(parts);
    }

    private Condition and() {
        var parts = new ArrayList<Condition>();
        do parts.add(not());
        while (take("and"));
        return parts.size() == 1 ? parts.getFirst() : new Condition.And(parts);
    }

    private Condition not() {
        if (take("not")) return nested(() -> new Condition.Not(not()));
        if (take("(")) {
            return nested(() -> {
                Condition inside = or();
                expect(")");
                return inside;
            });
        }
        return comparison();
    }

    private Condition nested(java.util.function.Supplier<Condition> inner) {
        if (++depth > DEEPEST) {
            throw WhereTokens.bad(
                    "The condition is nested more than 50 deep.", peek().at(), "Ask more simply.");
        }
        Condition condition = inner.get();
        depth--;
        return condition;
    }

    private Condition comparison() {
        Condition.Field field = field();
        if (take("is")) {
            boolean negated = take("not");
            expect("null");
            Condition isNull = new Condition.IsNull(field);
            return negated ? new Condition.Not(isNull) : isNull;
        }
        boolean negated = take("not");
        if (take("in")) return negate(negated, new Condition.In(field, values()));
        if (take("like")) {
            return negate(negated, new Condition.Compare(field, Operator.LIKE, value()));
        }
        if (negated) {
            throw WhereTokens.bad(
                    "\"not\" is followed by " + shown(peek()) + ".",
                    peek().at(),
                    "Write \"not in\" or \"not like\" here, or put \"not\" before the field.");
        }
        return compare(field);
    }

    private Condition compare(Condition.Field field) {
        Token sign = next();
        String written = sign.text() + stuckTo(sign);
        Operator operator =
                switch (written) {
                    case "=", "==" -> Operator.EQUAL;
                    case "!=", "<>" -> Operator.UNEQUAL;
                    case "<" -> Operator.LESS;
                    case "<=" -> Operator.AT_MOST;
                    case ">" -> Operator.GREATER;
                    case ">=" -> Operator.AT_LEAST;
                    default ->
                            throw WhereTokens.bad(
                                    (sign.kind() == Kind.END ? "The end" : written)
                                            + " is no operator.",
                                    sign.at(),
                                    "Use =, !=, <, <=, >, >=, in, like or is null.");
                };
        if (peek().is("null")) {
            Token word = next();
            Condition isNull = new Condition.IsNull(field);
            if (operator == Operator.EQUAL) return isNull;
            if (operator == Operator.UNEQUAL) return new Condition.Not(isNull);
            throw WhereTokens.bad("Nothing is compared to null.", word.at(), "Write \"is null\".");
        }
        return new Condition.Compare(field, operator, value());
    }

    /// What stands right behind an operator and belongs to it as people write it, as the `~` of
    /// `=~`; empty when nothing does.
    private String stuckTo(Token sign) {
        Token behind = peek();
        boolean isStuck =
                sign.kind() == Kind.SIGN
                        && behind.kind() == Kind.SIGN
                        && !behind.is("(")
                        && behind.at() == sign.at() + sign.text().length();
        return isStuck ? behind.text() : "";
    }

    private static Condition negate(boolean negated, Condition condition) {
        return negated ? new Condition.Not(condition) : condition;
    }

    private Condition.Field field() {
        Token token = next();
        return switch (token.kind()) {
            case WORD, PATH -> new Condition.Field(token.text(), token.at());
            case QUOTED ->
                    new Condition.Field(
                            token.text()
                                    .substring(1, token.text().length() - 1)
                                    .replace("\"\"", "\""),
                            token.at());
            case TEXT, NUMBER, SIGN, END ->
                    throw WhereTokens.bad(
                            "A field was expected instead of " + shown(token) + ".",
                            token.at(),
                            "Begin each condition with a field, as in stage = 'open'.");
        };
    }

    private List<Value> values() {
        expect("(");
        var values = new ArrayList<Value>();
        do values.add(value());
        while (take(","));
        expect(")");
        return values;
    }

    private Value value() {
        Token token = next();
        return switch (token.kind()) {
            case TEXT ->
                    new Value(
                            Value.Kind.TEXT,
                            token.text().substring(1, token.text().length() - 1).replace("''", "'"),
                            token.at());
            case NUMBER -> new Value(Value.Kind.NUMBER, token.text(), token.at());
            case WORD, QUOTED, PATH, SIGN, END -> {
                if (token.is("true") || token.is("false")) {
                    yield new Value(
                            Value.Kind.BOOLEAN,
                            token.text().toLowerCase(java.util.Locale.ROOT),
                            token.at());
                }
                throw WhereTokens.bad(
                        "A value was expected instead of " + shown(token) + ".",
                        token.at(),
                        "Write a number, true, false, or a text in single quotes.");
            }
        };
    }

    private static String shown(Token token) {
        return token.kind() == Kind.END ? "the end" : token.text();
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) at++;
        return token;
    }

    private boolean take(String word) {
        if (!peek().is(word)) return false;
        at++;
        return true;
    }

    private void expect(String word) {
        if (take(word)) return;
        throw WhereTokens.bad(
                "\"" + word + "\" was expected instead of " + shown(peek()) + ".",
                peek().at(),
                "Write \"" + word + "\" here.");
    }
}
