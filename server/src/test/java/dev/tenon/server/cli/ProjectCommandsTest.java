package dev.tenon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Projects, keys and destinations.
class ProjectCommandsTest {
    private static final String P = "/v1/projects/default";

    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Shell.Said run(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--server", server.url(), "--key", "k"));
        return new Shell().run(all.toArray(String[]::new));
    }

    @Test
    void projects_are_listed_and_created() {
        server.on(
                "GET /v1/projects",
                "[{\"name\":\"default\",\"appName\":\"Shop\",\"createTime\":\"2026-01-01T00:00:00Z\"}]");
        server.on("POST /v1/projects", 201, "application/json", "{\"name\":\"next\"}");

        assertThat(run("projects").out())
                .isEqualTo(
                        """
                        NAME     APP   CREATED
                        default  Shop  2026-01-01T00:00:00Z
                        """);
        assertThat(run("projects", "create", "next", "--app-name", "Next").out())
                .isEqualTo("Created project next.\n");
        assertThat(server.last("POST /v1/projects").body())
                .isEqualTo("{\"name\":\"next\",\"appName\":\"Next\",\"orgId\":\"default\"}");
        assertThat(run("projects", "--json").json()).hasSize(1);
    }

    @Test
    void keys_are_listed_created_and_deleted() {
        server.on(
                "GET " + P + "/api-keys",
                "[{\"key\":\"a1\",\"label\":\"ci\",\"scopes\":[\"deploy\",\"read\"],\"active\":true,"
                        + "\"createTime\":\"2026-01-01T00:00:00Z\"}]");
        server.on(
                "POST " + P + "/api-keys",
                201,
                "application/json",
                "{\"key\":\"a2\",\"label\":\"ci\",\"secret\":\"tn_secret\"}");
        server.on("DELETE " + P + "/api-keys/a2", 204, "", "");

        String list =
                """
                ID  LABEL  SCOPES        ACTIVE  CREATED
                a1  ci     deploy, read  yes     2026-01-01T00:00:00Z
                """;
        assertThat(run("keys").out()).isEqualTo(list);
        assertThat(run("keys", "list").out()).isEqualTo(list);

        Shell.Said made =
                run("keys", "create", "--label", "ci", "--scope", "deploy", "--scope", "read");
        assertThat(made.out()).isEqualTo("tn_secret\n");
        assertThat(made.err()).startsWith("This is key a2.");
        assertThat(server.last("POST " + P + "/api-keys").body())
                .isEqualTo("{\"label\":\"ci\",\"scopes\":[\"deploy\",\"read\"]}");

        assertThat(run("keys", "delete", "a2").out()).isEqualTo("Deleted key a2.\n");
        assertThat(run("keys", "delete", "a2", "--json").json().path("deleted").asString())
                .isEqualTo("a2");
    }

    @Test
    void where_nobody_has_a_password_no_link_is_shown() {
        server.on("POST /v1/people", 201, "application/json", "{\"email\":\"a@b.c\"}");

        Shell.Said added = run("people", "add", "a@b.c");

        assertThat(added.out()).isEmpty();
        assertThat(added.err()).contains("a@b.c signs in with the company's identity provider");
    }

    @Test
    void people_are_listed_added_and_reset() {
        server.on(
                "GET /v1/people",
                "[{\"email\":\"a@b.c\",\"name\":\"Ann\",\"role\":\"member\",\"mayDecide\":true,"
                        + "\"projects\":[\"shop\"],\"active\":true}]");
        String invited =
                "{\"email\":\"a@b.c\",\"link\":\"https://t/console/welcome?link=x\","
                        + "\"linkExpireTime\":\"2026-01-02T00:00:00Z\"}";
        server.on("POST /v1/people", 201, "application/json", invited);
        server.on("POST /v1/people/a%40b.c:reset", 200, "application/json", invited);

        assertThat(run("people", "list").out())
                .isEqualTo(
                        """
                        EMAIL  NAME  ROLE     PROJECTS  ACTIVE  LAST SIGN-IN
                        a@b.c  Ann   decides  shop      yes
                        """);
        Shell.Said added = run("people", "add", "a@b.c", "--name", "Ann", "--sees", "shop");
        assertThat(added.out()).isEqualTo("https://t/console/welcome?link=x\n");
        assertThat(added.err()).contains("comes in as a@b.c", "works once");
        assertThat(server.last("POST /v1/people").body())
                .isEqualTo(
                        "{\"email\":\"a@b.c\",\"name\":\"Ann\",\"role\":\"member\","
                                + "\"mayDecide\":false,\"projects\":[\"shop\"]}");
        assertThat(run("people", "reset", "a@b.c").out()).startsWith("https://t/console");
    }

