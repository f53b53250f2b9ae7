package dev.tenon.acceptance.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A server of others that a script runs, in a process of its own.
///
/// @param address where it serves
record NodeScript(Process process, URI address) implements AutoCloseable {
    static final Path SCRIPTS = Path.of("src/test/node").toAbsolutePath();

    /// Starts one; the first line that it prints is its address.
    static NodeScript start(String script, String... arguments) {
        var command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(SCRIPTS.toFile())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            var output =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            return new NodeScript(process, URI.create(String.valueOf(output.readLine())));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
