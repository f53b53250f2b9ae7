package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.soql.Query;
import dev.tenon.sandbox.salesforce.soql.Query.FieldName;
import dev.tenon.sandbox.salesforce.soql.Query.Item;
import dev.tenon.sandbox.salesforce.soql.Query.Order;
import dev.tenon.sandbox.salesforce.soql.SoqlError;
import dev.tenon.sandbox.salesforce.store.Column;
import dev.tenon.sandbox.salesforce.store.Values;
import dev.tenon.sandbox.web.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Answers queries with functions and GROUP BY.
final class Aggregation {
    private static final int MOST_GROUPS = 2000;

    private final Scope scope;
    private final Query query;
    private final List<Item> items;
    private final List<Column> keys = new ArrayList<>();

    Aggregation(Scope scope, Query query) {
        this.scope = scope;
        this.query = query;
        this.items = query.items();
        for (FieldName name : query.groupBy()) {
            Path path = scope.path(name);
            if (!path.field().isGroupable()) {
                throw scope.refuse(
                        name,
                        "MALFORMED_QUERY",
                        "field '" + name.text() + "' can not be grouped in a query call");
            }
            keys.add(path.column());
        }
    }

    /// One group: its key and a tally per item.
    private record Group(
            List<@Nullable Object> key, List<Tally> tallies, List<Tally> orderTallies) {}

    byte[] answer() {
        var groups = new LinkedHashMap<List<@Nullable Object>, Group>();
        for (Item item : items) check(item);
        if (keys.isEmpty()) groups.put(List.of(), fresh(List.of()));
        List<@Nullable Column> columns = columns(items);
        List<@Nullable Column> orderColumns =
                columns(query.orderBy().stream().map(Order::item).toList());
        var all = new Query(items, query.object(), query.where(), List.of(), List.of(), null, 0);
        for (int row : new Selector(scope).select(all)) {
            var key = new ArrayList<@Nullable Object>();
            for (Column column : keys) key.add(column.at(row));
            Group group = groups.computeIfAbsent(key, this::fresh);
            take(group.tallies, columns, row);
            take(group.orderTallies, orderColumns, row);
        }
        return write(new ArrayList<>(groups.values()));
    }

    private void check(Item item) {
        if (item instanceof Item.Call) return;
        boolean grouped =
                item instanceof Item.Plain plain
                        && query.groupBy().stream()
                                .anyMatch(
                                        name -> name.text().equalsIgnoreCase(plain.name().text()));
        if (grouped) return;
        int at = item instanceof Item.Plain plain ? plain.name().at() : query.object().at();
        throw SoqlError.malformed(scope.soql(), at, "Field must be grouped or aggregated");
    }

    private List<@Nullable Column> columns(List<Item> from) {
        var columns = new ArrayList<@Nullable Column>();
        for (Item item : from) {
            FieldName name = argument(item);
            columns.add(name == null ? null : scope.path(name).column());
        }
        return columns;
    }

    private static @Nullable FieldName argument(Item item) {
        return switch (item) {
            case Item.Plain plain -> plain.name();
            case Item.Call call -> call.argument();
            case Item.Fields _, Item.Children _ ->
                    throw ApiError.badRequest(
                            "MALFORMED_QUERY", "a grouped query selects fields and functions only");
        };
    }

    private Group fresh(List<@Nullable Object> key) {
        return new Group(
                key,
                items.stream().map(Tally::of).toList(),
                query.orderBy().stream().map(order -> Tally.of(order.item())).toList());
    }

    private static void take(List<Tally> tallies, List<@Nullable Column> columns, int row) {
        for (int at = 0; at < tallies.size(); at++) {
            Column column = columns.get(at);
            tallies.get(at).take(column == null ? (Object) true : column.at(row));
        }
    }

    private byte[] write(List<Group> groups) {
        if (!query.orderBy().isEmpty()) groups.sort(order());
        if (query.limit() == null && groups.size() > MOST_GROUPS) {
            throw ApiError.badRequest(
                    "EXCEEDED_ID_LIMIT",
                    "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch");
        }
        List<String> names = names();
        var shown =
                groups.stream()
                        .skip(query.offset())
                        .limit(query.limit() == null ? MOST_GROUPS : query.limit())
                        .toList();
        return Json.written(json -> {
            json.writeStartObject();
            json.writeNumberProperty("totalSize", shown.size());
            json.writeBooleanProperty("done", true);
            json.writeName("records");
            json.writeStartArray();
            for (Group group : shown) {
                json.writeStartObject();
                json.writeName("attributes");
                json.writePOJO(Map.of("type", "AggregateResult"));
                for (int at = 0; at < names.size(); at++) {
                    json.writeName(names.get(at));
                    Values.write(json, group.tallies.get(at).result());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private List<String> names() {
        var names = new ArrayList<String>();
        int unnamed = 0;
        for (Item item : items) {
            switch (item) {
                case Item.Plain plain ->
                        names.add(
                                Objects.requireNonNullElse(
                                        plain.alias(), scope.path(plain.name()).field().name()));
                case Item.Call call ->
                        names.add(call.alias() == null ? "expr" + unnamed++ : call.alias());
                case Item.Fields _, Item.Children _ ->
                        throw new IllegalStateException("checked before");
            }
        }
        return names;
    }

    private Comparator<Group> order() {
        Comparator<Group> order = Comparator.comparingInt(_ -> 0);
        for (int at = 0; at < query.orderBy().size(); at++) {
            Order key = query.orderBy().get(at);
            int place = at;
            order =
                    order.thenComparing((left, right) ->
                            Tally.compare(
                                    left.orderTallies.get(place).result(),
                                    right.orderTallies.get(place).result(),
                                    key));
        }
        return order;
    }
}