    @Test
    void keys_of_customers_tokens_are_listed_created_and_deleted(@TempDir Path directory)
            throws IOException {
        server.on(
                "GET " + P + "/jwt-keys",
                "[{\"kid\":\"k1\",\"label\":\"web\",\"algorithm\":\"EdDSA\",\"active\":true,"
                        + "\"createTime\":\"2026-01-01T00:00:00Z\"}]");
        server.on("POST " + P + "/jwt-keys", 201, "application/json", "{\"kid\":\"k2\"}");
        server.on("DELETE " + P + "/jwt-keys/k2", 204, "", "");
        String list =
                """
                KID  LABEL  ALGORITHM  ACTIVE  CREATED
                k1   web    EdDSA      yes     2026-01-01T00:00:00Z
                """;
        assertThat(run("keys", "jwt").out()).isEqualTo(list);
        assertThat(run("keys", "jwt", "list").out()).isEqualTo(list);

        Path file = Files.writeString(directory.resolve("public.pem"), "a PUBLIC KEY");
        Shell.Said made =
                run(
                        "keys",
                        "jwt",
                        "create",
                        file.toString(),
                        "--label",
                        "web",
                        "--algorithm",
                        "EdDSA");
        assertThat(made.out()).isEqualTo("k2\n");
        assertThat(server.last("POST " + P + "/jwt-keys").body())
                .isEqualTo(
                        "{\"label\":\"web\",\"algorithm\":\"EdDSA\",\"publicKeyPem\":\"a PUBLIC KEY\"}");
        assertThat(run("keys", "jwt", "delete", "k2").out()).isEqualTo("Deleted key k2.\n");
    }

    @Test
    void a_private_key_is_not_sent(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("private.pem"), "BEGIN PRIVATE KEY abc");

        Shell.Said said = run("keys", "jwt", "create", file.toString(), "--label", "web");

        assertThat(said.code()).isNotZero();
        assertThat(said.err()).contains("jwt-key.private-key").doesNotContain("abc");
    }

    @Test
    void origins_are_listed_added_and_removed() {
        server.on("GET " + P, "{\"allowedOrigins\":[\"https://a.b\",\"https://c.d\"]}");
        server.on("PATCH " + P, "{\"allowedOrigins\":[\"https://c.d\",\"https://*.e.f\"]}");

        assertThat(run("projects", "origins").out()).isEqualTo("https://a.b\nhttps://c.d\n");
        assertThat(
                        run(
                                        "projects",
                                        "origins",
                                        "--add",
                                        "https://*.e.f",
                                        "--remove",
                                        "https://a.b")
                                .out())
                .isEqualTo("https://c.d\nhttps://*.e.f\n");
        assertThat(server.last("PATCH " + P).body())
                .isEqualTo(
                        "{\"updateMask\":[\"allowedOrigins\"],\"project\":"
                                + "{\"allowedOrigins\":[\"https://c.d\",\"https://*.e.f\"]}}");
    }

    @Test
    void an_option_before_the_inner_command_counts_too() {
        server.on("GET /v1/projects/shop/api-keys", "[]");

        Shell.Said said = run("keys", "--json", "-p", "shop", "list");

        assertThat(said.code()).isZero();
        assertThat(said.json().isArray()).isTrue();
    }

    @Test
    void destinations_are_listed_and_created_with_their_signing_key() {
        server.on(
                "GET " + P + "/destinations",
                "[{\"name\":\"changes\",\"type\":\"webhook\",\"metadata\":{\"url\":\"https://a.b/c\"},"
                        + "\"status\":\"active\"}]");
        server.on(
                "POST " + P + "/destinations",
                201,
                "application/json",
                "{\"name\":\"changes\",\"secrets\":{\"webhookSigningKey\":\"whsec_1\"}}");

        assertThat(run("destinations").out())
                .isEqualTo(
                        """
                        NAME     TYPE     URL            STATUS  FAILING SINCE
                        changes  webhook  https://a.b/c  active
                        """);
        assertThat(run("destinations", "list", "--json").json()).hasSize(1);
        Shell.Said made =
                run("destinations", "create", "changes", "https://a.b/c", "--header", "X-A=1=2");
        assertThat(made.out()).isEqualTo("Created destination changes.\nSigning key: whsec_1\n");
        assertThat(server.last("POST " + P + "/destinations").body())
                .isEqualTo(
                        "{\"name\":\"changes\",\"type\":\"webhook\",\"metadata\":"
                                + "{\"url\":\"https://a.b/c\",\"headers\":{\"X-A\":\"1=2\"}}}");
    }
}
