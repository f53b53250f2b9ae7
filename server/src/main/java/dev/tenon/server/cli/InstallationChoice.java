package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The installation that a command is about, by its integration and its customer.
final class InstallationChoice {
    @Parameters(index = "0", paramLabel = "INTEGRATION", description = "The integration's name.")
    private String integration = "";

    @Option(
            names = {"-g", "--group"},
            required = true,
            paramLabel = "REF",
            description = "The customer.")
    private String group = "";

    String integration() {
        return integration;
    }

    String group() {
        return group;
    }

    /// Looks it up.
    ///
    /// @throws Refusal `cli.not-installed`
    String id(Desk desk) {
        List<JsonNode> found =
                desk.remote()
                        .list(
                                desk.inProject("/integrations/{}/installations", integration)
                                        .with("groupRef", group));
        if (!found.isEmpty()) return Words.of(found.getFirst(), "id");
        throw new Refusal(
                Refusal.Kind.NOT_FOUND,
                "cli.not-installed",
                "The group \"" + group + "\" has no installation of \"" + integration + "\".",
                "--group",
                "See what is installed with \"tenon status\".");
    }
}
