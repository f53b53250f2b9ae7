package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The program itself; without a command it shows what there is.
@Command(
        name = "tenon",
        description = "Open, self-hosted integration infrastructure.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "\"tenon help COMMAND\" tells more about a command."})
final class Tenon implements Callable<Integer>, TakesServerOptions {
    private final Terminal terminal;

    @Mixin private ServerOptions options = new ServerOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    Tenon(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public ServerOptions serverOptions() {
        return options;
    }

    @Override
    public Integer call() {
        terminal.note(spec.commandLine().getUsageMessage());
        return ExitCode.USAGE;
    }
}
