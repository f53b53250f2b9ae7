package dev.tenon.acceptance.platform;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the program is started in a process of its own: from the jar that users run, with its
/// classes linked beforehand as their launcher does, where the build has made that jar by now; from
/// the tests' class path where it has not.
public final class Program {
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String MAIN = "dev.tenon.server.boot.Main";
    private static final Duration LEARNS = Duration.ofSeconds(60);

    private Program() {}

    /// The words before the program's own.
    ///
    /// @param machine options of the Java machine
    public static List<String> command(List<String> machine) {
        return Stream.of(List.of(JAVA), machine, Learned.START).flatMap(List::stream).toList();
    }

    /// A shell function that is the program.
    ///
    /// @param machine options of the Java machine
    public static String shellFunction(String name, String... machine) {
        String words =
                command(List.of(machine)).stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(" "));
        return name + "() { " + words + " \"$@\"; }\n";
    }

    /// Found once in a run.
    private static final class Learned {
        private static final List<String> START = start();

        private static List<String> start() {
            Path jar = jar();
            if (jar == null) return List.of("-cp", CLASS_PATH, MAIN);
            List<String> plain = List.of("-jar", jar.toString());
            try {
                var start = new ArrayList<>(List.of("-XX:AOTCache=" + learn(plain)));
                start.addAll(List.of("-Xlog:aot*=off", "-Xlog:cds*=off"));
                start.addAll(plain);
                return List.copyOf(start);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /// The jar of the same build as the classes that the tests use.
        private static @Nullable Path jar() {
            return Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                    .map(Path::of)
                    .filter(entry -> entry.getFileName().toString().startsWith("tenon-server-"))
                    .map(entry -> entry.resolveSibling("tenon.jar"))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElse(null);
        }

        /// Starts a server and ends it when it answers.
        private static Path learn(List<String> plain) throws IOException {
            Path cache = Files.createTempFile(Path.of("target"), "server", ".aot");
            Path data = Files.createTempDirectory("tenon-learns");
            Path said = data.resolve("said");
            var command = new ArrayList<>(List.of(JAVA, "-XX:AOTCacheOutput=" + cache));
            command.addAll(List.of("-Xlog:disable", "--sun-misc-unsafe-memory-access=allow"));
            command.addAll(plain);
            command.addAll(List.of("serve", "--port", "0", "--data", data.toString()));
            Process server =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            Patience.until(
                    LEARNS, "a server that learns", () -> !server.isAlive() || answers(said));
            server.destroy();
            server.onExit().orTimeout(LEARNS.toSeconds(), TimeUnit.SECONDS).join();
            if (Files.size(cache) == 0) throw new IOException(Files.readString(said));
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            return cache.toAbsolutePath();
        }

        private static boolean answers(Path said) {
            try {
                return Files.readString(said).contains("answers at");
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
