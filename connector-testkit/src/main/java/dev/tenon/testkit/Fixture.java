package dev.tenon.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// One folder of numbered requests and answers, `1.request.http` and `1.response.http` and so on,
/// and perhaps `expect.yaml` with what a read of them must bring.
///
/// A request is a line `GET /path`, headers, an empty line and a body; an answer begins with its
/// status, such as `HTTP/1.1 200 OK`.
///
/// @param script the requests and answers in order
/// @param expected what must come out; empty when the folder does not say
public record Fixture(Script script, Optional<Expected> expected) {
    /// What a read must bring.
    ///
    /// @param ids of records, in order
    /// @param deletedIds in order
    /// @param complete whether the last page says that the object was read whole
    public record Expected(List<String> ids, List<String> deletedIds, boolean complete) {
        /// Copies its lists.
        public Expected {
            ids = List.copyOf(ids);
            deletedIds = List.copyOf(deletedIds);
        }
    }

    /// Reads a folder.
    public static Fixture of(Path folder) {
        Script script = ReplayAccess.script();
        int number = 1;
        while (Files.exists(folder.resolve(number + ".request.http"))) {
            Message request = message(folder.resolve(number + ".request.http"));
            Message response = message(folder.resolve(number + ".response.http"));
            script = add(script, request, response);
            number++;
        }
        if (script.size() == 0) {
            throw new AssertionError("No 1.request.http in the fixture folder " + folder + ".");
        }
        return new Fixture(script, expected(folder.resolve("expect.yaml")));
    }

    private static Script add(Script script, Message request, Message response) {
        String[] line = request.first().split(" ", 3);
        Script.Expected step = script.on(line[0], line[1]);
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            step = step.withHeader(header.getKey(), header.getValue());
        }
        if (!request.body().isBlank()) step = step.withBody(request.body());
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        return step.reply(new Answer.Complete(status(response), response.headers(), body));
    }

    private static int status(Message response) {
        for (String word : response.first().split(" ", -1)) {
            if (word.matches("\\d{3}")) return Integer.parseInt(word);
        }
        throw new AssertionError("An answer begins with its status, not " + response.first());
    }

    private static Optional<Expected> expected(Path file) {
        if (!Files.exists(file)) return Optional.empty();
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(text(file));
        if (!(tree instanceof Map<?, ?> map)) {
            throw new AssertionError(file + " should hold members such as ids: [a, b].");
        }
        boolean isComplete = Boolean.TRUE.equals(map.get("complete"));
        return Optional.of(new Expected(texts(map, "ids"), texts(map, "deletedIds"), isComplete));
    }

    private static List<String> texts(Map<?, ?> map, String name) {
        return map.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private record Message(String first, Map<String, String> headers, String body) {}

    private static Message message(Path file) {
        String text = text(file).replace("\r\n", "\n");
        int end = text.indexOf("\n\n");
        String head = end < 0 ? text.strip() : text.substring(0, end);
        String body = end < 0 ? "" : text.substring(end + 2).strip();
        List<String> lines = head.lines().toList();
        var headers = new LinkedHashMap<String, String>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon < 1) throw new AssertionError(file + " has an odd header: " + line);
            headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return new Message(lines.getFirst(), headers, body);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new UncheckedIOException("Cannot read the fixture " + file, missing);
        }
    }
}
