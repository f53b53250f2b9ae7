package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `tenon pause` and `tenon unpause`: lets the reads of an installation, or of some of its objects,
/// rest or go on.
abstract sealed class RestCommand extends ServerCommand {
    private final String verb;

    @Mixin private InstallationChoice installation = new InstallationChoice();

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "OBJECT",
            description = "Only these objects, by your names or the provider's (all).")
    private List<String> objects = new ArrayList<>();

    private RestCommand(Terminal terminal, String verb) {
        super(terminal);
        this.verb = verb;
    }

    @Override
    int run(Desk desk) {
        String id = installation.id(desk);
        String integration = installation.integration();
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
                () ->
                        desk.done(
                                what
                                        + " of "
                                        + integration
                                        + " for "
                                        + installation.group()
                                        + ending()));
    }

    private String ending() {
        return verb.equals("pause")
                ? " rest. A run under way stops at its next page and keeps its place."
                : " go on.";
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
