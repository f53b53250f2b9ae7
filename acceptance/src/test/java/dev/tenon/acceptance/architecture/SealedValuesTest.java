package dev.tenon.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Whoever stores a sealed value tells of its column, so that it is sealed anew when keys are
/// exchanged; and what is told of is in the list that the exchange goes through.
class SealedValuesTest {
    private static final Pattern SEALS = Pattern.compile("\\bseal\\s*\\.\\s*seal\\(");
    private static final Pattern TELLS = Pattern.compile("\\bstatic SealedColumn (\\w+)\\(\\)");
    private static final Pattern LISTED = Pattern.compile("(\\w+)\\.(\\w+)\\(\\)");

    /// A credential that is refreshed goes into the column of `Connections`; a link to a large
    /// result is given away and not stored.
    private static final Set<String> OTHERWISE = Set.of("CredentialRows", "LargeResults");

    private final Repository repository = Repository.here();

    @Test
    void whoever_seals_tells_where() {
        Set<String> silent =
                repository.mainSources().stream()
                        .filter(file -> !file.packageName().endsWith(".seal"))
                        .filter(file -> SEALS.matcher(file.code()).find())
                        .filter(file -> !TELLS.matcher(file.code()).find())
                        .map(SealedValuesTest::name)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(silent).isEqualTo(OTHERWISE);
    }

    @Test
    void whatever_is_told_of_is_in_the_list() {
        Set<String> told =
                repository.mainSources().stream()
                        .flatMap(file -> file.find(TELLS).map(method -> name(file) + "." + method))
                        .collect(Collectors.toCollection(TreeSet::new));
        String list =
                repository.mainSources().stream()
                        .filter(file -> name(file).equals("Sealing"))
                        .findFirst()
                        .orElseThrow()
                        .code();
        Set<String> listed =
                LISTED.matcher(list.substring(list.indexOf("columns()") + 1))
                        .results()
                        .map(call -> call.group(1) + "." + call.group(2))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).isNotEmpty();
        assertThat(listed).containsAll(told);
    }

    private static String name(SourceFile file) {
        return file.path().replaceAll(".*/|\\.java", "");
    }
}
