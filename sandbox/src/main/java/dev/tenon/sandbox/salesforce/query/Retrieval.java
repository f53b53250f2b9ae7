package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.soql.Query.FieldName;
import dev.tenon.sandbox.salesforce.store.Column;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgUser;
import dev.tenon.sandbox.salesforce.store.Values;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// Writes records whose rows are known already. Used inside [Org#reading].
public final class Retrieval {
    private final Shape shape;
    private final String dataUrl;

    /// Writes the named fields as `user` sees them; no names mean all fields.
    ///
    /// @throws ApiError `INVALID_FIELD` when there is no such field
    public Retrieval(Org org, OrgUser user, ObjectType type, List<String> fields, String dataUrl) {
        this.shape = new Shape(type.name(), org.table(type));
        this.dataUrl = dataUrl;
        var scope = new Scope(new Scope.Asker(org, user, true), type, String.join(",", fields));
        for (String name : fields) {
            Path path = scope.path(new FieldName(name, 0));
            if (path.isDirect() && !shape.has(path.field().name()))
                shape.leaf(path.field().name(), path.column());
        }
        if (fields.isEmpty()) everything(org, user, type);
    }

    private void everything(Org org, OrgUser user, ObjectType type) {
        for (Field field : type.fields()) {
            if (user.visibility().sees(type.name(), field))
                shape.leaf(field.name(), org.table(type).column(field));
        }
    }

    /// Writes one record with its `attributes`.
    public void write(JsonGenerator json, int row) {
        shape.write(json, row, dataUrl);
    }

    /// Writes one record as plain name and value pairs in the order of `columns`.
    public static void writePlain(
            JsonGenerator json, List<String> names, List<Column> columns, int row) {
        json.writeStartObject();
        for (int at = 0; at < names.size(); at++) {
            json.writeName(names.get(at));
            Values.write(json, columns.get(at).at(row));
        }
        json.writeEndObject();
    }
}
