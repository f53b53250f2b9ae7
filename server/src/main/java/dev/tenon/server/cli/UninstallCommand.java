package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tenon uninstall`: switches an integration off for a customer.
@Command(
        name = "uninstall",
        description = {
            "Switch an integration off for a customer.",
            "The customer's connection goes too when nothing else uses it."
        })
final class UninstallCommand extends ServerCommand {
    @Mixin private InstallationChoice installation = new InstallationChoice();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    UninstallCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        String id = installation.id(desk);
        String integration = installation.integration();
        String group = installation.group();
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
}
