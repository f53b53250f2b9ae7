package dev.tenon.server.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// B9: from the start of the process to its first good answer at `/readyz`, and `tenon validate`;
/// the middle of five.
final class StartBench {
    private static final int TIMES = 5;

    private final Path directory;
    private final String databaseUrl;
    private final Path manifest;

    StartBench(Path directory, String databaseUrl, Path manifest) {
        this.directory = directory;
        this.databaseUrl = databaseUrl;
        this.manifest = manifest;
    }

    List<Result> run() {
        Path warm = directory.resolve("start");
        startMillis(List.of("--data", warm.toString()));
        double embedded = middle(() -> startMillis(List.of("--data", warm.toString())));
        double external =
                middle(() ->
                        startMillis(
                                List.of(
                                        "--data",
                                        directory.resolve("external").toString(),
                                        "--database-url",
                                        databaseUrl,
                                        "--database-user",
                                        "postgres")));
        double validate = middle(this::validateMillis);
        return List.of(
                new Result(
                        "B9",
                        "start to ready, embedded and warm",
                        embedded,
                        0,
                        "ms",
                        "≤ 1,500 ms",
                        embedded <= 1_500),
                new Result(
                        "B9",
                        "start to ready, external",
                        external,
                        0,
                        "ms",
                        "≤ 1,000 ms",
                        external <= 1_000),
                new Result("B9", "tenon validate", validate, 0, "ms", "≤ 250 ms", validate <= 250));
    }

    private double startMillis(List<String> options) {
        int port = freePort();
        List<String> command = java(ownOptions(), "server.aot");
        command.add("serve");
        command.addAll(options);
        command.addAll(List.of("--port", Integer.toString(port)));
        long began = System.nanoTime();
        Process process = start(command);
        try {
            while (!ready(port)) {
                if (!process.isAlive())
                    throw new IllegalStateException("the server ended: " + process.exitValue());
                TimeUnit.MILLISECONDS.sleep(5);
            }
            return (System.nanoTime() - began) / 1e6;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            process.destroy();
            process.onExit().join();
        }
    }

    private double validateMillis() {
        List<String> command =
                java(
                        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
                        "cli.aot");
        command.addAll(List.of("validate", manifest.toString()));
        long began = System.nanoTime();
        int code = start(command).onExit().join().exitValue();
        if (code != 0) throw new IllegalStateException("validate ended with " + code);
        return (System.nanoTime() - began) / 1e6;
    }

    /// The same program with other options; the launcher's caches are beside the jar.
    static List<String> java(List<String> options, String cacheName) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        String path = System.getProperty("java.class.path");
        File cache = new File(new File(path).getAbsoluteFile().getParentFile(), cacheName);
        if (cache.exists()) command.add("-XX:AOTCache=" + cache);
        if (path.endsWith(".jar")) {
            command.addAll(List.of("-jar", path));
        } else {
            command.addAll(List.of("-cp", path, "dev.tenon.server.boot.Main"));
        }
        return command;
    }

    /// The options this process has, for a server of its kind.
    static List<String> ownOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-XX:AOTCache="))
                .toList();
    }

    static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static boolean ready(int port) {
        try {
            var connection =
                    (HttpURLConnection)
                            URI.create("http://127.0.0.1:" + port + "/readyz")
                                    .toURL()
                                    .openConnection();
            return connection.getResponseCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static double middle(java.util.function.DoubleSupplier measure) {
        var all = new ArrayList<Double>();
        for (int i = 0; i < TIMES; i++) all.add(measure.getAsDouble());
        Collections.sort(all);
        return all.get(TIMES / 2);
    }
}
