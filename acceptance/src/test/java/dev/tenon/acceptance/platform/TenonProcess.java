package dev.tenon.acceptance.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// A server in a process of its own, which can be killed as a machine would die. Its PostgreSQL
/// survives the kill and is found again by the next start.
final class TenonProcess implements AutoCloseable {
    private final Path data;
    private final int port;
    private final String database;
    private final Map<String, String> environment;
    private Process process;

    private TenonProcess(Path data, int port, String database, Map<String, String> environment) {
        this.data = data;
        this.port = port;
        this.database = database;
        this.environment = environment;
        this.process = launch();
    }

    /// One with a database of its own.
    static TenonProcess start(Path data) {
        return start(data, "");
    }

    /// One that shares a database, and the keys in the data directory, with others.
    ///
    /// @param database a JDBC URL
    static TenonProcess start(Path data, String database) {
        var started = new TenonProcess(data, freePort(), database, Map.of());
        started.awaitReady();
        return started;
    }

    /// One with settings of its own.
    ///
    /// @param environment variables, from the port that it will listen at
    static TenonProcess start(Path data, IntFunction<Map<String, String>> environment) {
        int port = freePort();
        var started = new TenonProcess(data, port, "", environment.apply(port));
        started.awaitReady();
        return started;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    String adminKey() {
        try {
            return Files.readString(data.resolve("admin.key")).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// SIGKILL: nothing is flushed, nobody says goodbye.
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// SIGTERM: it is asked to end, as on every update.
    void stop() {
        close();
    }

    void restart() {
        process = launch();
        awaitReady();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private void awaitReady() {
        Patience.until(
                Duration.ofSeconds(90),
                "the server at " + uri(),
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(
                                "the server ended with " + process.exitValue() + ", see " + log());
                    }
                    return Product.answers(uri().resolve("/readyz"));
                });
    }

    private Path log() {
        return data.resolve("server-" + port + ".log");
    }

    private Process launch() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx384m");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("dev.tenon.server.boot.Main");
        command.addAll(
                List.of("serve", "--data", data.toString(), "--port", Integer.toString(port)));
        command.add("--allow-private-addresses");
        if (!database.isEmpty()) command.addAll(List.of("--database-url", database));
        var builder = new ProcessBuilder(command);
        builder.environment().put("TENON_SCHEDULE_MINUTE_SECONDS", "2");
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        try {
            Files.createDirectories(data);
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
