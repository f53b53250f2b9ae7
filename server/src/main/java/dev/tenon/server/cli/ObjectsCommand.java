package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `tenon objects`: what a connected system has.
@Command(
        name = "objects",
        description = "List the objects that a customer's system has, custom ones included.")
final class ObjectsCommand extends ServerCommand {
    @Mixin private ConnectionChoice connection = new ConnectionChoice();

    ObjectsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        if (!connection.isComplete()) throw usage("Give --connection ID, or --group REF.");
        JsonNode objects =
                desk.remote().get(desk.inProject("/connections/{}/objects", connection.id(desk)));
        return desk.show(
                objects,
                () -> {
                    var table = new Table("NAME", "LABEL", "CUSTOM", "CAN", "DELETIONS BY");
                    for (JsonNode each : objects.path("results")) {
                        table.row(
                                Words.of(each, "name"),
                                Words.of(each, "label"),
                                Words.yes(each.path("custom")),
                                Words.list(each.path("abilities")),
                                Words.of(each, "deletes"));
                    }
                    table.print(desk.terminal());
                });
    }
}
