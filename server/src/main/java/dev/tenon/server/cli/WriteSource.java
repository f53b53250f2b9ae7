package dev.tenon.server.cli;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// Where the records to write come from: one on the command line, or a file with one to a line.
final class WriteSource {
    private static final int MOST_PROBLEMS = 20;

    @Option(names = "--record", paramLabel = "JSON", description = "One record, as a JSON object.")
    private @Nullable String record;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Records, one JSON object to a line; - is the input.")
    private @Nullable String file;

    private @Nullable String dash;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "The record's id at the provider; alone it is enough to delete.")
    private @Nullable String id;

    /// Takes what stands after the object; `-` is short for `--file -`.
    void take(@Nullable String argument) {
        dash = argument;
    }

    /// What does not fit together, if anything.
    Optional<String> fault(WriteType type) {
        if (dash != null && !dash.equals("-")) return Optional.of("\"" + dash + "\" is too much.");
        if (dash != null && file != null) return Optional.of("Give --file or -, not both.");
        String lines = lines();
        if (record != null && lines != null) {
            return Optional.of("Give --record or --file, not both.");
        }
        if (lines != null && id != null) return Optional.of("--id goes with one record only.");
        boolean isEmpty = record == null && lines == null;
        if (isEmpty && !(type == WriteType.delete && id != null)) {
            return Optional.of("Give --record JSON, --file FILE or - for the input.");
        }
        return Optional.empty();
    }

    /// Whether many records may come.
    boolean isMany() {
        return lines() != null;
    }

    private @Nullable String lines() {
        return dash != null ? dash : file;
    }

    /// All records.
    ///
    /// @throws Refusal with every line that is no record; nothing has been sent then
    List<ObjectNode> records(Terminal terminal) {
        String lines = lines();
        if (lines == null) return List.of(single());
        try (InputStream in =
                lines.equals("-") ? terminal.in() : Files.newInputStream(Path.of(lines))) {
            return read(in, lines.equals("-") ? "input" : lines);
        } catch (NoSuchFileException _) {
            throw unreadable("There is no file " + lines + ".", lines);
        } catch (IOException failure) {
            throw unreadable("The file cannot be read: " + failure.getMessage() + ".", lines);
        }
    }

    private ObjectNode single() {
        ObjectNode one = record == null ? Json.object() : JsonFile.object(record, "--record");
        if (id != null) one.put("id", id);
        return one;
    }

    private static List<ObjectNode> read(InputStream in, String place) throws IOException {
        var records = new ArrayList<ObjectNode>();
        var problems = new ArrayList<Diagnostic>();
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank()) continue;
            try {
                records.add(JsonFile.object(line, place + ":" + number));
            } catch (Refusal refusal) {
                problems.addAll(refusal.diagnostics());
            }
            if (problems.size() >= MOST_PROBLEMS) break;
        }
        if (!problems.isEmpty()) throw new Refusal(Refusal.Kind.INVALID, problems);
        if (records.isEmpty()) throw unreadable("There are no records.", place);
        return records;
    }

    private static Refusal unreadable(String what, String place) {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "cli.no-records",
                what,
                place,
                "Name a file with one JSON object to a line.");
    }
}
