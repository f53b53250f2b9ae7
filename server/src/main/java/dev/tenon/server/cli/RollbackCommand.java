package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon rollback`: puts an earlier revision in force again.
@Command(
        name = "rollback",
        description = "Put an earlier revision of an integration in force again.")
final class RollbackCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "INTEGRATION", description = "The integration's name.")
    private String integration = "";

    @Option(
            names = "--to",
            paramLabel = "N",
            description = "The revision's number (the one before).")
    private @Nullable Integer to;

    RollbackCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        ObjectNode body = Json.object();
        if (to != null) body.put("revision", to);
        JsonNode now =
                desk.remote().post(desk.inProject("/integrations/{}:rollback", integration), body);
        return desk.show(
                now,
                () ->
                        desk.done(
                                "%s: revision %s is in force."
                                        .formatted(
                                                Words.of(now, "name"),
                                                Words.of(now.path("latestRevision"), "number"))));
    }
}
