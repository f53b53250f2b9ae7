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
    private final Extras extras;
    private Process process;

    private TenonProcess(Path data, int port, String database, Extras extras) {
        this.data = data;
        this.port = port;
        this.database = database;
        this.extras = extras;
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
        return start(data, database, Extras.NONE);
    }

    /// One that is started with more than others.
    static TenonProcess start(Path data, String database, Extras extras) {
        var started = new TenonProcess(data, freePort(), database, extras);
        started.awaitReady();
        return started;
    }

    /// One with settings of its own.
    ///
    /// @param environment variables, from the port that it will listen at
    static TenonProcess start(Path data, IntFunction<Map<String, String>> environment) {
        int port = freePort();
        var extras = new Extras(List.of(), environment.apply(port));
        var started = new TenonProcess(data, port, "", extras);
        started.awaitReady();
        return started;
    }

    /// What a command says that ends by itself, line by line.
    ///
    /// @throws AssertionError when it ends well
    static List<String> refused(String... arguments) {
        Said said = said(arguments);
        if (said.code() == 0) throw new AssertionError(said.toString());
        return said.lines();
    }

    /// Runs a command that ends by itself.
    static Said said(String... arguments) {
        List<String> asLaunched = List.of("--sun-misc-unsafe-memory-access=allow");
        List<String> command = new ArrayList<>(Program.command(asLaunched));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            List<String> lines = process.inputReader().lines().toList();
            return new Said(process.waitFor(), lines);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
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
        String given = extras.environment().get("TENON_ADMIN_KEY");
        if (given != null) return given;
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

    long pid() {
        return process.pid();
    }

    /// What it has printed so far is in this file.
    Path log() {
        return data.resolve("server-" + port + ".log");
    }

    private Process launch() {
        List<String> machine = new ArrayList<>(List.of("-Xmx384m"));
        machine.addAll(extras.machine());
        List<String> command = new ArrayList<>(Program.command(machine));
        command.addAll(
                List.of("serve", "--data", data.toString(), "--port", Integer.toString(port)));
        command.add("--allow-private-addresses");
        if (!database.isEmpty()) command.addAll(List.of("--database-url", database));
        var builder = new ProcessBuilder(command);
        builder.environment().put("TENON_SCHEDULE_MINUTE_SECONDS", "2");
        builder.environment().putAll(extras.environment());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        try {
            Files.createDirectories(data);
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// How a command ended, and what it printed.
    record Said(int code, List<String> lines) {}

    /// @param machine options of the Java machine
    record Extras(List<String> machine, Map<String, String> environment) {
        static final Extras NONE = new Extras(List.of(), Map.of());
    }
}
