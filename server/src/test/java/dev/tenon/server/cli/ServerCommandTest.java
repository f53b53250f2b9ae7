package dev.tenon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.cli.remote.Key;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.cli.screen.Waiting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;

class ServerCommandTest {
    private static final String STATUS = "GET /v1/projects/default/status";

    @TempDir Path directory;
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.on(STATUS, "{\"results\":[]}");
        server.on("GET /v1/projects/shop/status", "{\"results\":[]}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_environment_says_which_server_which_project_and_with_whose_key() {
        Shell.Said said =
                new Shell()
                        .set("TENON_URL", server.url() + "/")
                        .set("TENON_PROJECT", "shop")
                        .set("TENON_API_KEY", "k1")
                        .run("status");

        assertThat(said.code()).isZero();
        assertThat(server.last("GET /v1/projects/shop/status").key()).isEqualTo("k1");
    }

    @Test
    void options_win_over_the_environment_before_the_command_and_after_it() {
        Shell shell = new Shell().set("TENON_URL", "http://127.0.0.1:1").set("TENON_API_KEY", "k1");

        shell.run("--server", server.url(), "--key", "k2", "-p", "shop", "status");
        assertThat(server.last("GET /v1/projects/shop/status").key()).isEqualTo("k2");

        shell.run("--key", "k2", "status", "--server", server.url(), "--key", "k3");
        assertThat(server.last(STATUS).key()).isEqualTo("k3");
    }

    @Test
    void a_value_that_looks_like_a_command_is_still_a_value() {
        new Shell().run("--key", "plan", "status", "--server", server.url());

        assertThat(server.last(STATUS).key()).isEqualTo("plan");
    }

    @Test
    void without_a_key_the_admin_key_of_the_data_directory_is_taken() throws IOException {
        Files.writeString(directory.resolve("admin.key"), "tnadmin_1\n");

        new Shell().run("status", "--server", server.url(), "--data", directory.toString());
        assertThat(server.last(STATUS).key()).isEqualTo("tnadmin_1");

        new Shell().set("TENON_DATA", directory.toString()).run("status", "--server", server.url());
        assertThat(server.last(STATUS).key()).isEqualTo("tnadmin_1");
    }

    @Test
    void the_admin_key_of_this_machine_is_not_sent_to_another_unless_the_directory_is_named()
            throws IOException {
        Files.writeString(directory.resolve("admin.key"), "tnadmin_1");

        assertThat(keyFor("https://tenon.example.com", Optional.empty()).value()).isEmpty();
        assertThat(keyFor("https://tenon.example.com", Optional.of(directory)).value())
                .isEqualTo("tnadmin_1");
    }

    private static Key keyFor(String url, Optional<Path> data) {
        var given =
                new ServerOptions.Given(
                        Optional.of(url), Optional.empty(), data, Optional.empty(), false);
        var terminal =
                new Terminal(
                        System.out,
                        System.err,
                        new ByteArrayInputStream(new byte[0]),
                        Map.of(),
                        false,
                        Waiting.real());
        return new TargetChoice(given, terminal, CommandSpec.create()).target().key();
    }

    @Test
    void when_no_key_is_accepted_it_says_where_it_was_looked_for() {
        server.refuse("GET /v1/projects", 401, "key.missing", "The request carries no API key.");

        Shell.Said said =
                new Shell()
                        .run("projects", "--server", server.url(), "--data", directory.toString());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err())
                .isEqualTo(
                        """
                        key.missing: The request carries no API key.
                          at  no key in --key, TENON_API_KEY or FILE
                          fix Give a key with --key or TENON_API_KEY, or the server's data directory with --data.
                        """
                                .replace("FILE", directory.resolve("admin.key").toString()));
    }

    @Test
    void a_wrong_key_is_named_by_its_place_and_never_shown() {
        server.refuse("GET /v1/projects", 401, "key.unknown", "The API key is not known.");

        Shell.Said said =
                new Shell()
                        .set("TENON_API_KEY", "s3cret")
                        .run("projects", "--server", server.url());

        assertThat(said.err()).contains("key of TENON_API_KEY").doesNotContain("s3cret");
    }

    @Test
    void a_key_that_no_header_can_carry_is_refused_without_showing_it() {
        Shell.Said said = new Shell().run("status", "--key", "a\nb", "--server", server.url());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("The key of --key").doesNotContain("a\nb");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void a_refusal_shows_what_where_and_how_to_mend_it() {
        server.on(
                "GET /v1/projects/none/status",
                404,
                "application/problem+json",
                "{\"status\":404,\"title\":\"Not Found\",\"code\":\"project.unknown\","
                        + "\"what\":\"There is no project \\\"none\\\".\",\"where\":\"project\","
                        + "\"fix\":\"Check the name.\"}");

        Shell.Said said = new Shell().run("status", "-p", "none", "--server", server.url());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err())
                .isEqualTo(
                        """
                        project.unknown: There is no project "none".
                          at  project
                          fix Check the name.
                        """);
    }

    @Test
    void every_issue_of_a_refusal_is_shown_and_its_steering_characters_are_not() {
        server.on(
                "GET /v1/projects",
                400,
                "application/problem+json",
                "{\"code\":\"a.b\",\"what\":\"One.\",\"issues\":["
                        + "{\"code\":\"a.b\",\"what\":\"One.\",\"where\":\"x\",\"fix\":\"Do.\"},"
                        + "{\"title\":\"a.c\",\"detail\":\"Two\\u001b[2J.\",\"name\":\"y\"}]}");

        Shell.Said said = new Shell().run("projects", "--server", server.url());

        assertThat(said.err())
                .isEqualTo("a.b: One.\n  at  x\n  fix Do.\nserver.refused: Two [2J.\n  at  y\n");
    }

    @Test
    void a_refusal_of_another_make_shows_detail_and_remedy() {
        server.on(
                "GET /v1/projects",
                503,
                "application/json",
                "{\"detail\":\"Not now.\",\"remedy\":\"Try again.\"}");

        Shell.Said said = new Shell().run("projects", "--server", server.url(), "--json");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.json().path("errors").path(0).path("what").asString())
                .isEqualTo("Not now.");
        assertThat(said.json().path("errors").path(0).path("fix").asString())
                .isEqualTo("Try again.");
    }

    @Test
    void when_nobody_answers_it_ends_with_3() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        Shell.Said said = new Shell().run("status", "--server", "http://127.0.0.1:" + free);

        assertThat(said.code()).isEqualTo(3);
        assertThat(said.err())
                .startsWith("cli.unreachable: No Tenon answers at http://127.0.0.1:" + free + ".")
                .contains("fix Start one with \"tenon serve\"");
    }

    @Test
    void when_something_else_answers_it_ends_with_3_too() {
        server.on(STATUS, 200, "text/html", "<h1>It works!</h1>");
        server.on("GET /v1/projects", 302, "text/html", "");
        server.on("GET /v1/projects/default/api-keys", 404, "text/plain", "no such page");

        for (String command : new String[] {"projects", "keys"}) {
            Shell.Said said = new Shell().run(command, "--server", server.url());

            assertThat(said.code()).as(command).isEqualTo(3);
            assertThat(said.err()).startsWith("cli.not-tenon: ");
        }
    }
}
