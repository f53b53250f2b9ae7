package dev.tenon.format;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The manifests that tests read.
final class Manifests {
    private Manifests() {}

    /// One that has every key there is.
    static String everyKey() {
        return resource("every-key.yaml");
    }

    /// The samples by the names of their files; the test is skipped where they are not.
    static Map<String, String> samples() {
        Path folder = shared().resolve("fixtures/sample-manifests");
        assumeTrue(Files.isDirectory(folder), "the shared folder with the samples is not here");
        var samples = new LinkedHashMap<String, String>();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted =
                    files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList();
            for (Path file : sorted) {
                samples.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return samples;
    }

    /// The integrations of a manifest that has no errors.
    static Manifest read(String source) {
        return new ManifestReader(SomeProviders.any()).read(source, "tenon.yaml").orRefuse();
    }

    /// The manifest as JSON, by another way than ours.
    static JsonNode json(String source) {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(source);
        return new JsonMapper().valueToTree(loaded);
    }

    static String resource(String name) {
        try (InputStream stream =
                Objects.requireNonNull(Manifests.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The repository's root.
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !isRoot(folder)) folder = folder.getParent();
        return folder;
    }

    private static Path shared() {
        String given = System.getProperty("tenon.shared");
        return given == null ? root().resolveSibling("shared") : Path.of(given);
    }

    private static boolean isRoot(Path folder) {
        return Files.exists(folder.resolve("pom.xml")) && Files.exists(folder.resolve(".mvn"));
    }
}
