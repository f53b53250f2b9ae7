package dev.tenon.server.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One transaction. For use by the thread that opened it, until the work it was opened for returns.
public final class Tx {
    private final Connection connection;

    Tx(Connection connection) {
        this.connection = connection;
    }

    /// All rows of a query.
    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        try (PreparedStatement statement = prepare(sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            var row = new Row(rows);
            var found = new ArrayList<T>();
            while (rows.next()) found.add(reader.read(row));
            return found;
        } catch (SQLException failure) {
            throw new SqlFailure(firstLine(sql), failure);
        }
    }

    /// Hands every row of a query to `reader`, fetching a thousand at a time.
    public void stream(String sql, RowReader<?> reader, @Nullable Object... arguments) {
        try (PreparedStatement statement = prepare(sql, arguments)) {
            statement.setFetchSize(1_000);
            try (ResultSet rows = statement.executeQuery()) {
                var row = new Row(rows);
                while (rows.next()) reader.read(row);
            }
        } catch (SQLException failure) {
            throw new SqlFailure(firstLine(sql), failure);
        }
    }

    /// The first row of a query, if there is one.
    public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        return query(sql, reader, arguments).stream().findFirst();
    }

    /// The one row that a query must give.
    public <T> T one(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        List<T> rows = query(sql, reader, arguments);
        if (rows.size() != 1) {
            throw new IllegalStateException(
                    rows.size() + " rows instead of one: " + firstLine(sql));
        }
        return rows.getFirst();
    }

    /// Changes rows and says how many.
    public int update(String sql, @Nullable Object... arguments) {
        try (PreparedStatement statement = prepare(sql, arguments)) {
            return statement.executeUpdate();
        } catch (SQLException failure) {
            throw new SqlFailure(firstLine(sql), failure);
        }
    }

    /// Runs one statement once per row of arguments, in one round trip.
    public void batch(String sql, Collection<@Nullable Object[]> rows) {
        if (rows.isEmpty()) return;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException failure) {
            throw new SqlFailure(firstLine(sql), failure);
        }
    }

    /// Runs one statement over rows that it gets as arrays, one for each column: as `unnest` takes
    /// them. Its text is the same for any number of rows, so that it is planned once.
    ///
    /// @param types of the columns
    public int updateEach(String sql, List<String> types, Collection<@Nullable Object[]> rows) {
        if (rows.isEmpty()) return 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int column = 0; column < types.size(); column++) {
                int at = column;
                Object[] values = rows.stream().map(row -> row[at]).toArray();
                statement.setArray(column + 1, connection.createArrayOf(types.get(column), values));
            }
            return statement.executeUpdate();
        } catch (SQLException failure) {
            throw new SqlFailure(firstLine(sql), failure);
        }
    }

    /// Limits every later statement of this transaction.
    public void timeout(java.time.Duration limit) {
        update("set local statement_timeout = " + limit.toMillis());
    }

    /// Lets every later statement of this transaction fail that waits longer than this for somebody
    /// else's lock.
    public void lockTimeout(java.time.Duration limit) {
        update("set local lock_timeout = " + limit.toMillis());
    }

    /// The connection, for what only a driver can do. Neither commit nor close it.
    public Connection connection() {
        return connection;
    }

    private PreparedStatement prepare(String sql, @Nullable Object... arguments)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            bind(statement, arguments);
            return statement;
        } catch (SQLException | RuntimeException failure) {
            statement.close();
            throw failure;
        }
    }

    private void bind(PreparedStatement statement, @Nullable Object... arguments)
            throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            bindOne(statement, i + 1, arguments[i]);
        }
    }

    private void bindOne(PreparedStatement statement, int index, @Nullable Object argument)
            throws SQLException {
        switch (argument) {
            case null -> statement.setNull(index, Types.NULL);
            case Instant moment ->
                    statement.setObject(index, OffsetDateTime.ofInstant(moment, ZoneOffset.UTC));
            case String[] texts ->
                    statement.setArray(index, connection.createArrayOf("text", texts));
            case Object[] values ->
                    statement.setArray(index, connection.createArrayOf(arrayType(values), values));
            default -> statement.setObject(index, argument);
        }
    }

    private static String arrayType(Object[] values) {
        return switch (values) {
            case java.util.UUID[] _ -> "uuid";
            case byte[][] _ -> "bytea";
            case Long[] _ -> "bigint";
            case Integer[] _ -> "integer";
            case Boolean[] _ -> "boolean";
            case OffsetDateTime[] _ -> "timestamptz";
            case java.math.BigDecimal[] _ -> "numeric";
            default -> "text";
        };
    }

    private static String firstLine(String sql) {
        String text = sql.strip();
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    /// Turns one row into a value.
    @FunctionalInterface
    public interface RowReader<T> {
        T read(Row row) throws SQLException;
    }
}
