package dev.tenon.server.cli;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.format.Nearest;
import dev.tenon.server.cli.screen.Ink;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells why a command did not do what was asked: on `err` for people, or as `{"errors": […]}` on
/// `out`.
record Failures(Terminal terminal, boolean asJson) {
    /// @return 1
    int refused(List<Diagnostic> diagnostics) {
        tell(diagnostics);
        return ExitCode.REFUSED;
    }

    /// @return 3
    int unreachable(Diagnostic diagnostic) {
        tell(List.of(diagnostic));
        return ExitCode.UNREACHABLE;
    }

    /// @return 2
    int usage(ParameterException wrong) {
        CommandLine line = wrong.getCommandLine();
        String command = line.getCommandSpec().qualifiedName();
        String advice = "See \"" + command + " --help\".";
        String what = String.valueOf(wrong.getMessage());
        if (isUnknownCommand(wrong, line)) {
            String name = ((UnmatchedArgumentException) wrong).getUnmatched().getFirst();
            what = "There is no command \"" + name + "\".";
            advice = Nearest.advice(name, line.getSubcommands().keySet(), advice);
        }
        tell(List.of(new Diagnostic("cli.usage", what, command, advice)));
        return ExitCode.USAGE;
    }

    private static boolean isUnknownCommand(ParameterException wrong, CommandLine line) {
        return wrong instanceof UnmatchedArgumentException unmatched
                && !line.getSubcommands().isEmpty()
                && !unmatched.isUnknownOption();
    }

    private void tell(List<Diagnostic> diagnostics) {
        if (asJson) {
            ObjectNode json = Json.object();
            json.set("errors", json(diagnostics));
            terminal.json(json);
        } else {
            diagnostics.forEach(each -> terminal.note(text(each)));
        }
    }

    private String text(Diagnostic diagnostic) {
        String text = Terminal.clean(diagnostic.toString());
        String code = diagnostic.code();
        return terminal.paint(Ink.RED, code) + text.substring(code.length());
    }

    /// Diagnostics as JSON.
    static ArrayNode json(List<Diagnostic> diagnostics) {
        ArrayNode errors = Json.array();
        for (Diagnostic each : diagnostics) {
            errors.addObject()
                    .put("code", each.code())
                    .put("what", each.what())
                    .put("where", each.where())
                    .put("fix", each.fix());
        }
        return errors;
    }
}
