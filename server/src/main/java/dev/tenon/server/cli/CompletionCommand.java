package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tenon completion`: lets a shell complete commands and options.
@Command(
        name = "completion",
        description = {
            "Print a script that lets bash and zsh complete commands and options.",
            "Use it with: source <(tenon completion)"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Cli whole;

    @Option(names = "--json", description = "Print the script as one JSON value.")
    private boolean json;

    CompletionCommand(Terminal terminal, Cli whole) {
        this.terminal = terminal;
        this.whole = whole;
    }

    @Override
    public Integer call() {
        String script = AutoComplete.bash("tenon", whole.everything());
        if (json) {
            terminal.json(Json.object().put("bash", script));
        } else {
            terminal.out().print(script);
        }
        return ExitCode.OK;
    }
}
