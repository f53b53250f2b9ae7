package dev.tenon.sandbox.salesforce.soql;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.soql.Query.FieldName;
import dev.tenon.sandbox.salesforce.soql.Query.Item;
import dev.tenon.sandbox.salesforce.soql.Query.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a query. What it cannot read it refuses with `MALFORMED_QUERY` and the place.
public final class Parser {
    private static final Set<String> CLAUSES =
            Set.of(
                    "where", "group", "having", "order", "limit", "offset", "for", "using", "with",
                    "all", "update");
    private static final Set<String> FUNCTIONS =
            Set.of("COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX", "TOLABEL", "FIELDS");

    private final Tokens tokens;

    private Parser(String soql) {
        this.tokens = new Tokens(soql);
    }

    /// The tree of a query.
    ///
    /// @throws ApiError `MALFORMED_QUERY`
    public static Query parse(String soql) {
        if (soql.isBlank())
            throw ApiError.badRequest("MALFORMED_QUERY", "unexpected token: '<EOF>'");
        var parser = new Parser(soql);
        Query query = parser.query();
        if (!parser.tokens.atEnd()) throw parser.tokens.unexpected();
        return query;
    }

    private Query query() {
        tokens.expect("SELECT");
        var items = new ArrayList<Item>();
        do items.add(item());
        while (tokens.take(","));
        tokens.expect("FROM");
        FieldName object = name();
        if (tokens.isWord() && !CLAUSES.contains(tokens.text().toLowerCase(Locale.ROOT)))
            tokens.next();
        Condition where =
                tokens.take("WHERE") ? new ConditionParser(tokens, this::query).condition() : null;
        List<FieldName> groupBy = groupBy();
        List<Order> orderBy = orderBy();
        Integer limit = tokens.take("LIMIT") ? tokens.count() : null;
        int offset = tokens.take("OFFSET") ? tokens.count() : 0;
        if (tokens.take("FOR") && !tokens.take("VIEW") && !tokens.take("REFERENCE"))
            throw tokens.unexpected();
        return new Query(items, object, where, groupBy, orderBy, limit, offset);
    }

    private FieldName name() {
        if (!tokens.isWord()) throw tokens.unexpected();
        Token token = tokens.next();
        return new FieldName(token.text(), token.at());
    }

    private Item item() {
        if (tokens.take("(")) {
            Query children = query();
            tokens.expect(")");
            return new Item.Children(children);
        }
        FieldName name = name();
        if (tokens.is("(")) return call(name, true);
        return new Item.Plain(name, alias());
    }

    private Item call(FieldName name, boolean named) {
        String function = name.text().toUpperCase(Locale.ROOT);
        if (!FUNCTIONS.contains(function))
            throw tokens.refuse(name.at(), "Invalid function: " + name.text());
        tokens.expect("(");
        FieldName argument = tokens.is(")") ? null : name();
        tokens.expect(")");
        if (function.equals("FIELDS"))
            return new Item.Fields(group(argument, name.at()), name.at());
        if (argument == null && !function.equals("COUNT")) throw tokens.unexpected();
        return new Item.Call(function, argument, named ? alias() : null, name.at());
    }

    private String group(@Nullable FieldName argument, int at) {
        String group = argument == null ? "" : argument.text().toUpperCase(Locale.ROOT);
        if (Set.of("ALL", "STANDARD", "CUSTOM").contains(group)) return group;
        throw tokens.refuse(at, "FIELDS takes ALL, STANDARD or CUSTOM");
    }

    private @Nullable String alias() {
        return tokens.isWord() && !tokens.is("FROM") ? tokens.next().text() : null;
    }

    private List<FieldName> groupBy() {
        var fields = new ArrayList<FieldName>();
        if (!tokens.take("GROUP")) return fields;
        tokens.expect("BY");
        do fields.add(name());
        while (tokens.take(","));
        return fields;
    }

    private List<Order> orderBy() {
        var orders = new ArrayList<Order>();
        if (!tokens.take("ORDER")) return orders;
        tokens.expect("BY");
        do orders.add(order());
        while (tokens.take(","));
        return orders;
    }

    private Order order() {
        FieldName name = name();
        Item item = tokens.is("(") ? call(name, false) : new Item.Plain(name, null);
        boolean descending = tokens.take("DESC");
        if (!descending) tokens.take("ASC");
        if (!tokens.take("NULLS")) return new Order(item, descending, false);
        boolean last = tokens.take("LAST");
        if (!last) tokens.expect("FIRST");
        return new Order(item, descending, last);
    }
}
