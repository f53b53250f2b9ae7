package dev.tenon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RotateKeysCommandTest {
    private static final String STATUS =
            """
            {"masterKey": {"place": "vault:https://v.example.com/transit/keys/k", "waiting": 3,
                "rewrapAskedAt": "2026-01-01T00:00:00Z"},
              "serverKey": {"keys": 1},
              "results": [{"project": "default", "state": "sealing", "keys": 2, "resealed": 1200,
                "left": 800, "unopened": 0, "startedAt": "2026-01-01T00:00:00Z",
                "retireAfter": "2026-01-01T00:15:00Z"}]}\
            """;

    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.on("GET /v1/key-rotations", STATUS);
        server.on("POST /v1/key-rotations", 202, "application/json", STATUS);
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
    void the_status_is_shown_and_nothing_is_begun() {
        Shell.Said said = run("rotate-keys", "--status");

        assertThat(said.code()).isZero();
        assertThat(said.out())
                .contains("Key-encrypting key: vault:https://v.example.com/transit/keys/k")
                .contains("Data keys to be sealed anew under it: 3 left")
                .containsPattern("default +sealing +2 +1200 +800 +0 ");
        assertThat(run("rotate-keys", "--status", "--json").json().path("results")).hasSize(1);
    }

    @Test
    void a_rotation_is_begun_as_it_is_asked_for() {
        assertThat(run("rotate-keys").err()).contains("--status");
        assertThat(server.last("POST /v1/key-rotations").body())
                .isEqualTo("{\"master\":false,\"atOnce\":false}");
        assertThat(run("rotate-keys", "--at-once").code()).isZero();
        assertThat(server.last("POST /v1/key-rotations").body())
                .isEqualTo("{\"master\":false,\"atOnce\":true}");
        assertThat(run("rotate-keys", "--master").code()).isZero();
        assertThat(server.last("POST /v1/key-rotations").body())
                .isEqualTo("{\"master\":true,\"atOnce\":false}");
    }

    @Test
    void what_does_not_fit_together_is_not_understood() {
        assertThat(run("rotate-keys", "--status", "--master").code()).isEqualTo(2);
        assertThat(run("rotate-keys", "--master", "--at-once").code()).isEqualTo(2);
    }
}
