package dev.tenon.server.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenon.diagnostics.Refusal;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;

/// A running PostgreSQL with our schema in it. Opened once per process; closing it stops an
/// embedded server. When the process is told to end, it closes itself, after the work on it.
public final class Database implements AutoCloseable {
    private final @Nullable EmbeddedServer server;
    private final HikariDataSource pool;
    private final Thread ending = new Thread(this::end, "end");
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Runnable work = () -> {};

    private Database(@Nullable EmbeddedServer server, HikariDataSource pool) {
        this.server = server;
        this.pool = pool;
    }

    /// Starts or finds the server, and brings its schema up to date.
    ///
    /// @throws Refusal `database.away`, `database.newer-schema` or `database.directory-unusable`
    public static Database open(DatabaseSettings settings) {
        EmbeddedServer server =
                settings.url().isEmpty() ? EmbeddedServer.start(settings.directory()) : null;
        try {
            HikariDataSource pool = pool(settings, server);
            migrate(pool, settings);
            var database = new Database(server, pool);
            Runtime.getRuntime().addShutdownHook(database.ending);
            return database;
        } catch (RuntimeException failure) {
            if (server != null) server.close();
            throw failure;
        }
    }

    /// Says what stops the work on this database: it runs before the database is closed when the
    /// process is told to end.
    public void stopFirst(Runnable stop) {
        work = stop;
    }

    private void end() {
        try {
            work.run();
        } finally {
            close();
        }
    }

    /// Transactions on this database.
    public Db db() {
        return new Db(pool);
    }

    /// The pool, for metrics.
    public HikariDataSource pool() {
        return pool;
    }

    /// The URL of this database, with what it takes to sign in to an embedded one.
    public String url() {
        return pool.getJdbcUrl();
    }

    private static HikariDataSource pool(
            DatabaseSettings settings, @Nullable EmbeddedServer server) {
        var config = new HikariConfig();
        config.setPoolName("tenon");
        config.setJdbcUrl(server == null ? settings.bareUrl() : server.url());
        if (server != null) {
            config.setUsername(server.user());
            config.setPassword(server.password());
        } else {
            if (!settings.user().isEmpty()) config.setUsername(settings.user());
            if (!settings.anyPassword().isEmpty()) config.setPassword(settings.anyPassword());
        }
        config.setAutoCommit(false);
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(Math.min(4, settings.connections()));
        config.setConnectionTimeout(10_000);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("ApplicationName", "tenon");
        config.addDataSourceProperty("prepareThreshold", "3");
        config.addDataSourceProperty("options", "-c TimeZone=UTC");
        config.addDataSourceProperty("stringtype", "unspecified");
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException failure) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "database.away",
                    "The database does not answer: " + rootMessage(failure),
                    settings.toString(),
                    "Start PostgreSQL 15 or newer, or correct --database-url, --database-user and"
                            + " TENON_DATABASE_PASSWORD.");
        }
    }

    private static void migrate(HikariDataSource pool, DatabaseSettings settings) {
        Flyway flyway =
                Flyway.configure()
                        .dataSource(pool)
                        .locations("classpath:dev/tenon/server/migrations")
                        .table("schema_migrations")
                        .load();
        MigrationInfo current = flyway.info().current();
        MigrationInfo[] known = flyway.info().all();
        boolean newer =
                current != null && known[known.length - 1].getState().name().startsWith("FUTURE");
        if (newer) {
            throw closing(
                    pool,
                    new Refusal(
                            Refusal.Kind.UNAVAILABLE,
                            "database.newer-schema",
                            "The database was made by a newer Tenon (schema "
                                    + current.getVersion()
                                    + ").",
                            settings.toString(),
                            "Run that version or a newer one, or point this one at another database."));
        }
        try {
            flyway.migrate();
        } catch (FlywayException failure) {
            throw closing(
                    pool,
                    new Refusal(
                            Refusal.Kind.UNAVAILABLE,
                            "database.migration-failed",
                            "The schema could not be brought up to date: " + rootMessage(failure),
                            settings.toString(),
                            "Give the database user the right to create tables and roles, then start"
                                    + " again."));
        }
    }

    private static Refusal closing(HikariDataSource pool, Refusal refusal) {
        pool.close();
        return refusal;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) root = root.getCause();
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }

    /// Closes it; a second time does nothing.
    @Override
    public void close() {
        if (closed.getAndSet(true)) return;
        if (Thread.currentThread() != ending) forgetEnding();
        pool.close();
        if (server != null) server.close();
    }

    private void forgetEnding() {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException _) {
            // The process is ending already.
        }
    }
}
