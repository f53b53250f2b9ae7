package dev.tenon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.spi.Access;
import dev.tenon.spi.Access.Request;
import dev.tenon.spi.ProviderException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayAccessTest {
    private static final Script TWO =
            ReplayAccess.script()
                    .knowing("host", "acme")
                    .on("GET", "/things?b=x y&a=1")
                    .reply(200, "[1]")
                    .on("POST", "/things")
                    .withHeader("X-Kind", "new")
                    .withBody("{\"a\":1,\"b\":[2]}")
                    .reply(201, "{}");

    @Test
    void expected_calls_are_answered_in_order_however_they_are_encoded() {
        ReplayAccess access = ReplayAccess.of(TWO);

        Access.Response first = access.call(Request.get("/things?a=1&b=x%20y", "api"));
        Access.Response second = access.call(post("{ \"b\": [2], \"a\": 1 }"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(new String(first.bytes(), StandardCharsets.UTF_8)).isEqualTo("[1]");
        assertThat(first.header("content-TYPE")).hasValue("application/json");
        assertThat(second.status()).isEqualTo(201);
        assertThat(access.metadata()).containsEntry("host", "acme");
        access.verify();
    }

    @Test
    void a_call_that_differs_fails_with_the_difference() {
        ReplayAccess path = ReplayAccess.of(TWO);
        assertThatThrownBy(() -> path.call(Request.get("/things?a=2", "api")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("path: expected /things?b=x y&a=1")
                .hasMessageContaining("was /things?a=2");

        ReplayAccess body = ReplayAccess.of(TWO.from(1));
        assertThatThrownBy(() -> body.call(post("{\"a\":1}")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("body: expected {\"a\":1,\"b\":[2]}");

        ReplayAccess header = ReplayAccess.of(TWO.from(1));
        Request bare = Request.json("POST", "/things", bytes("{\"a\":1,\"b\":[2]}"), "api");
        assertThatThrownBy(() -> header.call(bare))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("X-Kind: expected new, was absent");
    }

    @Test
    void a_call_too_many_and_a_call_too_few_fail() {
        ReplayAccess none = ReplayAccess.of(ReplayAccess.script());
        assertThatThrownBy(() -> none.call(Request.get("/x", "api")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was not expected: GET /x");

        assertThatThrownBy(() -> ReplayAccess.of(TWO).verify())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("GET /things?b=x y&a=1");
    }

    @Test
    void a_star_stands_for_any_rest() {
        ReplayAccess access =
                ReplayAccess.of(ReplayAccess.script().on("GET", "/q?q=*").reply(200, "{}"));

        assertThat(access.call(Request.get("/q?q=SELECT%20Id", "api")).status()).isEqualTo(200);
    }

    @Test
    void a_line_may_break() {
        ReplayAccess access =
                ReplayAccess.of(
                        ReplayAccess.script().on("GET", "/x").reply(Answer.unreachable(false)));

        assertThatThrownBy(() -> access.call(Request.get("/x", "api")))
                .isInstanceOf(ProviderException.Unreachable.class);
    }

    @Test
    void a_folder_is_a_script_with_what_must_come_out(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("1.request.http"), "POST /things?a=1\nX-Kind: new\n\n{\"a\": 1}\n");
        Files.writeString(
                folder.resolve("1.response.http"),
                "HTTP/1.1 429 Too Many Requests\nRetry-After: 7\n\n{\"b\":2}\n");
        Files.writeString(
                folder.resolve("expect.yaml"), "ids: [a, b]\ndeletedIds: [c]\ncomplete: true\n");

        Access.Response response =
                ReplayAccess.folder(folder)
                        .call(
                                Request.json("POST", "/things?a=1", bytes("{\"a\":1}"), "api")
                                        .with("x-kind", "new"));

        assertThat(response.status()).isEqualTo(429);
        assertThat(response.header("retry-after")).hasValue("7");
        assertThat(new String(response.bytes(), StandardCharsets.UTF_8)).isEqualTo("{\"b\":2}");
        assertThat(Fixture.of(folder).expected())
                .hasValue(new Fixture.Expected(List.of("a", "b"), List.of("c"), true));
    }

    @Test
    void a_folder_without_requests_is_a_mistake(@TempDir Path folder) {
        assertThatThrownBy(() -> Fixture.of(folder))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1.request.http");
    }

    private static Request post(String body) {
        return Request.json("POST", "/things", bytes(body), "api").with("x-kind", "new");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
