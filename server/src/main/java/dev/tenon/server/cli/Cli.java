package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.cli.remote.Unreachable;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.cli.screen.Waiting;
import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Runs one command. Only the command that was asked for is built, for building all of them would
/// take most of the time that a short command needs.
public final class Cli {
    private final Terminal terminal;
    private final List<Object> more;
    private final Map<String, Function<Terminal, Object>> commands = new LinkedHashMap<>();

    Cli(Terminal terminal, List<Object> more) {
        this.terminal = terminal;
        this.more = List.copyOf(more);
        Commands.all().forEach(commands::put);
        commands.put("completion", shown -> new CompletionCommand(shown, this));
        for (Object command : more) {
            Command shape = command.getClass().getAnnotation(Command.class);
            if (shape != null) commands.put(shape.name(), _ -> command);
        }
    }

    /// Runs a command and says how it went: 0 done, 1 refused, 2 not understood, 3 no server.
    ///
    /// @param more commands that others add, each annotated with picocli's `@Command`; one of them
    ///   may be an `IVersionProvider` without that annotation and then answers `--version`
    public static int run(
            String[] args,
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            List<Object> more) {
        boolean isOwn = out.equals(System.out);
        boolean isWatched =
                isOwn
                        && Optional.ofNullable(System.console())
                                .filter(Console::isTerminal)
                                .isPresent();
        var terminal = new Terminal(out, err, System.in, environment, isWatched, Waiting.real());
        return new Cli(terminal, more).run(args);
    }

    int run(String... args) {
        int code = commandLine(args).execute(args);
        terminal.out().flush();
        terminal.err().flush();
        return code;
    }

    private CommandLine commandLine(String[] args) {
        Ansi ansi = terminal.hasColours() ? Ansi.ON : Ansi.OFF;
        CommandLine line =
                CommandName.in(args)
                        .filter(commands::containsKey)
                        .map(this::only)
                        .orElseGet(this::everything);
        line.setOut(writer(terminal.out()))
                .setErr(writer(terminal.err()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, _) -> misunderstood(wrong, args))
                .setExecutionExceptionHandler((failure, _, _) -> failed(failure, args));
        return line;
    }

    /// The program with all its commands.
    CommandLine everything() {
        var line = new CommandLine(new Tenon(terminal));
        commands.keySet().forEach(name -> add(line, name));
        line.addSubcommand(new CommandLine.HelpCommand());
        return finished(line);
    }

    private CommandLine only(String name) {
        var line = new CommandLine(new Tenon(terminal));
        add(line, name);
        return finished(line);
    }

    private CommandLine finished(CommandLine line) {
        version().ifPresent(provider -> withVersion(line, provider));
        withHelp(line);
        return line;
    }

    private void add(CommandLine line, String name) {
        line.addSubcommand(
                name, withChildren(commands.getOrDefault(name, Tenon::new).apply(terminal)));
    }

    private static CommandLine withChildren(Object command) {
        var line = new CommandLine(command);
        if (command instanceof Parent parent) {
            for (Object child : parent.children()) line.addSubcommand(withChildren(child));
        }
        return line;
    }

    private static void withHelp(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        if (spec.findOption("--help") == null) {
            spec.addOption(
                    OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Show this.")
                            .build());
        }
        line.getSubcommands().values().forEach(Cli::withHelp);
    }

    private static void withVersion(CommandLine line, IVersionProvider provider) {
        line.getCommandSpec()
                .versionProvider(provider)
                .addOption(
                        OptionSpec.builder("-V", "--version")
                                .versionHelp(true)
                                .description("Show the version.")
                                .build());
    }

    private Optional<IVersionProvider> version() {
        return more.stream()
                .filter(IVersionProvider.class::isInstance)
                .map(IVersionProvider.class::cast)
                .findFirst();
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private int misunderstood(CommandLine.ParameterException wrong, String[] args) {
        return told(args).usage(wrong);
    }

    private int failed(Exception failure, String[] args) throws Exception {
        return switch (failure) {
            case Refusal refusal -> told(args).refused(refusal.diagnostics());
            case Unreachable away -> told(args).unreachable(away.diagnostic());
            default -> throw failure;
        };
    }

    private Failures told(String[] args) {
        return new Failures(terminal, Arrays.asList(args).contains("--json"));
    }
}
