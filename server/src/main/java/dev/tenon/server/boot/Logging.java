package dev.tenon.server.boot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// Logs go to standard error, one line each; libraries only when something is wrong. What the web
/// server says of a start that fails is left out, for the command that fails then says it.
final class Logging {
    private static final String SETTINGS =
            """
            handlers=java.util.logging.ConsoleHandler
            .level=WARNING
            tenon.level=INFO
            io.helidon.webserver.LoomServer.level=OFF
            java.util.logging.ConsoleHandler.level=INFO
            java.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tLZ %4$s %3$s %5$s%6$s%n
            """;

    /// Print whole requests, with the keys and tokens in their heads; no setting makes them speak.
    private static final List<Logger> INDISCREET =
            Stream.of("org.apache.hc.client5.http.wire", "org.apache.hc.client5.http.headers")
                    .map(Logger::getLogger)
                    .toList();

    private Logging() {}

    static void quiet() {
        if (System.getProperty("java.util.logging.config.file") == null) usual();
        INDISCREET.forEach(logger -> logger.setLevel(Level.OFF));
    }

    private static void usual() {
        try {
            LogManager.getLogManager()
                    .readConfiguration(
                            new ByteArrayInputStream(SETTINGS.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
