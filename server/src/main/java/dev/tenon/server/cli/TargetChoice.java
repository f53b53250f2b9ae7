package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.cli.remote.Key;
import dev.tenon.server.cli.remote.Target;
import dev.tenon.server.cli.screen.Terminal;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Chooses the server, the key and the project from options, environment and data directory.
final class TargetChoice {
    private static final String LOCAL = "http://127.0.0.1:8600";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final ServerOptions.Given given;
    private final Terminal terminal;
    private final CommandSpec command;

    TargetChoice(ServerOptions.Given given, Terminal terminal, CommandSpec command) {
        this.given = given;
        this.terminal = terminal;
        this.command = command;
    }

    /// @throws ParameterException when the server's address is none
    /// @throws Refusal when a key file is there and cannot be read
    Target target() {
        URI server = server();
        return new Target(server, key(server));
    }

    String project() {
        return given.project().or(() -> variable("TENON_PROJECT")).orElse("default");
    }

    private Optional<String> variable(String name) {
        return Optional.of(terminal.variable(name)).filter(value -> !value.isEmpty());
    }

    private URI server() {
        String place = given.server().isPresent() ? "--server" : "TENON_URL";
        String text = given.server().or(() -> variable("TENON_URL")).orElse(LOCAL);
        try {
            var address = new URI(text.replaceFirst("/+$", ""));
            if (Target.isCallable(address)) return address;
        } catch (URISyntaxException _) {
            // Told below.
        }
        throw new ParameterException(
                command.commandLine(),
                "\"%s\" in %s is not a server's address, such as %s."
                        .formatted(text, place, LOCAL));
    }

    private Key key(URI server) {
        Optional<String> option = given.key();
        if (option.isPresent()) return new Key(sendable(option.get(), "--key"), "key of --key");
        Optional<String> variable = variable("TENON_API_KEY");
        if (variable.isPresent()) {
            return new Key(sendable(variable.get(), "TENON_API_KEY"), "key of TENON_API_KEY");
        }
        return adminKey(server);
    }

    /// The default directory's key belongs to a server of this machine and is sent to no other.
    private Key adminKey(URI server) {
        Optional<Path> named = given.data().or(() -> variable("TENON_DATA").map(this::path));
        if (named.isEmpty() && !LOOPBACK.contains(server.getHost())) {
            return new Key("", "no key in --key or TENON_API_KEY");
        }
        Path file =
                named.orElse(Path.of(".tenon")).resolve("admin.key").toAbsolutePath().normalize();
        try {
            return new Key(
                    sendable(Files.readString(file).strip(), file.toString()), "key of " + file);
        } catch (NoSuchFileException _) {
            return new Key("", "no key in --key, TENON_API_KEY or " + file);
        } catch (IOException failure) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "cli.key-unreadable",
                    "The admin key cannot be read: " + failure.getMessage() + ".",
                    file.toString(),
                    "Run this as the user who runs the server, or give a key with --key.");
        }
    }

    private Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException _) {
            throw new ParameterException(
                    command.commandLine(), "\"" + text + "\" in TENON_DATA is not a path.");
        }
    }

    /// A key travels in a header, where only visible characters may stand.
    private String sendable(String key, String place) {
        if (key.chars().allMatch(each -> each > ' ' && each < 127)) return key;
        throw new ParameterException(
                command.commandLine(), "The key of " + place + " has characters that no key has.");
    }
}
