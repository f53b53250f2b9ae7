package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// A manifest as it lies on disk.
///
/// @param name as the user wrote it, so that findings can be clicked
record ManifestFile(String name, String text) {
    private static final List<String> NAMES =
            List.of("tenon.yaml", "tenon.yml", "amp.yaml", "amp.yml");

    /// A little over what a manifest may have, so that the reader says that it is too large.
    private static final int MOST = 3 * 1024 * 1024;

    /// Opens a file, or the manifest in a directory.
    ///
    /// @throws Refusal when there is none or it cannot be read
    static ManifestFile open(Path given) {
        Path file = Files.isDirectory(given) ? within(given) : given;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST);
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return new ManifestFile(file.toString(), text.toString());
        } catch (NoSuchFileException _) {
            throw refusal(
                    "cli.no-manifest",
                    "There is no file " + file + ".",
                    file,
                    "Name a manifest, or make one with \"tenon init --provider NAME\".");
        } catch (CharacterCodingException _) {
            throw refusal(
                    "cli.not-text",
                    "The file is not text in UTF-8.",
                    file,
                    "Save it in UTF-8, or name another file.");
        } catch (IOException failure) {
            throw refusal(
                    "cli.file-unreadable",
                    "The file cannot be read: " + failure.getMessage() + ".",
                    file,
                    "Make it readable, or name another file.");
        }
    }

    private static Path within(Path directory) {
        Path plain = directory.toString().equals(".") ? Path.of("") : directory;
        for (String name : NAMES) {
            Path file = plain.resolve(name);
            if (Files.isRegularFile(file)) return file;
        }
        throw refusal(
                "cli.no-manifest",
                "There is no " + String.join(", ", NAMES) + " in this directory.",
                directory.toAbsolutePath().normalize(),
                "Name a manifest, or make one with \"tenon init --provider NAME\".");
    }

    private static Refusal refusal(String code, String what, Path where, String fix) {
        return new Refusal(Refusal.Kind.NOT_FOUND, code, what, where.toString(), fix);
    }
}
