package dev.tenon.connectors.salesforce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Answers that Salesforce really gave, read from the folder all developers share and never copied
/// from it. Tests that need it are skipped, visibly, where it is missing.
final class Recording {
    private static final String PROPERTY = "tenon.shared";

    private Recording() {}

    /// Skips the test that asks, visibly, where the recorded answers are missing.
    static void needed() {
        folder();
    }

    /// One recorded answer.
    static String answer(String name) {
        try {
            return Files.readString(folder().resolve(name));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /// All recorded JSON answers.
    static List<Path> answers() {
        try (Stream<Path> files = Files.walk(folder())) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static Path folder() {
        Path folder = shared().resolve("fixtures/amp-labs-connectors/salesforce/test");
        Assumptions.assumeTrue(
                Files.isDirectory(folder),
                "The recorded answers are not here; set -D" + PROPERTY + " to the shared folder.");
        return folder;
    }

    private static Path shared() {
        String given = System.getProperty(PROPERTY, "");
        if (!given.isEmpty()) return Path.of(given);
        Path place = Path.of("").toAbsolutePath();
        while (place.getParent() != null && !isRoot(place)) place = place.getParent();
        return place.resolveSibling("shared");
    }

    private static boolean isRoot(Path place) {
        return Files.exists(place.resolve("pom.xml")) && Files.isDirectory(place.resolve(".mvn"));
    }
}
