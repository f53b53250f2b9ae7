package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon fields`: what an object of a connected system has.
@Command(name = "fields", description = "List the fields of objects of a customer's system.")
final class FieldsCommand extends ServerCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "OBJECT",
            description = "Objects, by the provider's names.")
    private List<String> objects = new ArrayList<>();

    @Mixin private ConnectionChoice connection = new ConnectionChoice();

    FieldsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        if (!connection.isComplete()) throw usage("Give --connection ID, or --group REF.");
        String id = connection.id(desk);
        ObjectNode all = Json.object();
        for (String object : objects) {
            JsonNode answer =
                    desk.remote()
                            .get(desk.inProject("/connections/{}/objects/{}/fields", id, object));
            all.set(object, answer.path("results"));
        }
        return desk.show(
                all,
                () -> all.properties().forEach(each -> show(desk, each.getKey(), each.getValue())));
    }

    private void show(Desk desk, String object, JsonNode fields) {
        if (objects.size() > 1) desk.terminal().say(object);
        var table = new Table("NAME", "LABEL", "TYPE", "TRAITS", "POINTS AT");
        for (JsonNode each : fields) {
            table.row(
                    Words.of(each, "name"),
                    Words.of(each, "label"),
                    Words.of(each, "type"),
                    Words.list(each.path("traits")),
                    Words.list(each.path("references")));
        }
        table.print(desk.terminal());
    }
}
