package dev.tenon.sandbox.salesforce.soql;

import dev.tenon.sandbox.salesforce.soql.Query.FieldName;
import java.util.List;

/// Which rows a query wants.
public sealed interface Condition {
    /// All of these.
    record And(List<Condition> parts) implements Condition {}

    /// One of these at least.
    record Or(List<Condition> parts) implements Condition {}

    /// Not this.
    record Not(Condition part) implements Condition {}

    /// A field against a value.
    record Compare(FieldName field, Operator operator, Literal literal) implements Condition {}

    /// A field among values.
    record In(FieldName field, boolean negated, List<Literal> literals) implements Condition {}

    /// A field among the answers of another query.
    record InQuery(FieldName field, boolean negated, Query query) implements Condition {}

    /// A multi-select picklist that holds one of these combinations.
    record Includes(FieldName field, boolean negated, List<String> combinations)
            implements Condition {}

    /// How to compare.
    enum Operator {
        /// The same.
        EQUAL,
        /// Not the same.
        UNEQUAL,
        /// Smaller.
        LESS,
        /// Smaller or the same.
        AT_MOST,
        /// Larger.
        MORE,
        /// Larger or the same.
        AT_LEAST,
        /// Matches a pattern of `%` and `_`.
        LIKE
    }
}
