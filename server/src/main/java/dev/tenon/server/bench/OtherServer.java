package dev.tenon.server.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A server in a process of its own, with a database of its own on a server that runs already.
final class OtherServer implements AutoCloseable {
    /// Nanoseconds between looks at its memory.
    private static final long LOOK_AGAIN = 500_000_000;

    private final Process process;
    private final int port;
    private final Path data;
    private long largest;
    private long looked;

    private OtherServer(Process process, int port, Path data) {
        this.process = process;
        this.port = port;
        this.data = data;
    }

    static OtherServer start(Path data, String databaseUrl, String name) {
        create(databaseUrl, name);
        return beside(data, databaseUrl, name);
    }

    /// One that shares a directory and a database with another.
    static OtherServer beside(Path data, String databaseUrl, String name) {
        int port = StartBench.freePort();
        List<String> command = StartBench.java(StartBench.ownOptions(), "server.aot");
        command.addAll(List.of("serve", "--data", data.toString()));
        command.addAll(List.of("--port", Integer.toString(port), "--allow-private-addresses"));
        command.addAll(List.of("--database-url", url(databaseUrl, name)));
        command.addAll(List.of("--database-user", "postgres"));
        var server = new OtherServer(StartBench.start(command), port, data);
        while (!StartBench.ready(port)) server.pause();
        return server;
    }

    /// A new database beside the one of a URL.
    static void create(String databaseUrl, String name) {
        try (var connection = DriverManager.getConnection(databaseUrl, "postgres", "");
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static String url(String databaseUrl, String name) {
        return databaseUrl.replaceFirst("/[^/?]+(?=$|[?])", "/" + name);
    }

    BenchServer server(String databaseUrl) {
        try {
            return new BenchServer(
                    URI.create("http://127.0.0.1:" + port),
                    Files.readString(data.resolve("admin.key"), StandardCharsets.UTF_8).strip(),
                    databaseUrl,
                    this);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A moment's wait, in which its memory is looked at.
    void pause() {
        if (!process.isAlive()) throw new IllegalStateException("the server ended");
        if (System.nanoTime() - looked > LOOK_AGAIN) {
            largest = Math.max(largest, memory());
            looked = System.nanoTime();
        }
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /// The most memory it was seen with, in megabytes.
    double largest() {
        return largest / 1024.0;
    }

    private long memory() {
        try {
            Process ps =
                    new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid()))
                            .start();
            String text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return text.isBlank() ? 0 : Long.parseLong(text.strip());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
