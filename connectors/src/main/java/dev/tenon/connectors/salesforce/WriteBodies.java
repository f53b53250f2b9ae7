package dev.tenon.connectors.salesforce;

import dev.tenon.spi.Access;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Problem;
import dev.tenon.spi.Writer.Reference;
import dev.tenon.spi.Writer.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The requests that carry records to Salesforce.
final class WriteBodies {
    private WriteBodies() {}

    /// Why a record cannot be named in a request at all, if so.
    static Optional<Result.Failed> fault(Batch batch, Item item) {
        return switch (batch.operation()) {
            case CREATE -> Optional.empty();
            case UPDATE, DELETE -> idFault(item.recordId());
            case UPSERT -> keyFault(key(batch), item);
        };
    }

    /// One request for many records.
    static Access.Request collection(SalesforceCalls calls, Batch batch, List<Item> items) {
        String path = "/composite/sobjects";
        return switch (batch.operation()) {
            case CREATE -> calls.request("POST", path, collectionBody(batch, items));
            case UPDATE -> calls.request("PATCH", path, collectionBody(batch, items));
            case UPSERT ->
                    calls.request(
                            "PATCH",
                            path + "/" + batch.object() + "/" + key(batch),
                            collectionBody(batch, items));
            case DELETE -> delete(path + "?ids=" + ids(items) + "&allOrNone=" + batch.allOrNone());
        };
    }

    /// One request for one record.
    static Access.Request single(SalesforceCalls calls, Batch batch, Item item) {
        String path = "/sobjects/" + batch.object();
        return switch (batch.operation()) {
            case CREATE -> calls.request("POST", path, fields(item, null));
            case UPDATE -> calls.request("PATCH", row(batch, item), fields(item, null));
            case DELETE -> delete(row(batch, item));
            case UPSERT -> {
                String key = key(batch);
                String value = String.valueOf(value(item, key));
                yield calls.request(
                        "PATCH", path + "/" + key + "/" + Soql.segment(value), fields(item, key));
            }
        };
    }

    /// Where a record is, below the root.
    static String row(Batch batch, Item item) {
        return "/sobjects/" + batch.object() + "/" + item.recordId();
    }

    private static Access.Request delete(String path) {
        return new Access.Request(
                "DELETE",
                SalesforceCalls.ROOT + path,
                Map.of(),
                new byte[0],
                "",
                SalesforceCalls.QUOTA);
    }

    private static String ids(List<Item> items) {
        return items.stream().map(Item::recordId).collect(Collectors.joining(","));
    }

    private static Map<String, Object> collectionBody(Batch batch, List<Item> items) {
        var records = new ArrayList<Map<String, @Nullable Object>>();
        for (Item item : items) {
            var record = new LinkedHashMap<String, @Nullable Object>();
            record.put("attributes", Map.of("type", batch.object()));
            if (batch.operation() == Operation.UPDATE) record.put("id", item.recordId());
            record.putAll(fields(item, null));
            records.add(record);
        }
        return Map.of("allOrNone", batch.allOrNone(), "records", records);
    }

    /// The fields as Salesforce takes them, without `leftOut`, which the address already names.
    static Map<String, @Nullable Object> fields(Item item, @Nullable String leftOut) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        item.fields()
                .forEach((name, value) -> {
                    if (value instanceof Reference parent) fields.put(way(parent), named(parent));
                    else if (!name.equalsIgnoreCase(leftOut)) fields.put(name, plain(value));
                });
        return fields;
    }

    /// The name of the way up, which takes the place of the field.
    private static String way(Reference parent) {
        return Soql.field(parent.relationship());
    }

    /// A parent by its external id (REST API Developer Guide, "Upsert records and associate with an
    /// external ID"). Where several objects may be meant, the attributes say which.
    private static Map<String, Object> named(Reference parent) {
        var named = new LinkedHashMap<String, Object>();
        String object = parent.object();
        if (object != null) named.put("attributes", Map.of("type", Soql.object(object)));
        named.put(Soql.field(parent.keyField()), parent.value());
        return named;
    }

    /// Several choices are one text with semicolons; no field takes an array.
    static @Nullable Object plain(@Nullable Object value) {
        if (!(value instanceof List<?> several)) return value;
        return several.stream().map(String::valueOf).collect(Collectors.joining(";"));
    }

    private static Optional<Result.Failed> idFault(@Nullable String id) {
        if (id == null || id.isEmpty()) return failed("MISSING_ARGUMENT", "The record has no id.");
        if (Soql.isId(id)) return Optional.empty();
        return failed("MALFORMED_ID", "A Salesforce id has 15 or 18 letters and digits.");
    }

    private static Optional<Result.Failed> keyFault(String key, Item item) {
        Object value = value(item, key);
        boolean isThere = value != null && !String.valueOf(value).isEmpty();
        return isThere
                ? Optional.empty()
                : failed("MISSING_ARGUMENT", "The record has no value for its key " + key + ".");
    }

    /// What a record has in a field, however its name is written.
    static @Nullable Object value(Item item, String key) {
        for (Map.Entry<String, @Nullable Object> field : item.fields().entrySet()) {
            if (field.getKey().equalsIgnoreCase(key)) return field.getValue();
        }
        return null;
    }

    /// The key field of an upsert.
    static String key(Batch batch) {
        String key = batch.keyField();
        if (key == null) throw new IllegalArgumentException("an upsert needs a key field");
        return Soql.field(key);
    }

    private static Optional<Result.Failed> failed(String code, String message) {
        var problem = new Problem(code, message, List.of());
        return Optional.of(new Result.Failed(List.of(problem), false));
    }
}
