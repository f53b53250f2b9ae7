package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `docs/manifest.md` says what the reader does.
class ManifestReferenceTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CODE =
            Pattern.compile("\\| `((?:manifest|config|plan)\\.[a-z-]+)`");

    private final String reference = read(Manifests.root().resolve("docs/manifest.md"));

    @Test
    void its_examples_are_manifests_without_a_finding() {
        List<String> examples = found(EXAMPLE);

        assertThat(examples).hasSizeGreaterThan(5);
        for (String example : examples) {
            Reading reading = new ManifestReader(SomeProviders.FEW).read(example, "manifest.md");
            assertThat(reading.findings()).as(example).isEmpty();
        }
    }

    @Test
    void its_tables_list_every_code_there_is_and_no_other() {
        Set<String> listed = new TreeSet<>(found(CODE));

        for (String rule : rulesInTheSources()) {
            assertThat(listed).as(rule).anyMatch(code -> code.endsWith("." + rule));
        }
        assertThat(listed)
                .allSatisfy(code ->
                        assertThat(rulesInTheSources())
                                .contains(code.substring(code.indexOf('.') + 1)));
    }

    @Test
    void its_tables_name_every_key_of_the_schema() {
        Set<String> keys = new TreeSet<>();
        collectKeys(new JsonMapper().readTree(Manifests.resource("manifest.schema.json")), keys);

        assertThat(keys).hasSizeGreaterThan(50);
        assertThat(keys).allMatch(key -> reference.contains(key));
    }

    private static void collectKeys(JsonNode schema, Set<String> keys) {
        schema.path("properties").properties().forEach(each -> keys.add(each.getKey()));
        schema.forEach(each -> collectKeys(each, keys));
    }

    /// What is passed as a rule to notes, unreadable files and warnings of plans.
    private static Set<String> rulesInTheSources() {
        Pattern rule =
                Pattern.compile(
                        "(?:error|warning|refuse|Unreadable|Warning)\\([^;]*?"
                                + "\"(?:plan\\.)?([a-z]+(?:-[a-z]+)*)\",");
        Path sources = Manifests.root().resolve("format/src/main/java/dev/tenon/format");
        try (Stream<Path> files = Files.list(sources)) {
            return files.map(ManifestReferenceTest::read)
                    .flatMap(text -> rule.matcher(text).results())
                    .map(match -> match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> found(Pattern pattern) {
        return pattern.matcher(reference)
                .results()
                .map((MatchResult each) -> each.group(1))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
