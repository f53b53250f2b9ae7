package dev.tenon.server.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Times what is measured, and draws where the Java code spent that time if somebody wants to see
/// it.
///
/// @param directory where flame graphs go; null for none
record Profiles(@Nullable Path directory) {
    /// @param file the name of the picture, without its ending
    /// @return how long `work` took, in seconds
    double seconds(String file, String title, Runnable work) {
        if (directory == null) return timed(work);
        try (FlameGraph graph = FlameGraph.start()) {
            double seconds = timed(work);
            graph.draw(Files.createDirectories(directory).resolve(file + ".svg"), title);
            return seconds;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static double timed(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return ReadBench.seconds(began);
    }
}
