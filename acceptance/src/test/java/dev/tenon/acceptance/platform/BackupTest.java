package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/// A backup is restored as `docs/operations.md` says: the database from one place, the
/// key-encrypting key from another.
@Execution(ExecutionMode.CONCURRENT)
class BackupTest {
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                write:
                  objects: [{ objectName: Account }]
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path data;

    private static Sandbox sandbox() {
        var org = OrgSettings.of("acme", Map.of("Account", 10));
        return Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(org))));
    }

    @Test
    void a_copied_directory_opens_with_its_key_alone_and_says_which_sign_ins_are_over()
            throws IOException {
        Path original = data.resolve("original");
        Path restored = data.resolve("restored");
        try (Sandbox sandbox = sandbox()) {
            String access;
            try (TenonProcess tenon = TenonProcess.start(original)) {
                var product = new Product(tenon);
                product.deploy(MANIFEST, sandbox.uri());
                product.connect("acme", "acme");
                access = access(credential(product, ""));
            }
            copyWithoutKeys(original, restored);
            try (TenonProcess tenon = TenonProcess.start(original)) {
                String later = access(credential(new Product(tenon), "&refresh=true"));
                assertThat(later).isNotEmpty().isNotEqualTo(access);
            }

            assertRefused("seal.key-missing", restored);
            Files.writeString(restored.resolve("master.key"), "{}");
            assertRefused("seal.key-unusable", restored);
            Files.copy(strangersKey(), restored.resolve("other.key"));
            assertRefused(
                    "seal.wrong-key",
                    restored,
                    "--master-key",
                    "file:" + restored.resolve("other.key"));
            Files.delete(restored.resolve("master.key"));
            Files.copy(original.resolve("master.key"), restored.resolve("master.key"));

            try (TenonProcess tenon = TenonProcess.start(restored)) {
                var product = new Product(tenon);
                assertThat(access(credential(product, ""))).isEqualTo(access);
                // The refresh token of the backup was used after it.
                product.call("GET", connection(product) + "&refresh=true", "", Map.of());
                JsonNode ended = product.json("GET", product.path("/connections"), "").path(0);
                assertThat(ended.path("status").asString("")).isEqualTo("bad_credentials");
                assertThat(ended.path("statusReason").asString("")).isNotEmpty();
                product.connect("acme", "acme");
                assertThat(access(credential(product, "&refresh=true"))).isNotEmpty();
            }
        }
    }

    @Test
    void a_dump_is_restored_into_a_postgresql_that_has_never_had_a_tenon() throws IOException {
        Optional<Path> programs = InstalledPostgres.programs();
        assumeTrue(programs.isPresent(), "needs a PostgreSQL server with pg_dump");
        try (Sandbox sandbox = sandbox();
                InstalledPostgres first = InstalledPostgres.start(programs.get());
                InstalledPostgres second = InstalledPostgres.start(programs.get())) {
            String access;
            Path dump = data.resolve("tenon.sql");
            try (TenonProcess tenon = TenonProcess.start(data, first.url())) {
                var product = new Product(tenon);
                product.deploy(MANIFEST, sandbox.uri());
                product.connect("acme", "acme");
                access = access(credential(product, ""));
                first.run("pg_dump", "-d", "postgres", "-f", dump.toString());
            }

            second.run("psql", "-d", "postgres", "-c", "create role tenon_tenant nologin");
            second.run(
                    "psql", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "-f", dump.toString());

            assertRefused(
                    "seal.key-missing", data.resolve("elsewhere"), "--database-url", second.url());
            try (TenonProcess tenon = TenonProcess.start(data, second.url())) {
                assertThat(access(credential(new Product(tenon), ""))).isEqualTo(access);
            }
        }
    }

    private static void assertRefused(String code, Path directory, String... more) {
        var arguments =
                Stream.concat(
                        Stream.of("serve", "--data", directory.toString(), "--port", "0"),
                        Stream.of(more));
        List<String> said = TenonProcess.refused(arguments.toArray(String[]::new));

        assertThat(said.getFirst()).startsWith(code + ": ");
        assertThat(said.getLast()).startsWith("  fix ");
    }

    /// A key of another server's.
    private Path strangersKey() throws IOException {
        Path stranger = data.resolve("stranger");
        try (TenonProcess _ = TenonProcess.start(stranger)) {
            return stranger.resolve("master.key");
        }
    }

    private static void copyWithoutKeys(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path name = from.relativize(file);
                if (name.toString().endsWith(".key")) continue;
                Files.copy(
                        file, to.resolve(name), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static String connection(Product product) {
        String id =
                product.json("GET", product.path("/connections"), "")
                        .path(0)
                        .path("id")
                        .asString("");
        return product.path("/connections/" + id + "?includeCreds=true&includeRefreshToken=true");
    }

    private static JsonNode credential(Product product, String more) {
        return product.json("GET", connection(product) + more, "");
    }

    private static String access(JsonNode connection) {
        return connection
                .at("/oauth2AuthorizationCode/accessToken/token")
                .asString(connection.at("/oauth2AuthorizationCode/accessToken").asString(""));
    }
}
