package dev.tenon.server.cli;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/// JSON objects that people give.
final class JsonFile {
    private JsonFile() {}

    /// The object in a file.
    ///
    /// @throws Refusal when there is none
    static ObjectNode object(Path file) {
        return object(bytes(file), file.toString());
    }

    /// What is in a file.
    ///
    /// @throws Refusal when there is none
    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            throw new Refusal(
                    Refusal.Kind.NOT_FOUND,
                    "cli.no-file",
                    "There is no file " + file + ".",
                    file.toString(),
                    "Name a file that is there.");
        } catch (IOException failure) {
            throw new Refusal(
                    Refusal.Kind.NOT_FOUND,
                    "cli.file-unreadable",
                    "The file cannot be read: " + failure.getMessage() + ".",
                    file.toString(),
                    "Make it readable, or name another file.");
        }
    }

    /// The object in a text.
    ///
    /// @param place where the text stands, for the refusal
    /// @throws Refusal when it is none
    static ObjectNode object(String text, String place) {
        return object(text.getBytes(StandardCharsets.UTF_8), place);
    }

    private static ObjectNode object(byte[] bytes, String place) {
        try {
            if (bytes.length > 0 && Json.parseForeign(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (Refusal refusal) {
            Diagnostic told = refusal.diagnostics().getFirst();
            throw notJson(
                    told.what().replace("The body", "This"),
                    place + told.where().replace("body", ""));
        }
        throw notJson("This is not a JSON object.", place);
    }

    private static Refusal notJson(String what, String place) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "cli.not-json",
                what,
                place,
                "Give one JSON object in UTF-8, such as {\"name\": \"Acme\"}.");
    }
}
