package dev.tenon.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/errors.md` lists every code that a person may be shown, and no other.
class ErrorCodesTest {
    private static final Pattern CODE = Pattern.compile("[a-z]+(?:-[a-z]+)*\\.[a-z]+(?:-[a-z]+)*");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(" + CODE + ")` \\|");
    private static final Pattern AUDIT = Pattern.compile("\\bnote\\([^;]*;");

    /// Everything that a URL can name and that may not be there has a code of its own.
    private static final Pattern NOT_FOUND = Pattern.compile("notFound\\(\\s*\"([a-z-]+)\"");

    /// What looks like a code: places in a request, names of loggers and of a kind of message,
    /// files, and a path in a config.
    private static final Pattern NO_CODE =
            Pattern.compile(
                    "(body|tenon)\\..*|schema\\.watch|query\\.(after|before|fields|health|status)|config\\.content|read\\.objects"
                            + "|(os|java)\\.[a-z]+|.+\\.(pid|ya?ml|tsv|jsonl|key|copy|aot|css|js|svg|jte)");

    /// Their codes are put together from an area and a rule; the reference of the manifest lists
    /// them, and a test beside the reader holds it to that.
    private static final Predicate<String> IN_THE_MANIFEST_REFERENCE =
            Pattern.compile("(manifest|config|plan)\\..*").asMatchPredicate();

    private final Repository repository = Repository.here();
    private final Set<String> documented = rows("docs/errors.md");

    private Set<String> rows(String page) {
        return ROW.matcher(repository.read(page))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_code_in_the_sources_is_explained_and_every_explained_code_is_in_the_sources() {
        Set<String> used =
                repository.mainSources().stream()
                        .flatMap(ErrorCodesTest::texts)
                        .filter(CODE.asMatchPredicate())
                        .filter(NO_CODE.asMatchPredicate().negate())
                        .filter(IN_THE_MANIFEST_REFERENCE.negate())
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented.stream().filter(IN_THE_MANIFEST_REFERENCE.negate()))
                .containsExactlyInAnyOrderElementsOf(used);
    }

    /// The audit log has names of its own for what was done.
    private static Stream<String> texts(SourceFile file) {
        String unaudited = AUDIT.matcher(file.text()).replaceAll("");
        return Stream.concat(
                new SourceFile(file.path(), file.packageName(), unaudited).strings().stream(),
                NOT_FOUND.matcher(file.text()).results().map(found -> found.group(1) + ".unknown"));
    }

    @Test
    void every_code_of_the_manifest_reference_is_explained_too() {
        assertThat(documented.stream().filter(IN_THE_MANIFEST_REFERENCE))
                .containsExactlyInAnyOrderElementsOf(
                        rows("docs/manifest.md").stream()
                                .filter(IN_THE_MANIFEST_REFERENCE)
                                .toList());
    }
}
