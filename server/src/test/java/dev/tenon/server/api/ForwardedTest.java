package dev.tenon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardedTest {
    private static String from(int proxies, String... headers) {
        return Forwarded.from("10.0.0.1", Map.of("x-forwarded-for", List.of(headers)), proxies);
    }

    @Test
    void without_a_proxy_of_ours_nobody_is_believed() {
        assertThat(from(0, "203.0.113.9")).isEqualTo("10.0.0.1");
        assertThat(Forwarded.from("10.0.0.1", Map.of(), 1)).isEqualTo("10.0.0.1");
    }

    @Test
    void our_proxies_are_believed_and_what_the_sender_wrote_before_them_is_not() {
        assertThat(from(1, "made-up, 203.0.113.9")).isEqualTo("203.0.113.9");
        assertThat(from(2, "made-up, 203.0.113.9, 10.0.0.7")).isEqualTo("203.0.113.9");
        assertThat(from(1, "made-up", "2001:db8::7")).isEqualTo("2001:db8::7");
    }

    @Test
    void too_few_hops_and_nonsense_count_as_the_peer() {
        assertThat(from(2, "203.0.113.9")).isEqualTo("10.0.0.1");
        assertThat(from(1, "203.0.113.9, ")).isEqualTo("10.0.0.1");
        assertThat(from(1, "x".repeat(65))).isEqualTo("10.0.0.1");
    }
}
