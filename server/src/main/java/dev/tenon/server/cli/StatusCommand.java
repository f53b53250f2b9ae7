package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Count;
import dev.tenon.server.cli.screen.Span;
import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `tenon status`: how the installations stand.
@Command(name = "status", description = "Show how each object of each installation stands.")
final class StatusCommand extends ServerCommand {
    @Option(
            names = {"-g", "--group"},
            paramLabel = "REF",
            description = "Only this customer.")
    private @Nullable String group;

    StatusCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        JsonNode status = desk.remote().get(desk.inProject("/status").with("groupRef", group));
        return desk.show(status, () -> show(desk, status.path("results")));
    }

    private static void show(Desk desk, JsonNode installations) {
        if (installations.isEmpty()) {
            desk.terminal().say("Nothing is installed.");
            return;
        }
        var table =
                new Table(
                        "GROUP",
                        "INTEGRATION",
                        "OBJECT",
                        "RECORDS",
                        "STATE",
                        "LAST RUN",
                        "PENDING",
                        "PROBLEM");
        for (JsonNode installation : installations) {
            JsonNode objects = installation.path("objects");
            if (objects.isEmpty())
                table.row(names(installation, "-", "", "", "", "", problem(installation, "")));
            for (JsonNode object : objects) table.row(row(desk, installation, object));
        }
        table.print(desk.terminal());
    }

    private static String[] row(Desk desk, JsonNode installation, JsonNode object) {
        return names(
                installation,
                objectName(object),
                Count.of(object.path("records").asLong(0)),
                state(object),
                desk.ago(Words.of(object, "lastSuccessAt")),
                pending(object),
                problem(installation, ownProblem(object)));
    }

    /// What was not read comes before what was not delivered.
    private static String ownProblem(JsonNode object) {
        String unread = Words.of(object, "problem");
        String undelivered = Words.of(object, "deliveryProblem");
        if (!unread.isEmpty() || undelivered.isEmpty()) return unread;
        return "not delivered: " + undelivered;
    }

    private static String[] names(JsonNode installation, String... rest) {
        var cells = new String[rest.length + 2];
        cells[0] = Words.of(installation, "groupRef");
        cells[1] = Words.of(installation, "integration");
        System.arraycopy(rest, 0, cells, 2, rest.length);
        return cells;
    }

    private static String objectName(JsonNode object) {
        String nativeName = Words.of(object, "objectName");
        String mapped = Words.of(object, "mappedName");
        return mapped.isEmpty() || mapped.equals(nativeName)
                ? nativeName
                : mapped + " (" + nativeName + ")";
    }

    /// While a run goes on, with how far it is and how long it will take.
    private static String state(JsonNode object) {
        String state = Words.of(object, "state");
        long read = object.path("recordsRead").asLong(0);
        long expected = object.path("recordsExpected").asLong(0);
        if (expected <= 0 || read <= 0) return state;
        String far = state + " " + Math.min(99, read * 100 / expected) + "%";
        JsonNode forecast = object.path("forecast");
        if (forecast.isMissingNode()) return far;
        Duration left = Duration.ofSeconds(forecast.path("remainingSeconds").asLong(0));
        String why = forecast.path("waitsForQuota").asBoolean(false) ? " (quota)" : "";
        return far + ", about " + Span.of(left) + why;
    }

    private static String pending(JsonNode object) {
        if (Words.of(object, "destination").isEmpty()) return "";
        return Count.of(object.path("pendingChanges").asLong(0));
    }

    /// A lost connection is every object's problem.
    private static String problem(JsonNode installation, String own) {
        if (!own.isEmpty()) return own;
        String connection = Words.of(installation, "connectionStatus");
        return switch (connection) {
            case "bad_credentials" -> "the customer must connect again";
            case "deleted" -> "the connection was deleted";
            default -> installation.path("paused").asBoolean(false) ? "paused" : "";
        };
    }
}
