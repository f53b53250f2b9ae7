package dev.tenon.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HabitsTest {
    private static final Pattern PRINTS = Pattern.compile("\\bSystem\\.(?:out|err)\\b");
    private static final Pattern SLEEPS = Pattern.compile("\\bThread\\.sleep\\(");
    private static final Pattern BARE_EXCEPTION =
            Pattern.compile("\\bnew (?:RuntimeException|Exception|Error)\\(");
    private static final Pattern STATIC_STATE =
            Pattern.compile(
                    "(?m)^ +(?:(?:private|public|protected|volatile) )*static "
                            + "(?:volatile )?(?!final\\b|class\\b|record\\b|enum\\b|interface\\b)"
                            + "[\\w<>\\[\\], ?]+ \\w+ *(?:=|;)");
    private static final Pattern TODO_WITHOUT_ISSUE =
            Pattern.compile("\\b(?:TODO|FIXME)\\b(?! ?#\\d)");
    private static final Pattern MOCKS = Pattern.compile("org\\.mockito|easymock|wiremock");

    private final Repository repository = Repository.here();

    @Test
    void tests_wait_for_what_they_want_and_never_sleep() {
        assertNone(repository.testSources(), file -> has(SLEEPS, file));
    }

    @Test
    void only_the_command_line_prints() {
        assertNone(
                repository.mainSources(),
                file ->
                        has(PRINTS, file)
                                && !Set.of("cli", "boot", "demo", "bench")
                                        .contains(PackageRule.lastName(file.packageName())));
    }

    @Test
    void exceptions_have_names() {
        assertNone(repository.mainSources(), file -> has(BARE_EXCEPTION, file));
    }

    @Test
    void no_class_holds_static_state_that_changes() {
        assertNone(repository.sources(), file -> has(STATIC_STATE, file));
    }

    @Test
    void what_is_left_to_do_names_its_issue() {
        assertNone(
                repository.sources(),
                file ->
                        !file.path().endsWith("/HabitsTest.java")
                                && TODO_WITHOUT_ISSUE.matcher(file.text()).find());
    }

    @Test
    void fakes_are_written_by_hand() {
        assertNone(repository.sources(), file -> has(MOCKS, file));
    }

    private static boolean has(Pattern pattern, SourceFile file) {
        return pattern.matcher(file.code()).find();
    }

    private static void assertNone(List<SourceFile> files, Predicate<SourceFile> broken) {
        Set<String> paths =
                files.stream()
                        .filter(broken)
                        .map(SourceFile::path)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(paths).isEmpty();
    }
}
