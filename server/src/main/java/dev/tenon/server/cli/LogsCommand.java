package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.cli.screen.Ink;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon logs`: what operations did.
@Command(
        name = "logs",
        description = {
            "Show what happened in one operation, or in the newest operations of an installation.",
            "With --follow it goes on until it is stopped; with --json too, one line of log to a line."
        })
final class LogsCommand extends ServerCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    @Option(names = "--operation", paramLabel = "ID", description = "This operation.")
    private @Nullable String operation;

    @Option(names = "--installation", paramLabel = "ID", description = "This installation.")
    private @Nullable String installation;

    @Option(
            names = {"-g", "--group"},
            paramLabel = "REF",
            description = "Every installation of this customer.")
    private @Nullable String group;

    @Option(names = "--limit", paramLabel = "N", description = "How many operations each (10).")
    private int limit = 10;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what happens from now on.")
    private boolean follow;

    /// How many lines of each operation were shown.
    private final Map<String, Integer> shown = new HashMap<>();

    LogsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        if (operation == null && installation == null && group == null) {
            throw usage("Give --operation ID, --installation ID or --group REF.");
        }
        if (limit < 1) throw usage("--limit is at least 1.");
        if (desk.json() && !follow) return value(desk);
        do {
            for (JsonNode each : operations(desk)) lines(desk, each);
            desk.terminal().out().flush();
            if (follow) desk.terminal().waiting().pause(BETWEEN_LOOKS);
        } while (follow && !Thread.currentThread().isInterrupted());
        if (shown.isEmpty()) desk.terminal().note("No operations yet.");
        return ExitCode.OK;
    }

    private int value(Desk desk) {
        ArrayNode all = Json.array();
        for (JsonNode each : operations(desk)) {
            ObjectNode json = (ObjectNode) each.deepCopy();
            json.set("logs", logs(desk, each));
            all.add(json);
        }
        ObjectNode result = Json.object();
        result.set("results", all);
        desk.terminal().json(result);
        return ExitCode.OK;
    }

    /// Oldest first.
    private List<JsonNode> operations(Desk desk) {
        if (operation != null) {
            return List.of(desk.remote().get(desk.inProject("/operations/{}", operation)));
        }
        return installations(desk).stream()
                .flatMap(each -> newest(desk, each).reversed().stream())
                .sorted(java.util.Comparator.comparing(each -> Words.of(each, "createTime")))
                .toList();
    }

    private List<JsonNode> installations(Desk desk) {
        List<JsonNode> found =
                desk
                        .remote()
                        .list(desk.inProject("/installations").with("groupRef", group))
                        .stream()
                        .filter(each ->
                                installation == null || Words.of(each, "id").equals(installation))
                        .toList();
        if (!found.isEmpty()) return found;
        throw new Refusal(
                Refusal.Kind.NOT_FOUND,
                "cli.not-installed",
                installation == null
                        ? "The group \"" + group + "\" has no installations."
                        : "There is no installation \"" + installation + "\".",
                installation == null ? "--group" : "--installation",
                "See what is installed with \"tenon status --json\".");
    }

    private List<JsonNode> newest(Desk desk, JsonNode one) {
        return desk.remote()
                .list(
                        desk.inProject(
                                        "/integrations/{}/installations/{}/operations",
                                        Words.of(one, "integrationId"),
                                        Words.of(one, "id"))
                                .with("pageSize", limit));
    }

    private static JsonNode logs(Desk desk, JsonNode one) {
        return desk.remote().get(desk.inProject("/operations/{}/logs", Words.of(one, "id")));
    }

    /// What of an operation was not shown before.
    private void lines(Desk desk, JsonNode one) {
        String id = Words.of(one, "id");
        boolean isNew = !shown.containsKey(id);
        int before = shown.getOrDefault(id, 0);
        if (isNew && !desk.json()) desk.terminal().say(heading(desk.terminal(), one));
        JsonNode logs = logs(desk, one);
        for (int i = before; i < logs.size(); i++) {
            if (desk.json()) {
                desk.terminal().jsonLine(logs.get(i));
            } else {
                desk.terminal().say("  " + line(desk.terminal(), logs.get(i)));
            }
        }
        shown.put(id, Math.max(before, logs.size()));
    }

    private static String heading(Terminal terminal, JsonNode one) {
        String objects = Words.list(one.path("metadata").path("objects"));
        String text =
                "%s %s %s: %s"
                        .formatted(
                                Words.of(one, "createTime"),
                                Words.of(one, "actionType"),
                                objects,
                                Words.of(one, "status"));
        String result = Words.of(one, "result");
        String whole = text + (result.isEmpty() ? "" : " (" + result + ")");
        return terminal.paint(Ink.BOLD, Terminal.clean(whole)) + "  " + Words.of(one, "id");
    }

    private static String line(Terminal terminal, JsonNode log) {
        String severity = Words.of(log, "severity");
        String painted =
                switch (severity) {
                    case "error" -> terminal.paint(Ink.RED, severity);
                    case "warning" -> terminal.paint(Ink.YELLOW, severity);
                    default -> severity;
                };
        return "%s %s %s"
                .formatted(
                        Words.of(log, "timestamp"),
                        painted,
                        Terminal.clean(Words.of(log.path("message"), "msg")));
    }
}
