package dev.tenon.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PackagesTest {
    private static final String OURS = "dev.tenon";
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?(dev\\.tenon(?:\\.[a-z]\\w*)+)\\.[A-Z]");
    private static final Pattern PLANNED = Pattern.compile("(?m)^\\| `([a-z]+)` \\|");

    /// Reading them takes seconds, so all tests share them.
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(OURS);

    private final Repository repository = Repository.here();
    private final List<SourceFile> main = repository.mainSources();
    private final List<SourceFile> tests = repository.testSources();
    private final Map<String, PackageRule> mainRules = rules(main);
    private final Map<String, PackageRule> testRules = rules(tests);

    private static Map<String, PackageRule> rules(List<SourceFile> sources) {
        return sources.stream()
                .filter(SourceFile::isPackageInfo)
                .map(PackageRule::of)
                .collect(Collectors.toMap(PackageRule::packageName, rule -> rule));
    }

    @Test
    void the_classes_that_are_checked_are_those_of_the_sources() {
        Set<String> compiled =
                CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(compiled).containsAll(mainRules.keySet());
    }

    @Test
    void every_package_says_what_it_is_for_what_it_may_import_and_where_to_start() {
        assertThat(packages(main)).isSubsetOf(mainRules.keySet());
        assertThat(packages(tests))
                .allMatch(name -> mainRules.containsKey(name) || testRules.containsKey(name));
        assertThat(allRules())
                .allMatch(PackageRule::startsWithASentence, "starts with a sentence")
                .allMatch(PackageRule::saysWhereToStart, "says where to start reading")
                .allMatch(PackageRule::isNullMarked, "is @NullMarked");
    }

    private static Set<String> packages(List<SourceFile> sources) {
        return sources.stream()
                .map(SourceFile::packageName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<PackageRule> allRules() {
        return Stream.concat(mainRules.values().stream(), testRules.values().stream()).toList();
    }

    /// A package may be named before it has its first class, once the table of packages has it.
    @Test
    void what_a_package_may_import_are_packages_that_exist_or_are_planned() {
        Set<String> names =
                Stream.concat(mainRules.keySet().stream(), testRules.keySet().stream())
                        .map(PackageRule::lastName)
                        .collect(Collectors.toCollection(TreeSet::new));
        names.add("all");
        PLANNED.matcher(repository.read("ARCHITECTURE.md"))
                .results()
                .forEach(row -> names.add(row.group(1)));

        for (PackageRule rule : allRules())
            assertThat(names).as(rule.packageName()).containsAll(rule.mayImport());
    }

    @Test
    void classes_use_only_what_their_package_may_import() {
        var broken = new TreeSet<String>();
        for (JavaClass type : CLASSES) {
            PackageRule rule = mainRules.get(type.getPackageName());
            if (rule == null) continue;
            type.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .map(JavaClass::getBaseComponentType)
                    .filter(used -> isOurs(used.getPackageName()))
                    .filter(used -> !rule.allows(used.getPackageName()))
                    .forEach(used -> broken.add(type.getName() + " uses " + used.getName()));
        }

        assertThat(broken)
                .as("arrows that no May import line has; add the package there, or do without")
                .isEmpty();
    }

    private static boolean isOurs(String packageName) {
        return packageName.startsWith(OURS + ".");
    }

    /// A test may use what the package it tests may, and the testkit; a `package-info.java` among
    /// the tests may allow more.
    @Test
    void tests_import_only_what_their_package_may_import() {
        var broken = new TreeSet<String>();
        for (SourceFile test : tests)
            test.find(IMPORT)
                    .filter(used -> !mayTestImport(test.packageName(), used))
                    .forEach(used -> broken.add(test.path() + " imports " + used));

        assertThat(broken).isEmpty();
    }

    private boolean mayTestImport(String packageName, String used) {
        return PackageRule.lastName(used).equals("testkit")
                || Stream.of(mainRules.get(packageName), testRules.get(packageName))
                        .anyMatch(rule -> rule != null && rule.allows(used));
    }

    @Test
    void packages_form_no_cycle() {
        SlicesRuleDefinition.slices()
                .matching("dev.tenon.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void the_names_of_packages_are_told_apart_within_a_module() {
        Map<String, List<String>> byName =
                mainRules.keySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        PackagesTest::moduleAndLastName,
                                        TreeMap::new,
                                        Collectors.toList()));

        assertThat(byName.values()).allMatch(same -> same.size() == 1);
    }

    private static String moduleAndLastName(String packageName) {
        String[] parts = packageName.split("\\.", -1);
        return parts[2] + " " + PackageRule.lastName(packageName);
    }
}
