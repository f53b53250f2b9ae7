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
import java.util.concurrent.TimeUnit;

/// A server in a process of its own, which can be killed as a machine would die. Its PostgreSQL
/// survives the kill and is found again by the next start.
final class TenonProcess implements AutoCloseable {
    private final Path data;
    private final int port;
    private Process process;

    private TenonProcess(Path data, int port) {
        this.data = data;
        this.port = port;
        this.process = launch(data, port);
    }

    static TenonProcess start(Path data) {
        var started = new TenonProcess(data, freePort());
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

    void restart() {
        process = launch(data, port);
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
                                "the server ended with "
                                        + process.exitValue()
                                        + ", see "
                                        + log(data));
                    }
                    return Product.answers(uri().resolve("/readyz"));
                });
    }

    private static Path log(Path data) {
        return data.resolve("server.log");
    }

    private static Process launch(Path data, int port) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx384m");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("dev.tenon.server.boot.Main");
        command.addAll(
                List.of("serve", "--data", data.toString(), "--port", Integer.toString(port)));
        command.add("--allow-private-addresses");
        var builder = new ProcessBuilder(command);
        builder.environment().put("TENON_SCHEDULE_MINUTE_SECONDS", "2");
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(data).toFile()));
        try {
            Files.createDirectories(data);
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
