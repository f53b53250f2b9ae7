package dev.tenon.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.format.ManifestReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the pages show works, and what they point at is there.
class DocsTest {
    private static final Pattern YAML =
            Pattern.compile("(?m)^ *```yaml\\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern DECISION = Pattern.compile("docs/adr/(\\d{4})-[a-z0-9-]+\\.md");

    private final Repository repository = Repository.here();
    private final ManifestReader reader = new ManifestReader(Catalog.bundled());

    @Test
    void every_manifest_in_the_pages_is_read_without_a_finding() {
        var manifests = new ArrayList<String>();
        for (String page : repository.pages())
            YAML.matcher(repository.read(page))
                    .results()
                    .map(block -> block.group(1).stripIndent())
                    .filter(block -> block.contains("specVersion:"))
                    .forEach(manifest -> {
                        manifests.add(manifest);
                        assertThat(reader.read(manifest, page).findings())
                                .as("%s:%n%s", page, manifest)
                                .isEmpty();
                    });

        assertThat(manifests).hasSizeGreaterThan(3);
    }

    @Test
    void every_link_between_pages_leads_somewhere() {
        var broken = new ArrayList<String>();
        for (String page : repository.pages())
            LINK.matcher(repository.read(page))
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> !target.contains("://"))
                    .filter(target -> !repository.has(beside(page, target)))
                    .forEach(target -> broken.add(page + " links to " + target));

        assertThat(broken).isEmpty();
    }

    private static String beside(String page, String target) {
        return Path.of("/" + page).resolveSibling(target).normalize().toString().substring(1);
    }

    @Test
    void decisions_are_numbered_without_a_gap_and_say_what_would_change_them() {
        List<String> decisions =
                repository.pages().stream().filter(DECISION.asMatchPredicate()).toList();

        for (int i = 0; i < decisions.size(); i++) {
            assertThat(decisions.get(i)).startsWith("docs/adr/%04d-".formatted(i + 1));
            assertThat(repository.read(decisions.get(i)))
                    .as(decisions.get(i))
                    .contains("## Context", "## Options", "## Decision", "## What would change it");
        }
        assertThat(decisions).isNotEmpty();
    }
}
