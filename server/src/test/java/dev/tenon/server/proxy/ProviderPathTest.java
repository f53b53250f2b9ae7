package dev.tenon.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/a/b", "/a//b", "/a%2Fb%20c", "/a/...", "/..a", "/a..", "/a:b"})
    void a_path_that_stays_goes_on_as_it_came(String path) {
        assertThat(ProviderPath.of(path, "")).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//host",
                "/..",
                "/.",
                "/a/../b",
                "/a/%2E./b",
                "/a%2F../b",
                "/a\\..\\b",
                "/a%5c%2e%2e",
                "/..;v=1/a",
                "/a\u0000b"
            })
    void a_path_that_might_leave_is_refused(String path) {
        assertThatThrownBy(() -> ProviderPath.of(path, ""))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.diagnostics().getFirst().code())
                                        .isEqualTo("proxy.bad-path"));
    }

    @Test
    void what_no_url_may_hold_is_escaped_and_a_lone_percent_sign_too() {
        assertThat(ProviderPath.of("/a|b/ü", "f={a}|[b]&q=100%&r=%41"))
                .isEqualTo("/a%7Cb/%C3%BC?f=%7Ba%7D%7C[b]&q=100%25&r=%41");
    }
}
