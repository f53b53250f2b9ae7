package dev.tenon.sandbox.salesforce.store;

import dev.tenon.sandbox.salesforce.schema.Field;
import java.util.List;

/// Which records of an object are taken for duplicates: those with the same values in all of the
/// fields, whatever their case.
///
/// @param object whose records are compared
/// @param fields of which the first has an index
/// @param isBlocking whether a duplicate is never saved; else it is where the call says so
public record DuplicateRule(String object, List<Field> fields, boolean isBlocking) {
    /// Copies the list.
    public DuplicateRule {
        fields = List.copyOf(fields);
    }

    /// The name that errors have.
    public String name() {
        return object + "_Duplicates";
    }
}
