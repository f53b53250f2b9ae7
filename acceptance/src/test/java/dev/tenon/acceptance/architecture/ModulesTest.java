package dev.tenon.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds the modules' poms to the table in `ARCHITECTURE.md`.
class ModulesTest {
    private static final Map<String, Set<String>> MAY_DEPEND_ON =
            Map.of(
                    "format", Set.of(),
                    "connector-spi", Set.of(),
                    "connector-testkit", Set.of("connector-spi"),
                    "connectors", Set.of("connector-spi", "format"),
                    "sandbox", Set.of("format"),
                    "server", Set.of("format", "connector-spi", "connectors", "sandbox"),
                    "acceptance", Set.of("server", "connector-testkit", "sandbox"));

    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
    private static final Pattern OURS =
            Pattern.compile("<groupId>dev\\.tenon</groupId>\\s*<artifactId>tenon-([a-z-]+)<");

    private final Repository repository = Repository.here();

    @Test
    void modules_depend_on_the_modules_below_them_only() {
        assertThat(MAY_DEPEND_ON.keySet()).containsExactlyInAnyOrderElementsOf(Repository.MODULES);
        for (String module : Repository.MODULES)
            assertThat(MAY_DEPEND_ON.get(module)).as(module).containsAll(ours(module));
    }

    @Test
    void the_parent_names_the_modules() {
        Set<String> named =
                Pattern.compile("<module>(.+?)</module>")
                        .matcher(repository.read("pom.xml"))
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toSet());

        assertThat(named).containsExactlyInAnyOrderElementsOf(Repository.MODULES);
    }

    @Test
    void outsiders_who_write_a_connector_get_no_library_with_the_spi() {
        assertThat(repository.read("connector-spi/pom.xml")).doesNotContain("<dependency>");
    }

    @Test
    void connectors_cannot_see_a_database_or_a_network_library() {
        assertThat(repository.read("connectors/pom.xml"))
                .doesNotContain("postgresql", "HikariCP", "flyway", "httpclient", "helidon");
    }

    private Set<String> ours(String module) {
        return DEPENDENCY
                .matcher(repository.read(module + "/pom.xml"))
                .results()
                .map(MatchResult::group)
                .filter(dependency -> !dependency.contains("<scope>test</scope>"))
                .flatMap(dependency -> OURS.matcher(dependency).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
