package dev.tenon.acceptance.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The repository as it lies on the disk. Immutable.
final class Repository {
    /// The Maven modules, each a folder.
    static final List<String> MODULES =
            List.of(
                    "format",
                    "connector-spi",
                    "connector-testkit",
                    "connectors",
                    "sandbox",
                    "server",
                    "acceptance");

    private final Path root;

    private Repository(Path root) {
        this.root = root;
    }

    /// The repository that the working directory lies in.
    static Repository here() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            Path parent = folder.getParent();
            if (parent == null) throw new IllegalStateException("no .mvn above " + Path.of(""));
            folder = parent;
        }
        return new Repository(folder);
    }

    /// The text of a file.
    String read(String path) {
        return read(root.resolve(path));
    }

    /// The Java files of all modules that the product is made of.
    List<SourceFile> mainSources() {
        return MODULES.stream().flatMap(module -> sources(module, "main")).toList();
    }

    /// The Java files of all modules' tests.
    List<SourceFile> testSources() {
        return MODULES.stream().flatMap(module -> sources(module, "test")).toList();
    }

    /// Both.
    List<SourceFile> sources() {
        var all = new ArrayList<>(mainSources());
        all.addAll(testSources());
        return List.copyOf(all);
    }

    private Stream<SourceFile> sources(String module, String kind) {
        Path java = root.resolve(module).resolve("src").resolve(kind).resolve("java");
        if (!Files.isDirectory(java)) return Stream.of();
        return filesBelow(java).stream()
                .filter(file -> file.toString().endsWith(".java"))
                .map(file -> new SourceFile(name(file), packageOf(java, file), read(file)));
    }

    private static String packageOf(Path java, Path file) {
        Path folder = java.relativize(file).getParent();
        return folder == null ? "" : folder.toString().replace('/', '.');
    }

    /// README and every page of the docs and the examples, by path.
    List<String> pages() {
        var pages = new ArrayList<>(List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"));
        Stream.of("docs", "examples")
                .flatMap(folder -> filesBelow(root.resolve(folder)).stream())
                .filter(file -> file.toString().endsWith(".md"))
                .map(this::name)
                .forEach(pages::add);
        return List.copyOf(pages);
    }

    /// Whether there is such a file or folder.
    boolean has(String path) {
        return Files.exists(root.resolve(path));
    }

    private String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
