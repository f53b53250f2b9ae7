package dev.tenon.server.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// ArrayColumns that a statement gets as arrays, one for each. Those that the driver can send in
/// binary form are sent as what they are, all others as text that the server casts.
public final class ArrayColumns {
    private final List<Column> columns;

    private ArrayColumns(List<Column> columns) {
        this.columns = columns;
    }

    /// @param columns each with its type: `"group_id bigint"`
    public static ArrayColumns of(String... columns) {
        return new ArrayColumns(Stream.of(columns).map(Column::of).toList());
    }

    /// Their names, as a list for SQL.
    public String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /// What gives the rows in a `from`, under a name.
    public String rows(String alias) {
        String arrays =
                columns.stream()
                        .map(column -> "?::" + column.type() + "[]")
                        .collect(Collectors.joining(", "));
        return "unnest(%s) as %s(%s)".formatted(arrays, alias, names());
    }

    /// Binds the rows from a parameter on, and says which is the next.
    int bind(PreparedStatement statement, int from, List<@Nullable Object[]> rows)
            throws SQLException {
        Connection connection = statement.getConnection();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            @Nullable Object[] values = column.values(rows, i);
            statement.setArray(from + i, connection.createArrayOf(column.sent(), values));
        }
        return from + columns.size();
    }

    /// @param sent the type by which it is sent
    private record Column(String name, String type, String sent) {
        static Column of(String text) {
            int space = text.indexOf(' ');
            String type = text.substring(space + 1);
            boolean isBinary = List.of("int", "bigint", "boolean").contains(type);
            return new Column(text.substring(0, space), type, isBinary ? type : "text");
        }

        @Nullable Object[] values(List<@Nullable Object[]> rows, int at) {
            return switch (sent) {
                case "int" -> filled(rows, at, Integer[]::new, Integer.class::cast);
                case "bigint" -> filled(rows, at, Long[]::new, Long.class::cast);
                case "boolean" -> filled(rows, at, Boolean[]::new, Boolean.class::cast);
                default -> filled(rows, at, String[]::new, Object::toString);
            };
        }

        private static <T> @Nullable T[] filled(
                List<@Nullable Object[]> rows,
                int at,
                IntFunction<@Nullable T[]> array,
                Function<Object, T> as) {
            @Nullable T[] values = array.apply(rows.size());
            for (int row = 0; row < values.length; row++) {
                Object value = rows.get(row)[at];
                if (value != null) values[row] = as.apply(value);
            }
            return values;
        }
    }
}
