package dev.tenon.acceptance.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A page whose commands are run as they are written, in the repository's folder, but for the
/// addresses in them.
///
/// @param addresses what stands in the place of addresses
/// @param environment what the commands find
record Guide(Path page, Map<String, String> addresses, Map<String, String> environment) {
    Guide {
        addresses = Map.copyOf(addresses);
        environment = Map.copyOf(environment);
    }

    /// The folder that everything lies in.
    static Path repository() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(at -> Files.isDirectory(at.resolve(".mvn")))
                .findFirst()
                .orElseThrow();
    }

    /// The commands behind a comment such as `<!-- run: with a server -->`.
    String commands(String label) throws IOException {
        var block =
                Pattern.compile(
                        "<!-- run: " + Pattern.quote(label) + " -->\\n```sh\\n(.*?)```",
                        Pattern.DOTALL);
        var found = block.matcher(Files.readString(page));
        if (!found.find()) throw new AssertionError(page + " has nothing to run " + label);
        return found.group(1);
    }

    /// Runs commands one after the other until one fails.
    ///
    /// @return what they print
    List<String> run(String commands) throws IOException {
        return run(commands, _ -> {});
    }

    /// @param listener hears each line that they print
    List<String> run(String commands, Consumer<String> listener) throws IOException {
        String tenon = Program.shellFunction("tenon", "-XX:TieredStopAtLevel=1");
        String script = "set -e\n" + tenon + addressed(commands.replace("./tenon ", "tenon "));
        var builder = new ProcessBuilder("bash", "-c", script);
        builder.directory(repository().toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().merge("PATH", java, (path, ours) -> ours + ":" + path);
        Process process = builder.start();
        var lines = new ArrayList<String>();
        try (BufferedReader reader = process.inputReader()) {
            reader.lines()
                    .forEach(line -> {
                        lines.add(line);
                        listener.accept(line);
                    });
            int code = process.waitFor();
            if (code != 0) throw new AssertionError(commands + "ended with " + code + ": " + lines);
            return lines;
        } catch (UncheckedIOException failure) {
            throw new AssertionError(String.join("\n", lines), failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private String addressed(String commands) {
        String addressed = commands;
        // The longest first: one address may begin another.
        for (var each :
                addresses.entrySet().stream()
                        .sorted((one, two) -> two.getKey().length() - one.getKey().length())
                        .toList()) {
            addressed = addressed.replace(each.getKey(), each.getValue());
        }
        return addressed;
    }
}
