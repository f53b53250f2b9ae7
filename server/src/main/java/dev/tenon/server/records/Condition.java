package dev.tenon.server.records;

import java.util.List;

/// A condition of a query, as it was written; names are still the product's.
sealed interface Condition {
    /// All hold.
    record And(List<Condition> parts) implements Condition {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /// One holds.
    record Or(List<Condition> parts) implements Condition {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /// It does not hold.
    record Not(Condition part) implements Condition {}

    /// A field compares to a value.
    record Compare(Field field, Operator operator, Value value) implements Condition {}

    /// A field is one of these.
    record In(Field field, List<Value> values) implements Condition {
        public In {
            values = List.copyOf(values);
        }
    }

    /// A field has no value.
    record IsNull(Field field) implements Condition {}

    /// @param at its place in the text, from 1
    record Field(String name, int at) {}

    /// @param text without quotes
    /// @param at its place in the text, from 1
    record Value(Kind kind, String text, int at) {
        enum Kind {
            TEXT,
            NUMBER,
            BOOLEAN
        }
    }

    /// How a field compares.
    enum Operator {
        EQUAL("="),
        UNEQUAL("<>"),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">="),
        LIKE("like");

        private final String sql;

        Operator(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }
}
