package dev.tenon.server.demo;

import dev.tenon.server.json.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the demo says while it runs, and its summary at the end. With `--json` it is silent until
/// the end. For use by one thread.
final class Report {
    private final PrintStream out;
    private final boolean quiet;
    private final boolean terminal;
    private final InstantSource clock;
    private final Instant began;
    private final ObjectNode summary = Json.object();
    private final ArrayNode steps = Json.array();
    private Instant stepBegan;

    Report(PrintStream out, boolean quiet, boolean terminal, InstantSource clock) {
        this.out = out;
        this.quiet = quiet;
        this.terminal = terminal;
        this.clock = clock;
        this.began = clock.instant();
        this.stepBegan = began;
    }

    void begin(String what) {
        stepBegan = clock.instant();
        if (!quiet) out.printf("%n▸ %s%n", what);
    }

    void say(String text) {
        if (!quiet) out.println("  " + text);
    }

    /// A line that the next one replaces on a terminal.
    void progress(String text) {
        if (quiet) return;
        if (terminal) {
            out.print("\r  " + text + "\u001b[K");
            out.flush();
        } else {
            out.println("  " + text);
        }
    }

    void endProgress() {
        if (!quiet && terminal) out.println();
    }

    void verified(String step, String what) {
        long millis = Duration.between(stepBegan, clock.instant()).toMillis();
        steps.addObject().put("step", step).put("ok", true).put("what", what).put("millis", millis);
        say(String.format(Locale.ROOT, "✓ %s (%.1f s)", what, millis / 1000.0));
    }

    void failed(String what) {
        steps.addObject().put("step", "failed").put("ok", false).put("what", what);
        if (!quiet) out.println("  ✗ " + what);
    }

    ObjectNode summary() {
        return summary;
    }

    double seconds() {
        return Duration.between(began, clock.instant()).toMillis() / 1000.0;
    }

    void print(boolean ok, boolean asJson) {
        summary.put("ok", ok);
        summary.put("seconds", seconds());
        summary.set("steps", steps);
        if (asJson) {
            out.println(Json.text(summary));
            return;
        }
        out.printf(
                "%n%s in %.1f s%n", ok ? "Everything was verified" : "Something failed", seconds());
        summary.properties().stream()
                .filter(entry -> !entry.getValue().isArray())
                .forEach(entry ->
                        out.printf("  %-28s %s%n", entry.getKey(), entry.getValue().asString("")));
    }
}
