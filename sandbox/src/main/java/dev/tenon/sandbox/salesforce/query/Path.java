package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.store.Column;
import java.util.List;

/// A field found from the rows of a query's object, perhaps through parents.
///
/// @param parents the relationships on the way; none for a field of the object itself
/// @param field the field at the end
/// @param column its value for a row of the query's object
record Path(List<String> parents, Field field, Column column) {
    boolean isDirect() {
        return parents.isEmpty();
    }

    boolean isDirect(String name) {
        return isDirect() && field.key().equals(name);
    }
}
