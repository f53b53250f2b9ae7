package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.cli.screen.Waiting;
import dev.tenon.server.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Somebody who types commands; time passes only while a command waits.
final class Shell {
    private final Map<String, String> environment = new HashMap<>();
    private final List<Object> more = new ArrayList<>();
    private String input = "";
    private boolean isInteractive;

    Shell set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Shell type(String text) {
        input = text;
        return this;
    }

    Shell with(Object command) {
        more.add(command);
        return this;
    }

    Shell atTerminal() {
        isInteractive = true;
        environment.put("NO_COLOR", "1");
        return this;
    }

    Said run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        environment,
                        isInteractive,
                        new PassingTime());
        int code = new Cli(terminal, more).run(args);
        return new Said(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// What a command answered.
    record Said(int code, String out, String err) {
        JsonNode json() {
            return Json.parse(out);
        }
    }

    private static final class PassingTime implements Waiting {
        private Instant now = Instant.parse("2026-03-01T12:00:00Z");

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public void pause(Duration duration) {
            now = now.plus(duration);
        }
    }
}
