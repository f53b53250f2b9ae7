package dev.tenon.server.db;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;

/// Transactions. Everything that reads or writes the database takes a [Tx] from here, so that a
/// method's signature says that it joins one. Safe for use by many threads.
public final class Db {
    private final HikariDataSource pool;

    Db(HikariDataSource pool) {
        this.pool = pool;
    }

    /// Runs `work` bound to one project: every statement sees the rows of that project alone, by
    /// row-level security as well as by its own `where`. The binding goes with the first statement.
    ///
    /// @param project the project's number
    public <T> T inTransaction(int project, Function<Tx, T> work) {
        return run(connection -> new Tx(connection, project), work);
    }

    /// Runs `work` with sight of all projects: for looking up whose key a request carries, for the
    /// scheduler and for upkeep.
    public <T> T asSystem(Function<Tx, T> work) {
        return run(Tx::new, work);
    }

    /// The pool, for libraries that bring their own statements.
    public DataSource dataSource() {
        return pool;
    }

    private <T> T run(Function<Connection, Tx> opening, Function<Tx, T> work) {
        try (Connection connection = pool.getConnection()) {
            try {
                T result = work.apply(opening.apply(connection));
                commit(connection);
                return result;
            } catch (RuntimeException | Error failure) {
                rollback(connection, failure);
                throw failure;
            }
        } catch (SQLException failure) {
            throw new SqlFailure("The database could not be used", failure);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException failure) {
            throw new CommitFailure(failure);
        }
    }

    private static void rollback(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }
}
