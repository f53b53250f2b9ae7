package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Count;
import dev.tenon.server.cli.screen.Terminal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `tenon changes`: the change feed of an object.
@Command(
        name = "changes",
        description = {
            "Show what changed, in order. A record shows up at its newest change.",
            "With --follow it goes on until it is stopped; with --json too, one change to a line."
        })
final class ChangesCommand extends ServerCommand {
    private static final int WAIT_SECONDS = 25;

    @Mixin private ObjectChoice object = new ObjectChoice();

    @Option(
            names = "--after",
            paramLabel = "SEQ",
            description = "Only later changes (from the first).")
    private @Nullable Long after;

    @Option(names = "--limit", paramLabel = "N", description = "How many at once (100).")
    private int limit = 100;

    @Option(names = "--fields", paramLabel = "A,B", split = ",", description = "Which fields.")
    private List<String> fields = new ArrayList<>();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what changes from now on.")
    private boolean follow;

    ChangesCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        if (limit < 1) throw usage("--limit is at least 1.");
        String from = after == null ? "" : after.toString();
        if (follow) return follow(desk, from);
        JsonNode page = page(desk, from, 0);
        var table = new RecordTable(fields, List.of("seq", "changeType", "id"));
        return desk.show(
                page,
                () -> {
                    JsonNode changes = page.path("results");
                    if (changes.isEmpty()) {
                        desk.terminal().note("No changes.");
                        return;
                    }
                    table.print(desk.terminal(), changes);
                    if (changes.size() < limit) return;
                    desk.terminal()
                            .note(
                                    "%s shown; go on with --after %s"
                                            .formatted(
                                                    Count.of(changes.size(), "change"),
                                                    Words.of(page, "next")));
                });
    }

    private int follow(Desk desk, String from) {
        var table = new RecordTable(fields, List.of("seq", "changeType", "id"));
        String next = from;
        while (!Thread.currentThread().isInterrupted()) {
            JsonNode page = page(desk, next, WAIT_SECONDS);
            JsonNode changes = page.path("results");
            if (desk.json()) {
                changes.forEach(desk.terminal()::jsonLine);
            } else if (!changes.isEmpty()) {
                table.print(desk.terminal(), changes);
            }
            desk.terminal().out().flush();
            String reached = Words.of(page, "next");
            if (!reached.isEmpty()) next = reached;
        }
        return ExitCode.OK;
    }

    private JsonNode page(Desk desk, String from, int seconds) {
        return desk.remote()
                .get(
                        object.changes(desk)
                                .with("after", from)
                                .with("limit", limit)
                                .with("fields", String.join(",", fields))
                                .with("wait", seconds == 0 ? "" : seconds));
    }
}
