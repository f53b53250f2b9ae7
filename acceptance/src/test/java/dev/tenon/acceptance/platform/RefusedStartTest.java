package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Whoever starts something that cannot start is told in one sentence why, and nothing else.
class RefusedStartTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void what_cannot_start_says_one_sentence_and_ends_with_another_code_than_0() throws Exception {
        Path mine = directory.resolve("mine");
        String other = directory.resolve("other").toString();
        String file = Files.writeString(directory.resolve("file"), "").toString();
        try (TenonProcess tenon = TenonProcess.start(mine)) {
            URI taken = tenon.uri();
            String port = Integer.toString(taken.getPort());

            assertRefused("server.port-taken", "serve", "--data", other, "--port", port);
            assertRefused("sandbox.port-taken", "sandbox", "--port", port);
            assertRefused("server.bad-setting", "serve", "--data", other, "--port", "70000");
            assertRefused("cli.usage", "sandbox", "--port", "70000");
            assertRefused(
                    "server.cannot-listen",
                    "serve",
                    "--data",
                    other,
                    "--port",
                    "0",
                    "--host",
                    "192.0.2.1");
            assertRefused("server.data-unusable", "serve", "--data", file, "--port", "0");
            assertRefused(
                    "server.bad-setting",
                    "serve",
                    "--data",
                    other,
                    "--port",
                    "0",
                    "--database-url",
                    "mysql://db/tenon");
            assertRefused(
                    "database.away",
                    "serve",
                    "--data",
                    other,
                    "--port",
                    "0",
                    "--database-url",
                    "jdbc:postgresql://127.0.0.1:1/none");
            assertRefused(
                    "database.directory-in-use", "serve", "--data", mine.toString(), "--port", "0");

            assertThat(Product.answers(taken.resolve("/readyz"))).isTrue();
        }
    }

    private static void assertRefused(String code, String... arguments) {
        List<String> said = TenonProcess.refused(arguments);

        assertThat(said).as(code).hasSizeBetween(2, 3);
        assertThat(said.getFirst()).startsWith(code + ": ");
        assertThat(said.getLast()).startsWith("  fix ");
    }
}
