package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// The connection that a command is about: named by its id, or as a group's only one.
final class ConnectionChoice {
    @Option(names = "--connection", paramLabel = "ID", description = "The connection.")
    private @Nullable String connection;

    @Option(
            names = {"-g", "--group"},
            paramLabel = "REF",
            description = "The customer, instead of a connection.")
    private @Nullable String group;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "The system, when the customer has connected several.")
    private @Nullable String provider;

    /// Whether enough was given.
    boolean isComplete() {
        return connection != null || group != null;
    }

    /// The connection's id.
    ///
    /// @throws Refusal when the group has none, or several
    String id(Desk desk) {
        if (connection != null) return connection;
        List<JsonNode> found =
                desk.remote()
                        .list(
                                desk.inProject("/connections")
                                        .with("provider", provider)
                                        .with("groupRef", group));
        if (found.size() == 1) return Words.of(found.getFirst(), "id");
        throw found.isEmpty() ? none() : several(found);
    }

    private Refusal none() {
        String system = provider == null ? "" : " to " + provider;
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "cli.no-connection",
                "The group \"" + group + "\" has no connection" + system + ".",
                "--group",
                "Connect it with \"tenon connect %s --group %s\"."
                        .formatted(provider == null ? "PROVIDER" : provider, group));
    }

    private Refusal several(List<JsonNode> found) {
        List<String> names =
                found.stream()
                        .map(each -> Words.of(each, "id") + " (" + Words.of(each, "provider") + ")")
                        .toList();
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "cli.several-connections",
                "The group \"" + group + "\" has several connections.",
                "--group",
                "Name one with --connection: " + String.join(", ", names) + ".");
    }
}
