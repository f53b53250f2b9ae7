package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.schema.Reference;
import dev.tenon.sandbox.salesforce.schema.Schema;
import dev.tenon.sandbox.salesforce.soql.Condition;
import dev.tenon.sandbox.salesforce.soql.Condition.Operator;
import dev.tenon.sandbox.salesforce.soql.Literal;
import dev.tenon.sandbox.salesforce.soql.Query;
import dev.tenon.sandbox.salesforce.soql.Query.FieldName;
import dev.tenon.sandbox.salesforce.soql.Query.Item;
import dev.tenon.sandbox.salesforce.soql.SoqlError;
import java.util.List;
import java.util.Objects;

/// Works out the shape of a query's answer.
final class Shapes {
    private static final int MOST_WITH_ALL_FIELDS = 200;

    private Shapes() {}

    static Shape of(Scope scope, Query query) {
        var shape = new Shape(scope.type().name(), scope.table());
        for (Item item : query.items()) {
            switch (item) {
                case Item.Plain plain -> plain(scope, shape, plain.name());
                case Item.Call call -> plain(scope, shape, Objects.requireNonNull(call.argument()));
                case Item.Fields fields -> all(scope, shape, fields, query);
                case Item.Children children -> children(scope, shape, children.query());
            }
        }
        return shape;
    }

    private static void plain(Scope scope, Shape root, FieldName name) {
        Path path = scope.path(name);
        Shape shape = root;
        ObjectType type = scope.type();
        for (String relationship : path.parents()) {
            Field link = Objects.requireNonNull(type.fieldOfRelationship(relationship));
            Reference reference = Objects.requireNonNull(link.reference());
            ObjectType to = scope.org().object(reference.to());
            shape =
                    shape.parent(
                            relationship,
                            scope.org().table(type).column(link),
                            to.name(),
                            scope.org().table(to));
            type = to;
        }
        if (shape.has(path.field().name())) {
            throw SoqlError.malformed(
                    scope.soql(), name.at(), "duplicate field selected: " + name.text());
        }
        shape.leaf(path.field().name(), scope.org().table(type).column(path.field()));
    }

    private static void all(Scope scope, Shape shape, Item.Fields fields, Query query) {
        boolean bounded = query.limit() != null && query.limit() <= MOST_WITH_ALL_FIELDS;
        if (!fields.group().equals("STANDARD") && !bounded) {
            throw SoqlError.malformed(
                    scope.soql(),
                    fields.at(),
                    "The SOQL FIELDS function must have a LIMIT of at most 200");
        }
        for (Field field : scope.type().fields()) {
            boolean custom = field.name().endsWith("__c");
            boolean asked =
                    fields.group().equals("ALL") || custom == fields.group().equals("CUSTOM");
            if (!asked || !scope.asker().user().visibility().sees(scope.type().name(), field))
                continue;
            if (!shape.has(field.name())) shape.leaf(field.name(), scope.table().column(field));
        }
    }

    private static void children(Scope scope, Shape shape, Query query) {
        Schema.Child child = scope.child(query.object());
        Scope below = scope.below(child.object());
        if (query.items().stream().anyMatch(Item.Children.class::isInstance)) {
            throw ApiError.badRequest(
                    "MALFORMED_QUERY", "a child query cannot hold another child query");
        }
        var selector = new Selector(below);
        var link = new FieldName(child.field().name(), query.object().at());
        var children =
                new Shape.Children(
                        of(below, query),
                        parentId -> selector.select(under(query, link, parentId)));
        shape.below(child.relationship(), children);
    }

    private static Query under(Query query, FieldName link, String parentId) {
        Condition own = new Condition.Compare(link, Operator.EQUAL, new Literal.Text(parentId));
        Condition where =
                query.where() == null ? own : new Condition.And(List.of(own, query.where()));
        return new Query(
                query.items(),
                query.object(),
                where,
                List.of(),
                query.orderBy(),
                query.limit(),
                query.offset());
    }
}
