package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.schema.Reference;
import dev.tenon.sandbox.salesforce.schema.Schema;
import dev.tenon.sandbox.salesforce.soql.Query;
import dev.tenon.sandbox.salesforce.soql.Query.FieldName;
import dev.tenon.sandbox.salesforce.soql.SoqlError;
import dev.tenon.sandbox.salesforce.store.Column;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgUser;
import dev.tenon.sandbox.salesforce.store.Table;
import java.util.ArrayList;
import java.util.List;

/// What the names in a query mean to one user of one org.
///
/// @param asker whose org and eyes
/// @param type the object whose rows are wanted
/// @param soql the query's text, for messages
record Scope(Asker asker, ObjectType type, String soql) {
    private static final String HINT =
            " Please reference your WSDL or the describe call for the appropriate names.";

    /// Whose query it is.
    ///
    /// @param org the org
    /// @param user the user
    /// @param withDeleted whether rows in the recycle bin are seen
    record Asker(Org org, OrgUser user, boolean withDeleted) {}

    static Scope of(Asker asker, Query query, String soql) {
        ObjectType type = asker.org.schema().object(query.object().text());
        if (type != null) return new Scope(asker, type, soql);
        String why =
                "sObject type '"
                        + query.object().text()
                        + "' is not supported. If you are attempting to use"
                        + " a custom object, be sure to append the '__c' after the entity name."
                        + HINT;
        throw SoqlError.at(soql, query.object().at(), "INVALID_TYPE", why);
    }

    Scope below(ObjectType child) {
        return new Scope(asker, child, soql);
    }

    Org org() {
        return asker.org;
    }

    Table table() {
        return asker.org.table(type);
    }

    /// The child relationship of a name.
    Schema.Child child(FieldName name) {
        for (Schema.Child child : org().schema().children(type)) {
            if (child.relationship().equalsIgnoreCase(name.text())) return child;
        }
        String why =
                "Didn't understand relationship '"
                        + name.text()
                        + "' in FROM part of query call. If you are"
                        + " attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name."
                        + HINT;
        throw SoqlError.at(soql, name.at(), "INVALID_TYPE", why);
    }

    /// The field a name leads to.
    Path path(FieldName name) {
        var parts = new ArrayList<>(List.of(name.text().split("\\.", -1)));
        if (parts.size() > 1
                && parts.getFirst().equalsIgnoreCase(type.name())
                && type.fieldOfRelationship(parts.getFirst()) == null) {
            parts.removeFirst();
        }
        return path(name, parts, type);
    }

    private Path path(FieldName name, List<String> parts, ObjectType from) {
        if (parts.size() == 1) {
            Field field = visible(name, parts.getFirst(), from);
            return new Path(List.of(), field, org().table(from).column(field));
        }
        Field link = from.fieldOfRelationship(parts.getFirst());
        Reference reference = link == null ? null : link.reference();
        if (link == null || reference == null || !asker.user.visibility().sees(from.name(), link)) {
            throw SoqlError.at(
                    soql,
                    name.at(),
                    "INVALID_FIELD",
                    "Didn't understand relationship '"
                            + parts.getFirst()
                            + "' in field path. If you are attempting to use a custom relationship, be sure to append the '__r'"
                            + " after the custom relationship name."
                            + HINT);
        }
        ObjectType to = org().object(reference.to());
        Path rest = path(name, parts.subList(1, parts.size()), to);
        var parents = new ArrayList<>(List.of(reference.relationship()));
        parents.addAll(rest.parents());
        return new Path(
                parents,
                rest.field(),
                through(org().table(from).column(link), org().table(to), rest.column()));
    }

    private static Column through(Column link, Table parents, Column column) {
        return row -> {
            int parent = link.at(row) instanceof String id ? parents.row(id) : -1;
            return parent < 0 ? null : column.at(parent);
        };
    }

    private Field visible(FieldName name, String part, ObjectType from) {
        Field field = from.field(part);
        if (field != null && asker.user.visibility().sees(from.name(), field)) return field;
        String why =
                "No such column '"
                        + part
                        + "' on entity '"
                        + from.name()
                        + "'. If you are attempting to use"
                        + " a custom field, be sure to append the '__c' after the custom field name."
                        + HINT;
        throw SoqlError.at(soql, name.at(), "INVALID_FIELD", why);
    }

    /// The field a name leads to, refused when queries cannot filter on it.
    Path filterable(FieldName name) {
        Path path = path(name);
        if (path.field().isFilterable()) return path;
        throw refuse(
                name,
                "INVALID_FIELD",
                "field '" + path.field().name() + "' can not be filtered in a query call");
    }

    ApiError refuse(FieldName name, String code, String why) {
        return SoqlError.at(soql, name.at(), code, why);
    }
}
