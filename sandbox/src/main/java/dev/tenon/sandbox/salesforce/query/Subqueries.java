package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.soql.Condition;
import dev.tenon.sandbox.salesforce.soql.Query;
import dev.tenon.sandbox.salesforce.store.Column;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Answers `IN (SELECT …)`, each once per query.
final class Subqueries {
    private final Scope scope;
    private final Map<Condition.InQuery, Set<Object>> known = new HashMap<>();

    Subqueries(Scope scope) {
        this.scope = scope;
    }

    Set<Object> answers(Condition.InQuery in) {
        Set<Object> answers = known.get(in);
        if (answers != null) return answers;
        Set<Object> found = find(in);
        known.put(in, found);
        return found;
    }

    private Set<Object> find(Condition.InQuery in) {
        Query query = in.query();
        if (query.items().size() != 1
                || !(query.items().getFirst() instanceof Query.Item.Plain plain)) {
            throw scope.refuse(
                    in.field(),
                    "MALFORMED_QUERY",
                    "a semi join sub-select selects exactly one field");
        }
        Scope inner = Scope.of(scope.asker(), query, scope.soql());
        Column column = inner.path(plain.name()).column();
        var values = new HashSet<>();
        for (int row : new Selector(inner).select(query)) {
            Object value = column.at(row);
            if (value != null) values.add(value);
        }
        return values;
    }
}
