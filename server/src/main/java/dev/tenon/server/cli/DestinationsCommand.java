package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon destinations`: where changes are delivered.
@Command(name = "destinations", description = "List where changes are delivered, or add a webhook.")
final class DestinationsCommand extends ServerCommand implements Parent {
    private final Terminal terminal;

    DestinationsCommand(Terminal terminal) {
        super(terminal);
        this.terminal = terminal;
    }

    @Override
    public Object[] children() {
        return new Object[] {new Listing(terminal), new Create(terminal)};
    }

    @Override
    int run(Desk desk) {
        return list(desk);
    }

    private static int list(Desk desk) {
        JsonNode destinations = desk.remote().get(desk.inProject("/destinations"));
        return desk.show(
                destinations,
                () -> {
                    var table = new Table("NAME", "TYPE", "URL", "STATUS", "FAILING SINCE");
                    for (JsonNode each : destinations) {
                        table.row(
                                Words.of(each, "name"),
                                Words.of(each, "type"),
                                Words.of(each.path("metadata"), "url"),
                                Words.of(each, "status"),
                                Words.of(each, "failingSince"));
                    }
                    table.print(desk.terminal());
                });
    }

    @Command(name = "list", description = "List the destinations.")
    static final class Listing extends ServerCommand {
        Listing(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            return list(desk);
        }
    }

    @Command(
            name = "create",
            description = "Add a webhook and show the key that its messages are signed with.")
    static final class Create extends ServerCommand {
        @Parameters(
                index = "0",
                paramLabel = "NAME",
                description = "The name that manifests give as \"destination\".")
        private String name = "";

        @Parameters(index = "1", paramLabel = "URL", description = "Where messages are sent.")
        private String url = "";

        @Option(
                names = "--header",
                paramLabel = "NAME=VALUE",
                description = "A header to send with each message; may be repeated.")
        private Map<String, String> headers = new LinkedHashMap<>();

        Create(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            ObjectNode body = Json.object();
            body.put("name", name);
            body.put("type", "webhook");
            ObjectNode metadata = body.putObject("metadata");
            metadata.put("url", url);
            metadata.set("headers", Json.object(headers));
            JsonNode made = desk.remote().post(desk.inProject("/destinations"), body);
            return desk.show(
                    made,
                    () -> {
                        desk.done("Created destination " + name + ".");
                        desk.terminal()
                                .say(
                                        "Signing key: "
                                                + Words.of(
                                                        made.path("secrets"), "webhookSigningKey"));
                    });
        }
    }
}
