package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.seal.Secret;
import dev.tenon.server.testing.TestClock;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.SignIn.Identity;
import dev.tenon.spi.SignIn.TokenReply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRepliesTest {
    private final TestClock clock = new TestClock();
    private final Instant asked = clock.instant();
    private final TokenReplies replies = new TokenReplies(clock);

    private static TokenReply shape() {
        return TokenReply.oauth2(Set.of("instance_url"), Identity.NONE, Duration.ofMinutes(30));
    }

    private Tokens read(int status, String type, String body, TokenReply shape) {
        return replies.tokens(
                new TokenCalls.Answer(
                        status, type, Optional.empty(), body.getBytes(StandardCharsets.UTF_8)),
                shape,
                asked);
    }

    private Tokens read(String body) {
        return read(200, "application/json", body, shape());
    }

    private static String secret(Tokens tokens, String name) {
        return tokens.secrets().getOrDefault(name, new Secret("")).reveal();
    }

    private static String access(Tokens tokens) {
        return secret(tokens, "accessToken");
    }

    @Test
    void a_form_is_read_as_well() {
        Tokens tokens =
                read(
                        200,
                        "text/html",
                        "access_token=a%2Bb&scope=repo%2Cuser&token_type=bearer",
                        shape());

        assertThat(access(tokens)).isEqualTo("a+b");
        assertThat(tokens.scope()).isEqualTo("repo,user");
        assertThat(tokens.life().ends()).isEqualTo(asked.plus(Duration.ofMinutes(30)));
    }

    @Test
    void members_may_be_anywhere() {
        var shape =
                new TokenReply(
                        "/data/token/access",
                        "/data/refresh",
                        "/data/token/ttl",
                        Map.of("team", "/team/id"),
                        Identity.NONE,
                        Duration.ZERO,
                        Set.of());

        Tokens tokens =
                read(
                        200,
                        "application/json",
                        """
                        {"data": {"token": {"access": "a", "ttl": "60"}, "refresh": "r"}, "team": {"id": 7}}\
                        """,
                        shape);

        assertThat(access(tokens)).isEqualTo("a");
        assertThat(secret(tokens, "refreshToken")).isEqualTo("r");
        assertThat(tokens.life().ends()).isEqualTo(asked.plusSeconds(60));
        assertThat(tokens.metadata()).containsEntry("team", "7");
    }

    @ParameterizedTest
    @CsvSource({
        "3600, 3600",
        "'\"3600\"', 3600",
        "3600.0, 3600",
        "1772442600, 600",
        "1772442600000, 600",
        "'\"2026-03-02T09:10:00Z\"', 600",
        "0, 1800",
        "null, 1800",
        "'\"soon\"', 1800",
        "-5, 1800"
    })
    void an_expiry_is_seconds_or_a_time_or_a_moment(String written, long seconds) {
        Tokens tokens = read("{\"access_token\": \"a\", \"expires_in\": " + written + "}");

        assertThat(Duration.between(asked, tokens.life().ends()))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void a_moment_is_moved_by_what_the_clocks_differ() {
        var answer =
                new TokenCalls.Answer(
                        200,
                        "application/json",
                        Optional.of(
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        asked.plus(Duration.ofHours(2)).atOffset(ZoneOffset.UTC))),
                        """
                        {"access_token": "a", "expires_in": "2026-03-02T11:10:00Z"}\
                        """
                                .getBytes(StandardCharsets.UTF_8));

        Tokens tokens = replies.tokens(answer, shape(), asked);

        assertThat(tokens.life().ends()).isEqualTo(asked.plus(Duration.ofMinutes(10)));
    }

    @Test
    void a_token_that_lives_for_seconds_is_used_for_most_of_them() {
        Tokens tokens = read("{\"access_token\": \"a\", \"expires_in\": 30}");

        assertThat(tokens.life().freshUntil()).isEqualTo(asked.plusSeconds(24));
    }

    @Test
    void a_provider_that_never_tells_an_expiry_gives_tokens_without_end() {
        var shape = new TokenReply("/t", "", "", Map.of(), Identity.NONE, Duration.ZERO, Set.of());

        Tokens tokens = read(200, "", "{\"t\": \"a\"}", shape);

        assertThat(tokens.life().freshUntil()).isEqualTo(Tokens.Life.NEVER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>sign in</html>",
                "{\"access_token\": \"a\"",
                "[]",
                "\"a\"",
                "{}",
                "{\"access_token\": null}",
                "{\"access_token\": {}}",
                ""
            })
    void what_has_no_token_is_told(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(ProviderException.Garbled.class);
    }

    @Test
    void a_token_of_64_kilobytes_is_refused() {
        String body = "{\"access_token\": \"" + "a".repeat(64 * 1024) + "\"}";

        assertThatThrownBy(() -> read(body))
                .isInstanceOf(ProviderException.Garbled.class)
                .hasMessageContaining("32 KB")
                .hasMessageNotContaining("aaa");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ok\": false, \"error\": \"invalid_code\"}",
                "{\"error\": \"invalid_request\", \"access_token\": \"a\"}",
                "{\"error\": {\"code\": 190, \"message\": \"no\"}}",
                "{\"ok\": false}"
            })
    void a_200_with_an_error_inside_is_an_error(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(ProviderException.Forbidden.class);
    }

    @Test
    void a_provider_has_words_of_its_own_for_a_dead_grant() {
        var shape =
                new TokenReply(
                        "/access_token",
                        "",
                        "",
                        Map.of(),
                        Identity.NONE,
                        Duration.ZERO,
                        Set.of("BAD_REFRESH_TOKEN"));
        String body = "{\"error\": \"BAD_REFRESH_TOKEN\", \"message\": \"gone\"}";

        assertThatThrownBy(() -> read(400, "application/json", body, shape))
                .isInstanceOf(ProviderException.Revoked.class)
                .hasMessage("gone");
        assertThatThrownBy(() -> read(400, "application/json", body, shape()))
                .isInstanceOf(ProviderException.Forbidden.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\": \"GONE\", \"message\": \"no such token\"}",
                "{\"requestId\": \"1\", \"errors\": [\"Refresh token code is invalid\"]}"
            })
    void or_a_word_in_the_status_or_a_message_and_no_code(String body) {
        var shape =
                new TokenReply(
                        "/access_token",
                        "",
                        "",
                        Map.of(),
                        Identity.NONE,
                        Duration.ZERO,
                        Set.of("GONE", "Refresh token code is invalid"));

        assertThatThrownBy(() -> read(400, "application/json", body, shape))
                .isInstanceOf(ProviderException.Revoked.class);
        assertThatThrownBy(() -> read(400, "application/json", body, shape()))
                .isInstanceOf(ProviderException.Forbidden.class);
    }
}
