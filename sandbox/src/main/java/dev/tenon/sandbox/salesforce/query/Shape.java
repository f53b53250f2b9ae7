package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.soql.Query;
import dev.tenon.sandbox.salesforce.store.Column;
import dev.tenon.sandbox.salesforce.store.Table;
import dev.tenon.sandbox.salesforce.store.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;

/// How one row is written as a JSON object: fields, parents as objects, children as lists.
final class Shape {
    private static final SerializedString ATTRIBUTES = new SerializedString("attributes");

    private final String object;
    private final Table table;
    private final List<Part> parts = new ArrayList<>();

    Shape(String object, Table table) {
        this.object = object;
        this.table = table;
    }

    private sealed interface Part {
        record Leaf(SerializedString name, Column column) implements Part {}

        record Parent(String name, SerializedString written, Column link, Shape shape)
                implements Part {}

        record Below(SerializedString name, Children children) implements Part {}
    }

    /// The rows below a row.
    ///
    /// @param shape how each is written
    /// @param rows finds them by the id of the row above
    record Children(Shape shape, Below rows) {}

    /// Finds children.
    @FunctionalInterface
    interface Below {
        int[] of(String parentId);
    }

    void leaf(String name, Column column) {
        parts.add(new Part.Leaf(new SerializedString(name), column));
    }

    /// The shape of a parent, made at the first mention.
    Shape parent(String name, Column link, String type, Table parents) {
        for (Part part : parts) {
            if (part instanceof Part.Parent known && known.name.equalsIgnoreCase(name))
                return known.shape;
        }
        var shape = new Shape(type, parents);
        parts.add(new Part.Parent(name, new SerializedString(name), link, shape));
        return shape;
    }

    void below(String name, Children children) {
        parts.add(new Part.Below(new SerializedString(name), children));
    }

    boolean has(String name) {
        for (Part part : parts) {
            if (part instanceof Part.Leaf leaf && leaf.name.getValue().equalsIgnoreCase(name))
                return true;
        }
        return false;
    }

    /// Writes a row; `dataUrl` is such as `/services/data/v60.0`.
    void write(JsonGenerator json, int row, String dataUrl) {
        String id = table.id(row);
        json.writeStartObject();
        json.writeName(ATTRIBUTES);
        json.writeStartObject();
        json.writeStringProperty("type", object);
        json.writeStringProperty("url", dataUrl + "/sobjects/" + object + "/" + id);
        json.writeEndObject();
        for (Part part : parts) write(json, part, row, id, dataUrl);
        json.writeEndObject();
    }

    private void write(JsonGenerator json, Part part, int row, String id, String dataUrl) {
        switch (part) {
            case Part.Leaf(SerializedString name, Column column) -> {
                json.writeName(name);
                Values.write(json, column.at(row));
            }
            case Part.Parent parent -> {
                json.writeName(parent.written);
                int up =
                        parent.link.at(row) instanceof String parentId
                                ? parent.shape.table.row(parentId)
                                : -1;
                if (up < 0) json.writeNull();
                else parent.shape.write(json, up, dataUrl);
            }
            case Part.Below(SerializedString name, Children children) -> {
                json.writeName(name);
                writeBelow(json, children.shape, children.rows.of(id), dataUrl);
            }
        }
    }

    private static void writeBelow(JsonGenerator json, Shape shape, int[] rows, String dataUrl) {
        if (rows.length == 0) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeNumberProperty("totalSize", rows.length);
        json.writeBooleanProperty("done", true);
        json.writeName("records");
        json.writeStartArray();
        for (int row : rows) shape.write(json, row, dataUrl);
        json.writeEndArray();
        json.writeEndObject();
    }

    /// The names of the columns of a CSV, those of parents with dots; refused for what a CSV cannot
    /// show.
    List<String> columnNames() {
        var names = new ArrayList<String>();
        for (Part part : parts) {
            switch (part) {
                case Part.Leaf leaf -> names.add(leaf.name.getValue());
                case Part.Parent parent ->
                        parent.shape
                                .columnNames()
                                .forEach(name -> names.add(parent.name + "." + name));
                case Part.Below _ ->
                        throw ApiError.badRequest(
                                "API_ERROR", "Nested queries are not supported by the Bulk API.");
            }
        }
        return names;
    }

    /// A row's values in the order of [#columnNames].
    void columns(int row, List<@Nullable Object> values) {
        for (Part part : parts) {
            switch (part) {
                case Part.Leaf leaf -> values.add(leaf.column.at(row));
                case Part.Parent parent -> {
                    int up =
                            parent.link.at(row) instanceof String id
                                    ? parent.shape.table.row(id)
                                    : -1;
                    if (up >= 0) parent.shape.columns(up, values);
                    else parent.shape.columnNames().forEach(_ -> values.add(null));
                }
                case Part.Below _ -> throw new IllegalStateException("refused before");
            }
        }
    }

    /// Whether a query's items are all plain, so that rows are written one by one.
    static boolean isPlain(Query query) {
        return query.groupBy().isEmpty()
                && query.items().stream()
                        .noneMatch(item ->
                                item instanceof Query.Item.Call call
                                        && !call.function().equals("TOLABEL"));
    }

    Table table() {
        return table;
    }
}
