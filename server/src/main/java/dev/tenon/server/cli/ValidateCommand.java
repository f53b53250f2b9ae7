package dev.tenon.server.cli;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon validate`: finds everything that is wrong with manifests, without a server.
@Command(
        name = "validate",
        description = {
            "Check manifests and show everything that is wrong with them.",
            "Needs no server. Exits with 1 when there is an error; warnings are only shown."
        })
final class ValidateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Manifests, or directories with a tenon.yaml or amp.yaml (this one).")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON value.")
    private boolean json;

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var checks = new ArrayList<Check>();
        var missing = new ArrayList<Diagnostic>();
        for (Path file : files.isEmpty() ? List.of(Path.of(".")) : files) {
            try {
                checks.add(Check.of(ManifestFile.open(file)));
            } catch (Refusal refusal) {
                missing.addAll(refusal.diagnostics());
            }
        }
        boolean isGood = missing.isEmpty() && checks.stream().allMatch(Check::isGood);
        if (json) {
            terminal.json(json(isGood, checks, missing));
        } else {
            for (Check check : checks) {
                terminal.out().print(check.text(terminal));
                terminal.say(check.summary());
            }
            if (!missing.isEmpty()) new Failures(terminal, false).refused(missing);
        }
        return isGood ? ExitCode.OK : ExitCode.REFUSED;
    }

    private static ObjectNode json(boolean isGood, List<Check> checks, List<Diagnostic> missing) {
        ObjectNode json = Json.object();
        json.put("ok", isGood);
        ArrayNode files = json.putArray("files");
        checks.forEach(check -> files.add(check.json()));
        if (!missing.isEmpty()) json.set("errors", Failures.json(missing));
        return json;
    }
}
