package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Count;
import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import java.util.ArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `tenon schema-changes`: what changed in the objects that customers have.
@Command(
        name = "schema-changes",
        description = "Show which fields and objects of customers came, went or changed.")
final class SchemaChangesCommand extends ServerCommand {
    @Option(names = "--group", paramLabel = "REF", description = "Of one customer.")
    private String group = "";

    @Option(names = "--provider", paramLabel = "NAME", description = "Of one provider.")
    private String provider = "";

    @Option(names = "--connection", paramLabel = "ID", description = "Of one connection.")
    private String connection = "";

    @Option(names = "--object", paramLabel = "NAME", description = "Of one object.")
    private String object = "";

    @Option(names = "--after", paramLabel = "ID", description = "Only what is older.")
    private String after = "";

    @Option(names = "--limit", paramLabel = "N", description = "How many at most (50).")
    private int limit = 50;

    SchemaChangesCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        if (limit < 1) throw usage("--limit is at least 1.");
        JsonNode page =
                desk.remote()
                        .get(
                                desk.inProject("/schema-changes")
                                        .with("groupRef", group)
                                        .with("provider", provider)
                                        .with("connectionId", connection)
                                        .with("object", object)
                                        .with("after", after)
                                        .with("limit", limit));
        return desk.show(page, () -> print(desk, page));
    }

    private static void print(Desk desk, JsonNode page) {
        JsonNode changes = page.path("results");
        if (changes.isEmpty()) {
            desk.terminal().note("No changes.");
            return;
        }
        var table = new Table("TIME", "GROUP", "PROVIDER", "OBJECT", "FIELD", "CHANGE");
        for (JsonNode each : changes) {
            table.row(
                    Words.of(each, "time"),
                    Words.of(each, "groupRef"),
                    Words.of(each, "provider"),
                    Words.of(each, "objectName"),
                    Words.of(each, "fieldName"),
                    words(each));
        }
        table.print(desk.terminal());
        String next = Words.of(page, "next");
        if (next.isEmpty()) return;
        desk.terminal()
                .note(
                        "%s shown; go on with --after %s"
                                .formatted(Count.of(changes.size(), "change"), next));
    }

    private static String words(JsonNode change) {
        String kind = Words.of(change, "kind");
        var aspects = new ArrayList<String>();
        change.path("aspects").forEach(each -> aspects.add(each.asString("")));
        return aspects.isEmpty() ? kind : kind + ": " + String.join(", ", aspects);
    }
}
