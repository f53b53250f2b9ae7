package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `tenon uninstall`: switches an integration off for a customer.
@Command(
        name = "uninstall",
        description = {
            "Switch an integration off for a customer.",
            "The customer's connection goes too when nothing else uses it."
        })
final class UninstallCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "INTEGRATION", description = "The integration's name.")
    private String integration = "";

    @Option(
            names = {"-g", "--group"},
            required = true,
            paramLabel = "REF",
            description = "The customer.")
    private String group = "";

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    UninstallCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        List<JsonNode> found =
                desk.remote()
                        .list(
                                desk.inProject("/integrations/{}/installations", integration)
                                        .with("groupRef", group));
        if (found.isEmpty()) throw notInstalled();
        String id = Words.of(found.getFirst(), "id");
        boolean asks = !yes && !desk.json() && desk.terminal().isInteractive();
        if (asks
                && !desk.terminal().confirms("Switch " + integration + " off for " + group + "?")) {
            desk.terminal().note("Nothing was done.");
            return ExitCode.REFUSED;
        }
        desk.remote().delete(desk.inProject("/integrations/{}/installations/{}", integration, id));
        return desk.show(
                Json.object().put("deleted", id),
                () -> desk.done("Uninstalled " + integration + " for " + group + "."));
    }

    private Refusal notInstalled() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "cli.not-installed",
                "The group \"" + group + "\" has no installation of \"" + integration + "\".",
                "--group",
                "See what is installed with \"tenon status\".");
    }
}
