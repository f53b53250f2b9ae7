package dev.tenon.connectors.salesforce;

import java.util.ArrayList;
import java.util.List;

/// One query: `SELECT … FROM … WHERE … ORDER BY … LIMIT …`, of parts that are already spelt.
///
/// @param select what is selected, such as `Id` or `COUNT()`
/// @param conditions all must hold
/// @param order empty for none
/// @param limit 0 for none
/// @param isAll whether deleted records are looked at too
record SoqlQuery(
        List<String> select,
        String object,
        List<String> conditions,
        List<String> order,
        int limit,
        boolean isAll) {

    /// The longest path and query sent. Salesforce allows 16,384 bytes for the URI and all headers
    /// together; what is left is for the host, the credential and what proxies add.
    static final int LONGEST = 12_288;

    /// Copies its lists.
    SoqlQuery {
        select = List.copyOf(select);
        conditions = List.copyOf(conditions);
        order = List.copyOf(order);
    }

    /// The same query for other fields.
    SoqlQuery selecting(List<String> fields) {
        return new SoqlQuery(fields, object, conditions, order, limit, isAll);
    }

    /// The same query with one more condition and no limit.
    SoqlQuery within(String condition) {
        var more = new ArrayList<>(conditions);
        more.add(condition);
        return new SoqlQuery(select, object, more, order, 0, isAll);
    }

    /// The query in SOQL.
    String text() {
        var text = new StringBuilder("SELECT ").append(String.join(",", select));
        text.append(" FROM ").append(object);
        if (!conditions.isEmpty()) text.append(" WHERE ").append(String.join(" AND ", conditions));
        if (!order.isEmpty()) text.append(" ORDER BY ").append(String.join(",", order));
        if (limit > 0) text.append(" LIMIT ").append(limit);
        return text.toString();
    }

    /// Where it is asked, below the API's root.
    String path() {
        return (isAll ? "/queryAll?q=" : "/query?q=") + Soql.encoded(text());
    }
}
