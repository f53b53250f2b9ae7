package dev.tenon.sandbox.salesforce.soql;

import dev.tenon.sandbox.salesforce.soql.Condition.Operator;
import dev.tenon.sandbox.salesforce.soql.Query.FieldName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Reads what follows WHERE. AND and OR may not be mixed without parentheses.
final class ConditionParser {
    private static final int DEEPEST = 200;

    private final Tokens tokens;
    private final Supplier<Query> subquery;
    private int depth;

    ConditionParser(Tokens tokens, Supplier<Query> subquery) {
        this.tokens = tokens;
        this.subquery = subquery;
    }

    Condition condition() {
        if (++depth > DEEPEST)
            throw tokens.refuse(tokens.peek().at(), "the condition is nested too deeply");
        Condition first = part();
        if (!tokens.is("AND") && !tokens.is("OR")) return first;
        String joint = tokens.text();
        var parts = new ArrayList<>(List.of(first));
        while (tokens.take(joint)) parts.add(part());
        if (tokens.is("AND") || tokens.is("OR")) throw tokens.unexpected();
        depth--;
        return joint.equalsIgnoreCase("AND") ? new Condition.And(parts) : new Condition.Or(parts);
    }

    private Condition part() {
        if (tokens.take("NOT")) return new Condition.Not(part());
        if (tokens.take("(")) {
            Condition inner = condition();
            tokens.expect(")");
            return inner;
        }
        return comparison();
    }

    private Condition comparison() {
        if (!tokens.isWord()) throw tokens.unexpected();
        Token name = tokens.next();
        var field = new FieldName(name.text(), name.at());
        if (tokens.take("IN")) return among(field, false);
        if (tokens.take("NOT")) {
            tokens.expect("IN");
            return among(field, true);
        }
        if (tokens.take("INCLUDES")) return new Condition.Includes(field, false, texts());
        if (tokens.take("EXCLUDES")) return new Condition.Includes(field, true, texts());
        Operator operator = operator();
        return new Condition.Compare(field, operator, literal());
    }

    private Operator operator() {
        Operator operator =
                switch (tokens.text().toLowerCase(Locale.ROOT)) {
                    case "=" -> Operator.EQUAL;
                    case "!=", "<>" -> Operator.UNEQUAL;
                    case "<" -> Operator.LESS;
                    case "<=" -> Operator.AT_MOST;
                    case ">" -> Operator.MORE;
                    case ">=" -> Operator.AT_LEAST;
                    case "like" -> Operator.LIKE;
                    default -> throw tokens.unexpected();
                };
        tokens.next();
        return operator;
    }

    private Condition among(FieldName field, boolean negated) {
        tokens.expect("(");
        if (tokens.is("SELECT")) {
            Query query = subquery.get();
            tokens.expect(")");
            return new Condition.InQuery(field, negated, query);
        }
        var literals = new ArrayList<Literal>();
        do literals.add(literal());
        while (tokens.take(","));
        tokens.expect(")");
        return new Condition.In(field, negated, literals);
    }

    private List<String> texts() {
        tokens.expect("(");
        var texts = new ArrayList<String>();
        do {
            if (tokens.peek().kind() != Token.Kind.STRING) throw tokens.unexpected();
            texts.add(tokens.next().text());
        } while (tokens.take(","));
        tokens.expect(")");
        return texts;
    }

    private Literal literal() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case STRING -> new Literal.Text(tokens.next().text());
            case NUMBER -> number(tokens.next());
            case WORD -> word(tokens.next());
            case SYMBOL, END -> throw tokens.unexpected();
        };
    }

    private Literal number(Token token) {
        String text = token.text();
        try {
            if (text.matches("\\d{4}-\\d\\d-\\d\\d")) return new Literal.Day(LocalDate.parse(text));
            if (text.contains("T") || text.contains("t")) return new Literal.Moment(moment(text));
            return new Literal.Numeral(Double.parseDouble(text));
        } catch (DateTimeParseException | NumberFormatException wrong) {
            throw tokens.refuse(token.at(), "unexpected token: '" + text + "'");
        }
    }

    private static Instant moment(String text) {
        String zone = text.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2");
        return OffsetDateTime.parse(zone).toInstant();
    }

    private Literal word(Token token) {
        return switch (token.text().toLowerCase(Locale.ROOT)) {
            case "null" -> new Literal.Null();
            case "true" -> new Literal.Flag(true);
            case "false" -> new Literal.Flag(false);
            default -> span(token);
        };
    }

    private Literal span(Token token) {
        int count = tokens.take(":") ? tokens.count() : 0;
        String name = token.text().toUpperCase(Locale.ROOT);
        if (DateSpan.isNamed(name)) return new Literal.Span(name, count, token.at());
        throw tokens.refuse(token.at(), "unexpected token: '" + token.text() + "'");
    }
}
