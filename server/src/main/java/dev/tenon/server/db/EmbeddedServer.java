package dev.tenon.server.db;

import dev.tenon.diagnostics.Refusal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server of our own, with its files in one directory. Data outlives it: the next
/// start finds what was committed. When this process was killed, its server still runs; the next
/// start finds that server by its pid file and goes on with it.
final class EmbeddedServer implements AutoCloseable {
    private static final String USER = "postgres";

    private final @Nullable EmbeddedPostgres started;
    private final @Nullable ProcessHandle adopted;
    private final int port;
    private final DirectoryLock lock;

    private EmbeddedServer(
            @Nullable EmbeddedPostgres started,
            @Nullable ProcessHandle adopted,
            int port,
            DirectoryLock lock) {
        this.started = started;
        this.adopted = adopted;
        this.port = port;
        this.lock = lock;
    }

    /// Has the directory to itself, until it is closed or this process ends.
    ///
    /// @throws Refusal `database.directory-in-use` or `database.directory-unusable`
    static EmbeddedServer start(Path directory) {
        try {
            Files.createDirectories(directory);
            return start(directory, DirectoryLock.take(directory));
        } catch (IOException | IllegalStateException failure) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "database.directory-unusable",
                    "PostgreSQL could not start in the data directory: " + failure.getMessage(),
                    directory.toString(),
                    "Make the directory writable and free of another server, or name another one with"
                            + " --data.");
        }
    }

    private static EmbeddedServer start(Path directory, DirectoryLock lock) throws IOException {
        Path files = directory.resolve("postgres");
        try {
            Files.createDirectories(files);
            Running running = adopt(files);
            return running == null
                    ? new EmbeddedServer(launch(directory, files), null, 0, lock)
                    : new EmbeddedServer(null, running.process(), running.port(), lock);
        } catch (IOException | RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    String url() {
        int at = started == null ? port : started.getPort();
        return "jdbc:postgresql://127.0.0.1:" + at + "/postgres";
    }

    String user() {
        return USER;
    }

    String password() {
        return "";
    }

    private static EmbeddedPostgres launch(Path directory, Path files) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(files)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOverrideWorkingDirectory(directory.resolve("postgres-binaries").toFile())
                .setPGStartupWait(Duration.ofSeconds(30))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "256MB")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("checkpoint_timeout", "15min")
                .setServerConfig("random_page_cost", "1.1")
                .setServerConfig("wal_compression", "on")
                .setServerConfig("autovacuum_naptime", "10s")
                .setServerConfig("jit", "off")
                .start();
    }

    /// The pid file has the process on its first line and the port on its fourth.
    private static @Nullable Running adopt(Path files) throws IOException {
        Path pidFile = files.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) return null;
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.size() < 4) return null;
        Optional<ProcessHandle> process =
                ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
        int port = Integer.parseInt(lines.get(3).strip());
        if (process.isEmpty() || !answers(port, files)) return null;
        return new Running(process.get(), port);
    }

    /// A server that outlived the process which started it.
    private record Running(ProcessHandle process, int port) {}

    /// Whether the server at `port` really serves these files.
    private static boolean answers(int port, Path files) {
        String url =
                "jdbc:postgresql://127.0.0.1:"
                        + port
                        + "/postgres?connectTimeout=2&socketTimeout=5";
        try (var connection = DriverManager.getConnection(url, USER, "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("show data_directory")) {
            return rows.next() && Files.isSameFile(Path.of(rows.getString(1)), files);
        } catch (SQLException | IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        try (DirectoryLock _ = lock) {
            if (started != null) started.close();
            if (adopted != null) {
                adopted.destroy();
                adopted.onExit().orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
            }
        } catch (IOException | java.util.concurrent.CompletionException failure) {
            System.getLogger("tenon.db")
                    .log(System.Logger.Level.WARNING, "PostgreSQL did not stop in time", failure);
        }
    }
}
