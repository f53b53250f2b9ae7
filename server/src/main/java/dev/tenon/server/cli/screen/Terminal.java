package dev.tenon.server.cli.screen;

import dev.tenon.server.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Where a command reads and writes. Results go to `out`, everything else to `err`.
///
/// @param environment the environment's variables
/// @param isInteractive whether a person sees `out` and can be asked
public record Terminal(
        PrintStream out,
        PrintStream err,
        InputStream in,
        Map<String, String> environment,
        boolean isInteractive,
        Waiting waiting) {

    /// Copies the environment.
    public Terminal {
        environment = Map.copyOf(environment);
    }

    /// A variable of the environment; empty when it is not set.
    public String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /// Whether text may be coloured.
    public boolean hasColours() {
        return isInteractive && variable("NO_COLOR").isEmpty() && !variable("TERM").equals("dumb");
    }

    /// The text in a colour, or as it is where there are none.
    public String paint(Ink ink, String text) {
        return hasColours() && !text.isEmpty() ? ink.around(text) : text;
    }

    /// Prints a line of the result.
    public void say(String line) {
        out.println(line);
    }

    /// Prints a line that is not part of the result.
    public void note(String line) {
        err.println(line);
    }

    /// Prints a value as JSON with line breaks.
    public void json(JsonNode value) {
        out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }

    /// Prints a value as JSON on one line.
    public void jsonLine(JsonNode value) {
        out.println(Json.text(value));
    }

    /// Asks a yes-or-no question; anything but yes is no. Ask only when [#isInteractive].
    public boolean confirms(String question) {
        err.print(question + " [y/N] ");
        err.flush();
        String answer = line().strip().toLowerCase(Locale.ROOT);
        return answer.equals("y") || answer.equals("yes");
    }

    /// The next line of the input; empty at its end.
    public String line() {
        var bytes = new java.io.ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                bytes.write(next);
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// The text without control characters, which could steer a terminal; line breaks stay.
    public static String clean(String text) {
        var cleaned = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            cleaned.append(Character.isISOControl(each) && each != '\n' ? ' ' : each);
        }
        return cleaned.toString();
    }
}
