package dev.tenon.connectors.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tenon.format.Finding;
import dev.tenon.format.ManifestReader;
import dev.tenon.format.Reading;
import dev.tenon.spi.SignIn.Scheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final Catalog catalog = Catalog.bundled();

    @Test
    void a_system_is_found_by_its_name_and_by_other_spellings() {
        CatalogEntry salesforce = catalog.find("salesforce").orElseThrow();
        assertThat(salesforce.displayName()).isEqualTo("Salesforce");
        assertThat(salesforce.signIn()).isEqualTo(Scheme.AUTHORIZATION_CODE);

        assertThat(catalog.knows("accuLynx")).isTrue();
        assertThat(catalog.knows("dynamicsCRM")).isTrue();
        assertThat(catalog.find(catalog.canonical("dynamicsCRM"))).isPresent();
    }

    @Test
    void case_matters_and_the_right_spelling_is_suggested() {
        assertThat(catalog.knows("Salesforce")).isFalse();
        assertThat(catalog.nearest("Salesforce")).startsWith("salesforce");
        assertThat(catalog.nearest("hubspto")).startsWith("hubspot");
        assertThat(catalog.canonical("no-such-system")).isEqualTo("no-such-system");
    }

    @Test
    void search_looks_into_all_spellings_and_puts_beginnings_first() {
        List<CatalogEntry> found = catalog.search("sales");
        assertThat(found.getFirst().name()).startsWith("sales");
        assertThat(found).extracting(CatalogEntry::name).contains("salesforce");
        assertThat(catalog.search("zzzzzz")).isEmpty();
    }

    @Test
    void every_entry_is_found_by_each_of_its_spellings() {
        assertThat(catalog.all()).hasSizeGreaterThan(900);
        for (CatalogEntry entry : catalog.all()) {
            assertThat(catalog.find(entry.name())).contains(entry);
            entry.aliases().forEach(alias -> assertThat(catalog.find(alias)).contains(entry));
        }
    }

    @Test
    void all_sample_manifests_are_accepted() throws IOException {
        Path samples = shared().resolve("fixtures/sample-manifests");
        assumeTrue(Files.isDirectory(samples), "the shared folder is not here");
        var reader = new ManifestReader(catalog);
        int count = 0;
        try (Stream<Path> files = Files.list(samples)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                Reading reading = reader.read(Files.readString(file), file.toString());
                assertThat(reading.findings()).filteredOn(Finding::isError).isEmpty();
                count++;
            }
        }
        assertThat(count).isEqualTo(40);
    }

    @Test
    void the_index_is_what_the_facts_say() throws IOException {
        Path facts = shared().resolve("catalog/providers.jsonl");
        assumeTrue(Files.exists(facts), "the shared folder is not here");
        assertThat(CatalogIndexWriter.lines(facts)).isEqualTo(index());
    }

    private static List<String> index() throws IOException {
        try (InputStream index =
                Objects.requireNonNull(Catalog.class.getResourceAsStream("providers.tsv"))) {
            String text = new String(index.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().toList();
        }
    }

    static Path shared() {
        String given = System.getProperty("tenon.shared");
        if (given != null) return Path.of(given);
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !isRoot(folder)) folder = folder.getParent();
        return folder == null ? Path.of("shared") : folder.resolveSibling("shared");
    }

    private static boolean isRoot(Path folder) {
        return Files.exists(folder.resolve("pom.xml")) && Files.exists(folder.resolve(".mvn"));
    }
}
