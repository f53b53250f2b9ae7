package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `tenon get`: one stored record.
@Command(name = "get", description = "Show one stored record.")
final class GetCommand extends ServerCommand {
    private static final List<String> ABOUT =
            List.of("id", "modifiedAt", "changedAt", "seq", "origin");

    @Mixin private ObjectChoice object = new ObjectChoice();

    @Parameters(index = "2", paramLabel = "ID", description = "The record's id at the provider.")
    private String id = "";

    @Option(names = "--fields", paramLabel = "A,B", split = ",", description = "Which fields.")
    private List<String> fields = new ArrayList<>();

    GetCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        JsonNode record =
                desk.remote()
                        .get(object.oneRecord(desk, id).with("fields", String.join(",", fields)));
        return desk.show(
                record,
                () -> {
                    var about = new Table("RECORD", "");
                    ABOUT.forEach(each -> about.row(each, Words.of(record, each)));
                    about.print(desk.terminal());
                    show(desk, "YOUR FIELD", record.path("mappedFields"));
                    show(desk, "PROVIDER'S FIELD", record.path("fields"));
                });
    }

    private static void show(Desk desk, String heading, JsonNode fields) {
        if (fields.isEmpty()) return;
        desk.terminal().say("");
        var table = new Table(heading, "VALUE");
        RecordTable.flat(fields).forEach((name, value) -> table.row(name, value));
        table.print(desk.terminal());
    }
}
