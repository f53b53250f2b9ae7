package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `tenon writes`: the queue of accepted writes.
@Command(
        name = "writes",
        description = "List accepted writes, cancel them, and send failed records again.")
final class WritesCommand extends ServerCommand implements Parent {
    private final Terminal terminal;

    WritesCommand(Terminal terminal) {
        super(terminal);
        this.terminal = terminal;
    }

    @Override
    public Object[] children() {
        return new Object[] {
            new Listing(terminal), new Show(terminal), new Cancel(terminal), new Retry(terminal)
        };
    }

    @Override
    int run(Desk desk) {
        return list(desk, null, null);
    }

    private static int list(Desk desk, @Nullable String group, @Nullable String state) {
        JsonNode page =
                desk.remote()
                        .get(
                                desk.inProject("/writes")
                                        .with("groupRef", group)
                                        .with("state", state));
        return desk.show(
                page,
                () -> {
                    var table =
                            new Table(
                                    "ID", "GROUP", "OBJECT", "TYPE", "RECORDS", "STATES", "SINCE");
                    for (JsonNode each : page.path("results")) {
                        table.row(
                                Words.of(each, "id"),
                                Words.of(each, "groupRef"),
                                Words.of(each, "objectName"),
                                Words.of(each, "type"),
                                Words.of(each, "recordCount"),
                                states(each),
                                Words.of(each, "createTime"));
                    }
                    table.print(desk.terminal());
                });
    }

    /// Such as `3 queued, 1 failed`.
    private static String states(JsonNode write) {
        var words = new StringBuilder();
        write.path("states")
                .properties()
                .forEach(state -> {
                    if (state.getValue().asLong(0) == 0) return;
                    if (!words.isEmpty()) words.append(", ");
                    words.append(Words.of(state.getValue())).append(' ').append(state.getKey());
                });
        return words.toString();
    }

    private static void print(Desk desk, JsonNode write) {
        var table = new Table("POSITION", "STATE", "RECORD", "ATTEMPTS", "WHY");
        for (JsonNode each : write.path("records")) {
            table.row(
                    Words.of(each, "position"),
                    Words.of(each, "state"),
                    Words.of(each, "recordId"),
                    Words.of(each, "attempts"),
                    Words.of(each.path("errors").path(0), "what"));
        }
        table.print(desk.terminal());
        if (write.has("next")) desk.terminal().note("There are more records than these.");
    }

    @Command(name = "list", description = "List writes, newest first.")
    static final class Listing extends ServerCommand {
        @Option(names = "--group", paramLabel = "GROUP", description = "Of this customer.")
        private @Nullable String group;

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description =
                        "With a record that is queued, sending, unknown, succeeded or failed.")
        private @Nullable String state;

        Listing(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            return list(desk, group, state);
        }
    }

    @Command(name = "show", description = "Show how each record of a write stands.")
    static final class Show extends ServerCommand {
        @Parameters(index = "0", paramLabel = "ID", description = "The write's operationId.")
        private String id = "";

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            JsonNode write = desk.remote().get(desk.inProject("/writes/{}", id));
            return desk.show(write, () -> print(desk, write));
        }
    }

    @Command(name = "cancel", description = "End the records of a write that are in no call yet.")
    static final class Cancel extends ServerCommand {
        @Parameters(index = "0", paramLabel = "ID", description = "The write's operationId.")
        private String id = "";

        Cancel(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            JsonNode write =
                    desk.remote().post(desk.inProject("/writes/{}:cancel", id), Json.object());
            return desk.show(write, () -> print(desk, write));
        }
    }

    @Command(
            name = "retry",
            description = "Send the failed records of a write again, as a new write.")
    static final class Retry extends ServerCommand {
        @Parameters(index = "0", paramLabel = "ID", description = "The write's operationId.")
        private String id = "";

        @Option(
                names = "--include-unknown",
                description =
                        "Also those whose outcome is unknown, when you have found them not written.")
        private boolean includeUnknown;

        Retry(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            JsonNode write =
                    desk.remote()
                            .post(
                                    desk.inProject("/writes/{}:retry", id),
                                    Json.object().put("includeUnknown", includeUnknown));
            return desk.show(
                    write, () -> desk.done("Sent again as " + Words.of(write, "id") + "."));
        }
    }
}
