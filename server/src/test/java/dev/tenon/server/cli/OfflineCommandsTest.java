package dev.tenon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.connectors.catalog.CatalogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What needs no server, besides validating.
class OfflineCommandsTest {
    @TempDir Path directory;

    @Test
    void providers_are_found_by_a_part_of_their_name() {
        Shell.Said said = new Shell().run("providers", "sAlEsForce", "--json");

        assertThat(said.code()).isZero();
        var first = said.json().path(0);
        assertThat(first.path("name").asString()).isEqualTo("salesforce");
        assertThat(first.path("connector").asBoolean()).isTrue();
        assertThat(said.json().path(1).path("connector").asBoolean()).isFalse();
        assertThat(new Shell().run("providers").out().lines().count())
                .isEqualTo(Catalog.bundled().all().size() + 1);
    }

    @Test
    void an_unknown_provider_gets_the_nearest_names() {
        Shell.Said said = new Shell().run("providers", "salesfroce");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("Did you mean \"salesforce\"");
    }

    @Test
    void a_first_manifest_is_good_for_every_known_system() {
        for (CatalogEntry system : Catalog.bundled().all()) {
            String text = FirstManifest.text(system, system.name(), system.name(), "contact");

            assertThat(Check.of(new ManifestFile("tenon.yaml", text)).findings())
                    .as(system.name())
                    .isEmpty();
        }
    }

    @Test
    void a_first_manifest_is_written_once_and_again_only_by_force() throws IOException {
        String where = directory.resolve("new").toString();
        Path file = Path.of(where, "tenon.yaml");

        Shell.Said said = new Shell().run("init", where, "--provider", "salesforce");
        assertThat(said.code()).isZero();
        assertThat(said.out()).startsWith("Wrote " + file + ".");
        assertThat(new Shell().run("validate", where).out()).isEqualTo(file + ": good\n");

        Files.writeString(file, "mine");
        Shell.Said again = new Shell().run("init", where, "--provider", "salesforce");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).startsWith("cli.file-exists: ");
        assertThat(file).hasContent("mine");

        assertThat(
                        new Shell()
                                .run(
                                        "init",
                                        where,
                                        "--provider",
                                        "hubspot",
                                        "--name",
                                        "on",
                                        "--object",
                                        "my: object",
                                        "--force")
                                .code())
                .isZero();
        assertThat(Files.readString(file)).contains("name: \"on\"", "objectName: \"my: object\"");
    }

    @Test
    void a_first_manifest_that_would_be_broken_is_not_written() {
        Shell.Said unknown = new Shell().run("init", directory.toString(), "--provider", "hubspt");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("Did you mean \"hubspot\"");

        Shell.Said name =
                new Shell()
                        .run(
                                "init",
                                directory.toString(),
                                "--provider",
                                "hubspot",
                                "--name",
                                "a b");
        assertThat(name.code()).isEqualTo(1);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void completion_knows_every_command() {
        Shell.Said said = new Shell().run("completion");

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).startsWith("#!").contains("validate", "destinations", "rollback");
        assertThat(new Shell().run("completion", "--json").json().path("bash").asString())
                .isEqualTo(said.out());
    }
}
