package dev.tenon.server.seal;

import java.util.function.UnaryOperator;

/// A column with sealed values, told by the class that owns its table, so that a rotation of keys
/// forgets none. The table's rows are found by project and id, for which it has an index.
///
/// @param id the column that names a row within its project: a `uuid`, or a hash as `bytea`
/// @param owner whom a row's value was sealed for, by the row's id as PostgreSQL prints it
public record SealedColumn(String table, String column, String id, UnaryOperator<String> owner) {
    /// The table and the column.
    public String name() {
        return table + "." + column;
    }
}
