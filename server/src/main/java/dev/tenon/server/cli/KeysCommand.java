package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon keys`: the API keys of a project.
@Command(name = "keys", description = "List the project's API keys, create one, or delete one.")
final class KeysCommand extends ServerCommand implements Parent {
    private final Terminal terminal;

    KeysCommand(Terminal terminal) {
        super(terminal);
        this.terminal = terminal;
    }

    @Override
    public Object[] children() {
        return new Object[] {
            new Listing(terminal),
            new Create(terminal),
            new Delete(terminal),
            new JwtKeysCommand(terminal)
        };
    }

    @Override
    int run(Desk desk) {
        return list(desk);
    }

    private static int list(Desk desk) {
        JsonNode keys = desk.remote().get(desk.inProject("/api-keys"));
        return desk.show(
                keys,
                () -> {
                    var table = new Table("ID", "LABEL", "SCOPES", "ACTIVE", "CREATED");
                    for (JsonNode each : keys) {
                        table.row(
                                Words.of(each, "key"),
                                Words.of(each, "label"),
                                Words.list(each.path("scopes")),
                                Words.yes(each.path("active")),
                                Words.of(each, "createTime"));
                    }
                    table.print(desk.terminal());
                });
    }

    @Command(name = "list", description = "List the keys; their secrets are never shown again.")
    static final class Listing extends ServerCommand {
        Listing(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            return list(desk);
        }
    }

    @Command(name = "create", description = "Create a key and show its secret, this once.")
    static final class Create extends ServerCommand {
        @Option(
                names = "--label",
                required = true,
                paramLabel = "TEXT",
                description = "What the key is for.")
        private String label = "";

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                split = ",",
                description = "full, frontend, deploy, read or write; may be repeated (full).")
        private List<String> scopes = new ArrayList<>();

        @Option(
                names = "--rate-limit",
                paramLabel = "NUMBER",
                description = "Requests a second that the key may make (the server's usual limit).")
        private @Nullable Integer rateLimit;

        Create(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            ObjectNode body = Json.object();
            body.put("label", label);
            body.set("scopes", Json.array(scopes.isEmpty() ? List.of("full") : scopes));
            if (rateLimit != null) body.put("rateLimit", rateLimit);
            JsonNode made = desk.remote().post(desk.inProject("/api-keys"), body);
            return desk.show(
                    made,
                    () -> {
                        desk.terminal().say(Words.of(made, "secret"));
                        desk.terminal()
                                .note(
                                        "This is key %s. Keep it safe: it is not shown again."
                                                .formatted(Words.of(made, "key")));
                    });
        }
    }

    @Command(name = "delete", description = "Delete a key; it stops working within seconds.")
    static final class Delete extends ServerCommand {
        @Parameters(index = "0", paramLabel = "ID", description = "The key's id.")
        private String id = "";

        Delete(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            desk.remote().delete(desk.inProject("/api-keys/{}", id));
            return desk.show(
                    Json.object().put("deleted", id), () -> desk.done("Deleted key " + id + "."));
        }
    }
}
