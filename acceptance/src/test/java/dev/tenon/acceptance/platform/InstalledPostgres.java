package dev.tenon.acceptance.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A PostgreSQL of this machine, with its own programs such as `pg_dump`, running in a directory of
/// the test's. PostgreSQL refuses to run as root; for root it runs as the user `postgres`.
final class InstalledPostgres implements AutoCloseable {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private final Path programs;
    private final Path files;
    private final int port;

    private InstalledPostgres(Path programs, Path files, int port) {
        this.programs = programs;
        this.files = files;
        this.port = port;
    }

    /// Where the newest one's programs are, if there is one.
    static Optional<Path> programs() {
        if (!Files.isDirectory(VERSIONS)) return Optional.empty();
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.exists(bin.resolve("initdb")))
                    .filter(bin -> Files.exists(bin.resolve("pg_dump")))
                    .max(Comparator.naturalOrder());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A new and empty one.
    static InstalledPostgres start(Path programs) throws IOException {
        Path files = Files.createTempDirectory("tenon-postgres");
        if (isRoot()) run(List.of("chown", "postgres", files.toString()));
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var postgres = new InstalledPostgres(programs, files, port);
        postgres.owner("initdb", "-D", files.resolve("data").toString(), "-U", "postgres");
        postgres.owner(
                "pg_ctl",
                "start",
                "-w",
                "-D",
                files.resolve("data").toString(),
                "-l",
                files.resolve("log").toString(),
                "-o",
                "-p %d -k %s -c listen_addresses=127.0.0.1".formatted(port, files));
        return postgres;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    /// Runs one of its programs on its database, and gives what it prints.
    String run(String program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(programs.resolve(program).toString());
        command.addAll(List.of("-h", "127.0.0.1", "-p", Integer.toString(port), "-U", "postgres"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private void owner(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (isRoot()) command.addAll(List.of("runuser", "-u", "postgres", "--"));
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static String run(List<String> command) {
        try {
            Path said = Files.createTempFile("tenon", ".out");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            int code = process.waitFor();
            String text = Files.readString(said);
            Files.delete(said);
            if (code != 0) throw new AssertionError(command + ": " + text);
            return text;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        owner("pg_ctl", "stop", "-m", "immediate", "-D", files.resolve("data").toString());
        run(List.of("rm", "-rf", files.toString()));
    }
}
