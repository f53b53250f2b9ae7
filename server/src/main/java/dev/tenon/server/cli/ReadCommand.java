package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.cli.screen.Count;
import dev.tenon.server.cli.screen.Progress;
import dev.tenon.server.cli.screen.Span;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon read`: has an object read now.
@Command(name = "read", description = "Have an object read from the provider now.")
final class ReadCommand extends ServerCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @Mixin private ObjectChoice object = new ObjectChoice();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only what changed since: RFC 3339, a date, or a span such as 7d (all).")
    private @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Only what changed until then, written as for --since (now).")
    private @Nullable String until;

    @Option(
            names = "--changes",
            description = "Only what changed since the last read of the changes.")
    private boolean changes;

    @Option(
            names = "--id",
            paramLabel = "ID",
            split = ",",
            description = "Only these records; may be repeated.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--sweep",
            description = "List all ids, to learn which records have been deleted.")
    private boolean sweep;

    @Option(
            names = "--wait",
            description = "Wait until the read has ended; exits with 1 if it failed.")
    private boolean wait;

    ReadCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        JsonNode begun = begin(desk);
        String id = Words.of(begun, "operationId");
        if (wait) return ended(desk, await(desk, id));
        return desk.show(
                begun,
                () -> {
                    desk.done("Reading " + object.text() + ".");
                    desk.terminal().say("See how it comes along: tenon logs --operation " + id);
                });
    }

    private JsonNode begin(Desk desk) {
        int ways =
                (since == null && until == null ? 0 : 1)
                        + (changes ? 1 : 0)
                        + (ids.isEmpty() ? 0 : 1);
        if (ways + (sweep ? 1 : 0) > 1) {
            throw usage("Give one of --since or --until, --changes, --id and --sweep.");
        }
        ObjectNode body = Json.object();
        body.put("groupRef", object.group());
        if (sweep) return desk.remote().post(object.then(desk, ":sweep"), body);
        if (changes || !ids.isEmpty()) {
            body.put("timeoutSeconds", 0);
            if (!ids.isEmpty()) body.set("ids", Json.array(ids));
            return desk.remote().post(object.then(desk, "/records:refresh"), body);
        }
        body.put("mode", "async");
        if (since != null) body.put("sinceTimestamp", moment(desk, since).toString());
        if (until != null) body.put("untilTimestamp", moment(desk, until).toString());
        return desk.remote().post(object.under(desk, "/read/v1"), body);
    }

    private Instant moment(Desk desk, String text) {
        Optional<Duration> span = Span.parse(text);
        if (span.isPresent()) return desk.terminal().waiting().now().minus(span.get());
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException _) {
            throw usage(
                    "\"" + text + "\" is no time; write 2026-01-31T09:30:00Z, 2026-01-31 or 7d.");
        }
    }

    private static JsonNode await(Desk desk, String id) {
        var progress = new Progress(desk.terminal());
        while (true) {
            JsonNode operation = desk.remote().get(desk.inProject("/operations/{}", id));
            boolean runs = Words.of(operation, "status").equals("in_progress");
            if (!runs || Thread.currentThread().isInterrupted()) {
                progress.end();
                return operation;
            }
            JsonNode done = operation.path("metadata").path("progress");
            progress.show(
                    done.path("recordsProcessed").asLong(0),
                    done.path("recordsEstimatedTotal").asLong(0));
            desk.terminal().waiting().pause(BETWEEN_LOOKS);
        }
    }

    private int ended(Desk desk, JsonNode operation) {
        if (Words.of(operation, "status").equals("failure") && !desk.json()) {
            throw new Refusal(
                    Refusal.Kind.PROVIDER_FAILED,
                    "cli.read-failed",
                    "The read failed: " + Words.of(operation, "result"),
                    object.text(),
                    "See why: tenon logs --operation " + Words.of(operation, "id"));
        }
        desk.show(operation, () -> tell(desk, operation));
        return Words.of(operation, "status").equals("success") ? ExitCode.OK : ExitCode.REFUSED;
    }

    private void tell(Desk desk, JsonNode operation) {
        if (!Words.of(operation, "status").equals("success")) {
            desk.terminal().note("The read goes on: operation " + Words.of(operation, "id") + ".");
            return;
        }
        JsonNode done = operation.path("metadata").path("progress");
        long read = done.path("recordsProcessed").asLong(0);
        desk.done("Read " + object.text() + ": " + Count.of(read, "record") + ".");
    }
}
