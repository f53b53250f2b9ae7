package dev.tenon.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {
    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, https://app.example.com, true",
        "https://APP.example.com/, https://app.example.com, true",
        "https://app.example.com, http://app.example.com, false",
        "https://app.example.com, https://app.example.com:8443, false",
        "https://app.example.com, https://app.example.com.evil.com, false",
        "https://app.example.com, https://evilapp.example.com, false",
        "http://localhost:5173, http://localhost:5173, true",
        "http://localhost:5173, http://localhost:5174, false",
        "http://[::1]:5173, http://[::1]:5173, true",
        "https://*.example.com, https://a.example.com, true",
        "https://*.example.com, https://a.b.example.com, true",
        "https://*.example.com, https://example.com, false",
        "https://*.example.com, https://.example.com, false",
        "https://*.example.com, https://evilexample.com, false",
        "https://*.example.com, http://a.example.com, false",
        "https://*.example.com, https://a.example.com:8443, false",
        "https://*.example.com, https://evil.com/.example.com, false",
        "https://*.example.com, https://evil.com#.example.com, false",
        "https://*.example.com, https://x@a.example.com, false",
        "https://*.example.com:8443, https://a.example.com:8443, true",
        "*, https://anything.example, true",
        "*, null, true"
    })
    void an_origin_is_covered_or_not(String pattern, String origin, boolean isCovered) {
        assertThat(AllowedOrigins.parse(List.of(pattern)).allows(origin)).isEqualTo(isCovered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "app.example.com",
                "https://",
                "https://app.example.com/path",
                "https://app.example.com:443",
                "http://app.example.com:80",
                "ftp://app.example.com",
                "https://*",
                "https://*.com",
                "http://*.example.com",
                "https://a*.example.com",
                "https://user@example.com",
                "https://a.example.com, https://b.example.com",
                "https://app.example.com?x"
            })
    void what_no_browser_would_write_is_refused(String text) {
        assertThatThrownBy(() -> AllowedOrigins.parse(List.of(text))).isInstanceOf(Refusal.class);
    }

    @Test
    void none_are_allowed_at_first_and_a_hundred_at_most() {
        assertThat(AllowedOrigins.NONE.allows("https://app.example.com")).isFalse();
        assertThat(
                        AllowedOrigins.parse(Collections.nCopies(100, "https://a.example.com"))
                                .patterns())
                .hasSize(1);
        assertThatThrownBy(() ->
                        AllowedOrigins.parse(Collections.nCopies(101, "https://a.example.com")))
                .isInstanceOf(Refusal.class);
    }
}
