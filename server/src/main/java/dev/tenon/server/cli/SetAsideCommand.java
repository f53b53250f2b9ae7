package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `tenon set-aside`: records that could not be stored.
@Command(
        name = "set-aside",
        description =
                "List records that could not be stored, and why; the others of their page were.")
final class SetAsideCommand extends ServerCommand {
    @Mixin private ObjectChoice object = new ObjectChoice();

    SetAsideCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        JsonNode page =
                desk.remote()
                        .get(
                                object.then(desk, "/set-aside")
                                        .with("groupRef", object.group())
                                        .with("limit", 1_000));
        return desk.show(
                page,
                () -> {
                    var table = new Table("ID", "REASON", "TIMES", "LAST");
                    for (JsonNode each : page.path("results")) {
                        table.row(
                                Words.of(each, "recordId"),
                                Words.of(each, "reason"),
                                Words.of(each, "times"),
                                Words.of(each, "lastAt"));
                    }
                    table.print(desk.terminal());
                });
    }
}
