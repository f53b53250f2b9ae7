package dev.tenon.server.cli;

import dev.tenon.server.cli.remote.Remote;
import dev.tenon.server.cli.screen.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command that calls a server.
@Command
abstract class ServerCommand implements Callable<Integer>, TakesServerOptions {
    private final Terminal terminal;

    @Mixin private ServerOptions options = new ServerOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    ServerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public final ServerOptions serverOptions() {
        return options;
    }

    @Override
    public final Integer call() {
        ServerOptions.Given given = ServerOptions.given(spec);
        var choice = new TargetChoice(given, terminal, spec);
        try (var remote = new Remote(choice.target())) {
            return run(new Desk(terminal, remote, choice.project(), given.json()));
        }
    }

    /// Does the work and gives the exit code.
    abstract int run(Desk desk);

    /// What to throw when the options do not fit together.
    final ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
