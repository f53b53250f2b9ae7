package dev.tenon.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Which server to call, as whom, and how to show the result. May stand before or after the
/// command's name; the one nearer to the end counts.
final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server's address (TENON_URL; http://127.0.0.1:8600).")
    private @Nullable String server;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "An API key (TENON_API_KEY; the data directory's admin.key).")
    private @Nullable String key;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The server's data directory, for its admin key (TENON_DATA; ./.tenon).")
    private @Nullable Path data;

    @Option(
            names = {"-p", "--project"},
            paramLabel = "NAME",
            description = "The project (TENON_PROJECT; default).")
    private @Nullable String project;

    @Option(names = "--json", description = "Print one JSON value.")
    private boolean json;

    /// What the command and those around it were given.
    static Given given(CommandSpec command) {
        var chain = new ArrayList<ServerOptions>();
        for (@Nullable CommandSpec at = command; at != null; at = at.parent()) {
            if (at.userObject() instanceof TakesServerOptions taker)
                chain.add(taker.serverOptions());
        }
        return new Given(
                first(chain, options -> options.server),
                first(chain, options -> options.key),
                first(chain, options -> options.data),
                first(chain, options -> options.project),
                chain.stream().anyMatch(options -> options.json));
    }

    private static <T> Optional<T> first(
            List<ServerOptions> chain, Function<ServerOptions, @Nullable T> part) {
        for (ServerOptions options : chain) {
            T value = part.apply(options);
            if (value != null) return Optional.of(value);
        }
        return Optional.empty();
    }

    /// The options together.
    record Given(
            Optional<String> server,
            Optional<String> key,
            Optional<Path> data,
            Optional<String> project,
            boolean json) {}
}
