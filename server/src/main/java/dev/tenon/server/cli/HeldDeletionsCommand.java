package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `tenon held-deletions`: deletions that wait for a person, because they are too many to be
/// believed.
@Command(
        name = "held-deletions",
        description = "List deletions that wait for a person, and decide on them.")
final class HeldDeletionsCommand extends ServerCommand implements Parent {
    private final Terminal terminal;

    HeldDeletionsCommand(Terminal terminal) {
        super(terminal);
        this.terminal = terminal;
    }

    @Override
    public Object[] children() {
        return new Object[] {new Listing(terminal), new Release(terminal), new Discard(terminal)};
    }

    @Override
    int run(Desk desk) {
        return list(desk);
    }

    private static int list(Desk desk) {
        JsonNode page = desk.remote().get(desk.inProject("/held-deletions").with("status", "held"));
        return desk.show(
                page,
                () -> {
                    var table = new Table("ID", "GROUP", "OBJECT", "RECORDS", "OF", "SINCE");
                    for (JsonNode each : page.path("results")) {
                        table.row(
                                Words.of(each, "id"),
                                Words.of(each, "groupRef"),
                                Words.of(each, "objectName"),
                                Words.of(each, "records"),
                                Words.of(each, "ofRecords"),
                                Words.of(each, "createTime"));
                    }
                    table.print(desk.terminal());
                });
    }

    private static int decide(Desk desk, String id, String decision, String done) {
        JsonNode held =
                desk.remote()
                        .post(desk.inProject("/held-deletions/{}:" + decision, id), Json.object());
        return desk.show(held, () -> desk.done(done));
    }

    @Command(name = "list", description = "List what is held.")
    static final class Listing extends ServerCommand {
        Listing(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            return list(desk);
        }
    }

    @Command(name = "release", description = "The records are gone: delete them from the store.")
    static final class Release extends ServerCommand {
        @Parameters(index = "0", paramLabel = "ID", description = "What is held.")
        private String id = "";

        Release(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            return decide(desk, id, "release", "The records are being deleted.");
        }
    }

    @Command(name = "discard", description = "The records are still there: keep them.")
    static final class Discard extends ServerCommand {
        @Parameters(index = "0", paramLabel = "ID", description = "What is held.")
        private String id = "";

        Discard(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            return decide(desk, id, "discard", "The records stay.");
        }
    }
}
