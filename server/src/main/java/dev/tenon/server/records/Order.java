package dev.tenon.server.records;

import dev.tenon.diagnostics.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One key of an `orderBy`, such as `amount desc`.
///
/// @param sql the expression sorted by; values that are missing come last, whichever the direction
record Order(FieldSql sql, boolean isDescending) {
    private static final Pattern KEY =
            Pattern.compile(
                    "\\G\\s*(?<field>\"[^\"]+\"|\\$(?:\\['[^']*'])+|[^\\s,\"]+)"
                            + "(?:\\s+(?<way>\\w+))?\\s*(?<end>,|$)");
    private static final int MOST = 4;

    /// @throws Refusal `query.bad-order`
    static List<Order> parse(String orderBy, View view, Slots slots) {
        var orders = new ArrayList<Order>();
        Matcher key = KEY.matcher(orderBy);
        int at = 0;
        do {
            if (!key.find()) throw bad("\"" + orderBy.substring(at).strip() + "\" is no sort key.");
            orders.add(of(key, view, slots));
            at = key.end();
        } while (!key.group("end").isEmpty());
        if (orders.size() > MOST) throw bad("There are more than " + MOST + " sort keys.");
        return orders;
    }

    private static Order of(Matcher key, View view, Slots slots) {
        String way = key.group("way") == null ? "asc" : key.group("way").toLowerCase(Locale.ROOT);
        if (!way.equals("asc") && !way.equals("desc")) {
            throw bad("\"" + way + "\" is no direction.");
        }
        String name = key.group("field");
        String plain = name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
        String field = view.nativeName(plain, "orderBy");
        return new Order(FieldSql.of(field, view.type(field), slots), way.equals("desc"));
    }

    private static Refusal bad(String what) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "query.bad-order",
                what,
                "orderBy",
                "Write up to four keys such as \"amount desc, name\".");
    }
}
