package dev.tenon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
    private static final String BROKEN =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesfroce
                read:
                  objects:
                    - objectNam: account
                      optionalFieldsAuto: all
            """;

    private static final String GOOD =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                proxy:
                  enabled: true
            """;

    @TempDir Path directory;

    @Test
    void everything_wrong_is_shown_with_line_column_path_and_fix() throws IOException {
        Path file = write("tenon.yaml", BROKEN);

        Shell.Said said = new Shell().run("validate", file.toString());

        assertThat(said.out())
                .isEqualTo(
                        """
                        FILE:4:15 error manifest.unknown-provider: There is no provider "salesfroce".
                          at  integrations[0].provider
                          fix Did you mean "salesforce" or "salesflare"? Run "tenon providers" to see them all.
                        FILE:7:11 error manifest.missing-key: "objectName" is missing.
                          at  integrations[0].read.objects[0].objectName
                          fix Add it, for example objectName: contact.
                        FILE:7:11 warning manifest.unknown-key: "objectNam" is not a key that can stand here; it has no effect.
                          at  integrations[0].read.objects[0].objectNam
                          fix Did you mean "objectName"? Otherwise remove it.
                        FILE: 2 errors, 1 warning
                        """
                                .replace("FILE", file.toString()));
        assertThat(said.err()).isEmpty();
        assertThat(said.code()).isEqualTo(1);
    }

    @Test
    void the_same_as_json_has_every_finding() throws IOException {
        Path file = write("tenon.yaml", BROKEN);

        Shell.Said said = new Shell().run("validate", "--json", file.toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.json().path("ok").asBoolean()).isFalse();
        var finding = said.json().path("files").path(0).path("findings").path(0);
        assertThat(finding.path("severity").asString()).isEqualTo("error");
        assertThat(finding.path("code").asString()).isEqualTo("manifest.unknown-provider");
        assertThat(finding.path("line").asInt()).isEqualTo(4);
        assertThat(finding.path("column").asInt()).isEqualTo(15);
        assertThat(finding.path("path").asString()).isEqualTo("integrations[0].provider");
        assertThat(finding.path("fix").asString()).contains("salesforce");
    }

    @Test
    void a_good_manifest_is_good_and_a_directory_means_the_manifest_in_it() throws IOException {
        Path file = write("amp.yaml", GOOD);

        Shell.Said said = new Shell().run("validate", directory.toString());

        assertThat(said.out()).isEqualTo(file + ": good\n");
        assertThat(said.code()).isZero();
    }

    @Test
    void our_own_file_name_comes_before_the_compatible_one() throws IOException {
        write("amp.yaml", BROKEN);
        Path file = write("tenon.yaml", GOOD);

        assertThat(new Shell().run("validate", directory.toString()).out())
                .isEqualTo(file + ": good\n");
    }

    @Test
    void a_missing_file_does_not_hide_what_is_wrong_with_the_others() throws IOException {
        Path file = write("tenon.yaml", BROKEN);
        Path missing = directory.resolve("other.yaml");

        Shell.Said said = new Shell().run("validate", missing.toString(), file.toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).contains("2 errors");
        assertThat(said.err())
                .startsWith("cli.no-manifest: There is no file " + missing)
                .contains("\n  fix Name a manifest");
    }

    @Test
    void a_directory_without_a_manifest_is_named() {
        Shell.Said said = new Shell().run("validate", directory.toString(), "--json");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.json().path("ok").asBoolean()).isFalse();
        assertThat(said.json().path("errors").path(0).path("code").asString())
                .isEqualTo("cli.no-manifest");
        assertThat(said.json().path("errors").path(0).path("where").asString())
                .isEqualTo(directory.toString());
    }

    @Test
    void what_is_not_utf_8_is_refused() throws IOException {
        Path file = directory.resolve("tenon.yaml");
        Files.write(file, new byte[] {'a', ':', (byte) 0xff, (byte) 0xfe});

        Shell.Said said = new Shell().run("validate", file.toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).startsWith("cli.not-text");
    }

    @Test
    void a_file_of_many_megabytes_is_refused_without_reading_it_all() throws IOException {
        Path file = write("tenon.yaml", "#".repeat(5_000_000));

        Shell.Said said = new Shell().run("validate", file.toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).contains("manifest.too-large");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
