package dev.tenon.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final Pattern TYPE =
            Pattern.compile("\\b(?:class|interface|enum|record) ([A-Z]\\w*)");
    private static final Pattern SAYS_NOTHING =
            Pattern.compile(
                    "(Abstract|Base|Common).*"
                            + "|.*(Manager|Helper|Utils?|Impl|Base|Abstract|Common|Data|Info"
                            + "|Processor|Service|Handler)"
                            + "|I[A-Z][a-z].*(Store|Reader|Writer|Client)");

    /// Names of the connector SPI, which says what each of them is information on.
    private static final Set<String> ALLOWED = Set.of("ConnectorInfo", "ObjectInfo", "FieldInfo");

    @Test
    void types_have_names_that_say_what_they_are() {
        Set<String> empty =
                Repository.here().sources().stream()
                        .flatMap(file ->
                                file.find(TYPE)
                                        .filter(NamesTest::saysNothing)
                                        .map(type -> type + " in " + file.path()))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(empty).as("names that would fit anything").isEmpty();
    }

    private static boolean saysNothing(String type) {
        return SAYS_NOTHING.matcher(type).matches() && !ALLOWED.contains(type);
    }

    @Test
    void packages_are_cut_by_feature() {
        Set<String> layers =
                Repository.here().sources().stream()
                        .map(file -> PackageRule.lastName(file.packageName()))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(layers)
                .doesNotContain(
                        "controllers", "services", "models", "utils", "util", "common", "helpers");
    }
}
