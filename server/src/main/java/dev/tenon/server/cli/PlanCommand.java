package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tenon plan`: shows what a deploy would change.
@Command(
        name = "plan",
        description = "Show what deploying a manifest would change; changes nothing.")
final class PlanCommand extends ServerCommand {
    @Mixin private ManifestChoice manifest = new ManifestChoice();

    PlanCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        Optional<String> source = manifest.checked(desk);
        if (source.isEmpty()) return ExitCode.REFUSED;
        PlanAnswer plan = manifest.plan(desk, source.get());
        return desk.show(plan.json(), () -> show(desk, plan));
    }

    private void show(Desk desk, PlanAnswer plan) {
        desk.terminal().say(Terminal.clean(plan.text()));
        if (plan.plan().isEmpty() || plan.id().isEmpty()) return;
        desk.terminal()
                .say(
                        "\nTo do exactly this: tenon deploy %s%s --plan %s"
                                .formatted(
                                        manifest.name(),
                                        manifest.isDestructive() ? " --destructive" : "",
                                        plan.id()));
    }
}
