package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon pause` and `tenon unpause`: lets the reads of an installation, or of some of its objects,
/// rest or go on.
abstract sealed class RestCommand extends ServerCommand {
    private final String verb;

    @Parameters(index = "0", paramLabel = "INTEGRATION", description = "The integration's name.")
    private String integration = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "OBJECT",
            description = "Only these objects, by your names or the provider's (all).")
    private List<String> objects = new ArrayList<>();

    @Option(
            names = {"-g", "--group"},
            required = true,
            paramLabel = "REF",
            description = "The customer.")
    private String group = "";

    private RestCommand(Terminal terminal, String verb) {
        super(terminal);
        this.verb = verb;
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
        ObjectNode body = Json.object();
        if (!objects.isEmpty()) body.set("objects", Json.array(objects));
        desk.remote()
                .post(
                        desk.inProject(
                                "/integrations/{}/installations/{}:" + verb, integration, id),
                        body);
        String what = objects.isEmpty() ? "All reads" : "Reads of " + String.join(", ", objects);
        return desk.show(
                Json.object().put("installationId", id).put("paused", verb.equals("pause")),
                () -> desk.done(what + " of " + integration + " for " + group + ending()));
    }

    private String ending() {
        return verb.equals("pause")
                ? " rest. A run under way stops at its next page and keeps its place."
                : " go on.";
    }

    private Refusal notInstalled() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "cli.not-installed",
                "The group \"" + group + "\" has no installation of \"" + integration + "\".",
                "--group",
                "See what is installed with \"tenon status\".");
    }

    @Command(name = "pause", description = "Let the reads of a customer, or of some objects, rest.")
    static final class Pause extends RestCommand {
        Pause(Terminal terminal) {
            super(terminal, "pause");
        }
    }

    @Command(name = "unpause", description = "Let reads that rest go on.")
    static final class Unpause extends RestCommand {
        Unpause(Terminal terminal) {
            super(terminal, "unpause");
        }
    }
}
