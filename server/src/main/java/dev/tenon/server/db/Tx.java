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
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One transaction. For use by the thread that opened it, until the work it was opened for returns.
public final class Tx {
    private static final String BINDING =
            "select set_config('role', 'tenon_tenant', true), set_config('tenon.project', ?, true)";

    private final Connection connection;

    /// The project it is still to be bound to, before anything else is done; null when it is.
    private @Nullable Integer unbound;

    Tx(Connection connection) {
        this.connection = connection;
    }

    /// @param project what all statements are bound to
    Tx(Connection connection, int project) {
        this.connection = connection;
        this.unbound = project;
    }

    /// All rows of a query.
    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        try (Prepared prepared = prepare(sql, arguments);
                ResultSet rows = prepared.rows()) {
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
        bind();
        try (Prepared prepared = prepare(sql, arguments)) {
            prepared.statement().setFetchSize(1_000);
            try (ResultSet rows = prepared.rows()) {
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
        try (Prepared prepared = prepare(sql, arguments)) {
            return prepared.changed();
        } catch (SQLException failure) {
            throw new SqlFailure(firstLine(sql), failure);
        }
    }

    /// Runs one statement once per row of arguments, in one round trip.
    public void batch(String sql, Collection<@Nullable Object[]> rows) {
        if (rows.isEmpty()) return;
        bind();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] row : rows) {
                bind(statement, 1, row);
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException failure) {
            throw new SqlFailure(firstLine(sql), failure);
        }
    }

    /// Runs statements over many rows each, one after the other, in one round trip.
    public void updateEach(List<SetStatement> statements) {
        List<SetStatement> some =
                statements.stream().filter(each -> !each.rows().isEmpty()).toList();
        if (some.isEmpty()) return;
        String sql = some.stream().map(SetStatement::sql).collect(Collectors.joining("; "));
        try (Prepared prepared = prepare(sql)) {
            int next = prepared.first();
            for (SetStatement each : some) {
                next = each.columns().bind(prepared.statement(), next, each.rows());
            }
            prepared.changed();
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
        bind();
        return connection;
    }

    /// Binds it alone, where the next statement cannot be sent with others.
    private void bind() {
        if (unbound != null) query("select 1", _ -> "");
    }

    private Prepared prepare(String sql, @Nullable Object... arguments) throws SQLException {
        Integer project = unbound;
        String all = project == null ? sql : BINDING + "; " + sql;
        var prepared = new Prepared(connection.prepareStatement(all), project != null);
        try {
            if (project != null) prepared.statement().setString(1, Integer.toString(project));
            bind(prepared.statement(), prepared.first(), arguments);
            return prepared;
        } catch (SQLException | RuntimeException failure) {
            prepared.close();
            throw failure;
        }
    }

    private void bind(PreparedStatement statement, int first, @Nullable Object... arguments)
            throws SQLException {
        for (int i = 0; i < arguments.length; i++) bindOne(statement, first + i, arguments[i]);
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

    /// A statement with its arguments, and the binding in front of it where that is to be done.
    private final class Prepared implements AutoCloseable {
        private final PreparedStatement statement;
        private final boolean isBinding;

        private Prepared(PreparedStatement statement, boolean isBinding) {
            this.statement = statement;
            this.isBinding = isBinding;
        }

        PreparedStatement statement() {
            return statement;
        }

        /// The place of its first parameter.
        int first() {
            return isBinding ? 2 : 1;
        }

        ResultSet rows() throws SQLException {
            if (!isBinding) return statement.executeQuery();
            run();
            return Objects.requireNonNull(statement.getResultSet(), "a query without rows");
        }

        int changed() throws SQLException {
            if (!isBinding) return statement.executeUpdate();
            run();
            return statement.getUpdateCount();
        }

        private void run() throws SQLException {
            statement.execute();
            statement.getMoreResults();
            unbound = null;
        }

        @Override
        public void close() throws SQLException {
            statement.close();
        }
    }

    /// Turns one row into a value.
    @FunctionalInterface
    public interface RowReader<T> {
        T read(Row row) throws SQLException;
    }
}
