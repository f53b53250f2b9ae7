package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens to calls that are passed through when they may not be, or do not go well.
@ExtendWith(World.Shared.class)
class ProxyTroublesTest {
    private final World world;
    private final Passing passing;

    ProxyTroublesTest(World world) {
        this.world = world;
        this.passing = new Passing(world);
    }

    @AfterEach
    void end() {
        passing.close();
    }

    @Test
    void an_integration_without_a_proxy_passes_nothing() {
        String installation = passing.install("closed", "acme", "{}");

        HttpResponse<String> reply = to(installation);

        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(Passing.code(reply)).isEqualTo("proxy.disabled");
        assertThat(reply.body()).contains("proxy: { enabled: true }");
        assertThat(passing.provider.asked).isEmpty();
    }

    @Test
    void an_installations_config_may_switch_the_proxy_off() {
        passing.connect("off");
        String installation = passing.install("passing", "off", "{\"proxy\":{\"enabled\":false}}");

        HttpResponse<String> reply = to(installation);

        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(Passing.code(reply)).isEqualTo("proxy.disabled");
        assertThat(reply.body()).contains("config");
    }

    private HttpResponse<String> to(String installation) {
        return passing.call("GET", "/thing", "", Map.of("x-amp-installation-id", installation));
    }

    @Test
    void another_projects_key_and_another_projects_installation_lead_nowhere() {
        String stranger = world.strangersKey("stranger-" + passing.project);

        HttpResponse<String> theirKey =
                passing.call("GET", "/thing", "", Map.of("x-api-key", stranger));
        HttpResponse<String> theirProject =
                passing.call(
                        "GET",
                        "/thing",
                        "",
                        Map.of(
                                "x-api-key",
                                stranger,
                                "x-amp-project-id",
                                "stranger-" + passing.project));

        assertThat(theirKey.statusCode()).isEqualTo(404);
        assertThat(Passing.code(theirKey)).isEqualTo("project.unknown");
        assertThat(theirProject.statusCode()).isEqualTo(404);
        assertThat(Passing.code(theirProject)).isEqualTo("installation.unknown");
        assertThat(passing.provider.asked).isEmpty();
    }

    @Test
    void a_key_needs_the_scope_write_and_a_customers_token_is_refused() {
        HttpResponse<String> none = passing.call("GET", "/thing", "", Map.of("x-api-key", ""));
        HttpResponse<String> reader =
                passing.call("GET", "/thing", "", Map.of("x-api-key", passing.key("read")));
        String token = new TokenSigner(passing.product).token("acme", null);
        HttpResponse<String> customer =
                passing.call(
                        "GET",
                        "/thing",
                        "",
                        Map.of("x-api-key", "", "Authorization", "Bearer " + token));

        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(Passing.code(reader)).isEqualTo("key.not-allowed");
        assertThat(customer.statusCode()).isEqualTo(403);
        assertThat(Passing.code(customer)).isEqualTo("jwt.not-allowed");
        Passing.echoed(
                passing.call("GET", "/thing", "", Map.of("x-api-key", passing.key("write"))));
        assertThat(passing.provider.asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-amp-project-id", "x-amp-installation-id"})
    void a_call_that_names_nothing_is_told_which_header_is_missing(String header) {
        HttpResponse<String> reply = passing.call("GET", "/thing", "", Map.of(header, ""));

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(Passing.code(reply)).isEqualTo("request.missing");
        assertThat(reply.body()).contains(header);
    }

    @Test
    void another_version_and_another_mode_are_refused() {
        var version = Map.of("x-amp-proxy-version", "2");
        var mode = Map.of("x-amp-rate-limiter-mode", "wait");

        assertThat(Passing.code(passing.call("GET", "/thing", "", version)))
                .isEqualTo("proxy.unknown-version");
        assertThat(Passing.code(passing.call("GET", "/thing", "", mode)))
                .isEqualTo("proxy.unknown-mode");
    }

    @Test
    void a_token_that_has_expired_is_renewed_and_the_call_made_once_more() {
        expireAt("/expired");
        String first = passing.provider.newest();

        HttpResponse<String> reply = passing.call("POST", "/expired", "{\"a\":1}", Map.of());

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"a\":1}");
        assertThat(passing.provider.newest()).isNotEqualTo(first);
        assertThat(passing.provider.asked).hasSize(2);
    }

    @Test
    void a_large_body_is_not_sent_again_but_the_next_call_has_the_new_token() {
        expireAt("/expired");
        String large = "x".repeat(300_000);

        HttpResponse<String> reply = passing.call("POST", "/expired", large, Map.of());
        HttpResponse<String> next = passing.call("POST", "/expired", large, Map.of());

        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(reply.body()).isEqualTo("{\"status\":\"error\"}");
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(next.body()).isEqualTo(large);
    }

    /// Takes no token that was given before now.
    private void expireAt(String path) {
        int old = passing.provider.tokens();
        passing.provider.at(
                path,
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    boolean isOld = number(exchange) <= old;
                    LoopbackProvider.answer(
                            exchange, isOld ? 401 : 200, isOld ? "{\"status\":\"error\"}" : body);
                });
    }

    private static int number(HttpExchange exchange) {
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        return Integer.parseInt(shown.replaceFirst(".*-", ""));
    }

    @Test
    void a_place_that_takes_no_token_at_all_costs_one_renewal_a_minute() {
        passing.provider.at(
                "/never", exchange -> LoopbackProvider.answer(exchange, 401, "{\"no\":1}"));
        int before = passing.provider.tokens();

        for (int i = 0; i < 3; i++) assertThat(passing.get("/never").statusCode()).isEqualTo(401);

        assertThat(passing.provider.tokens()).isEqualTo(before + 1);
        Passing.echoed(passing.get("/thing"));
    }

    @Test
    void nothing_else_is_repeated() {
        passing.provider.at("/broken", exchange -> LoopbackProvider.answer(exchange, 503, "{}"));

        assertThat(passing.get("/broken").statusCode()).isEqualTo(503);
        assertThat(passing.provider.asked).hasSize(1);
    }

    @Test
    void in_throttle_mode_a_provider_that_has_had_too_many_calls_is_left_alone() {
        passing.provider.at(
                "/busy",
                exchange -> {
                    exchange.getResponseHeaders().set("Retry-After", "600");
                    LoopbackProvider.answer(exchange, 429, "{\"message\":\"slow down\"}");
                });
        var throttle = Map.of("X-Amp-Rate-Limiter-Mode", "throttle");

        HttpResponse<String> refused = passing.call("GET", "/busy", "", throttle);
        HttpResponse<String> later = passing.call("GET", "/thing", "", throttle);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("slow down");
        assertThat(later.statusCode()).isEqualTo(429);
        assertThat(Passing.code(later)).isEqualTo("proxy.throttled");
        for (HttpResponse<String> reply : List.of(refused, later)) {
            assertThat(reply.headers().firstValue("x-amp-retryable")).contains("true");
            String until = reply.headers().firstValue("x-amp-retry-after").orElse("");
            assertThat(until).endsWith("Z");
            assertThat(OffsetDateTime.parse(until).toInstant())
                    .isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(602));
        }
        assertThat(passing.provider.asked).hasSize(1);
        Passing.echoed(passing.get("/thing"));
    }

    @Test
    void without_throttle_mode_the_providers_429_is_handed_on_as_it_is() {
        passing.provider.at("/busy", exchange -> LoopbackProvider.answer(exchange, 429, "{}"));

        HttpResponse<String> reply = passing.get("/busy");

        assertThat(reply.statusCode()).isEqualTo(429);
        assertThat(reply.headers().firstValue("x-amp-retry-after")).isEmpty();
    }

    @Test
    void a_redirect_within_the_provider_is_followed_for_those_who_only_ask() {
        redirect("/old", passing.provider.address() + "/new?x=1");

        assertThat(Passing.echoed(passing.get("/old")).path("target").asString(""))
                .isEqualTo("/new?x=1");
        assertThat(passing.call("POST", "/old", "{}", Map.of()).statusCode()).isEqualTo(302);
    }

    @Test
    void a_redirect_elsewhere_is_handed_on_and_the_credential_stays() {
        try (var other = new LoopbackProvider()) {
            redirect("/away", other.address() + "/new");

            HttpResponse<String> reply = passing.get("/away");

            assertThat(reply.statusCode()).isEqualTo(302);
            assertThat(reply.headers().firstValue("location")).contains(other.address() + "/new");
            assertThat(other.asked).isEmpty();
        }
    }

    @Test
    void a_redirect_in_a_circle_ends() {
        redirect("/circle", "/circle");

        assertThat(passing.get("/circle").statusCode()).isEqualTo(302);
        assertThat(passing.provider.asked).hasSize(6);
    }

    private void redirect(String from, String to) {
        passing.provider.at(
                from,
                exchange -> {
                    exchange.getResponseHeaders().set("Location", to);
                    exchange.sendResponseHeaders(302, -1);
                });
    }

    @Test
    void a_provider_that_hangs_up_is_told_as_such() {
        passing.provider.at(
                "/hang-up",
                exchange -> {
                    throw new IOException("hangs up");
                });

        HttpResponse<String> reply = passing.get("/hang-up");

        assertThat(reply.statusCode()).isEqualTo(502);
        assertThat(Passing.code(reply)).isEqualTo("proxy.no-answer");
        assertThat(reply.body()).doesNotContain("token-");
    }

    @Test
    void a_provider_that_is_away_is_told_as_such() {
        passing.provider.close();

        HttpResponse<String> reply = passing.get("/thing");

        assertThat(reply.statusCode()).isEqualTo(502);
        assertThat(Passing.code(reply)).isEqualTo("proxy.no-answer");
    }

    @Test
    void a_reply_that_breaks_off_is_never_taken_for_a_whole_one() {
        breaksOff(1_000_000, () -> {});

        assertThatThrownBy(() -> passing.get("/cut")).isInstanceOf(UncheckedIOException.class);
        Passing.echoed(passing.get("/thing"));
    }

    @Test
    void a_reply_of_unknown_length_that_breaks_off_is_not_either() {
        breaksOff(0, passing.provider::close);

        assertThatThrownBy(() -> passing.get("/cut")).isInstanceOf(UncheckedIOException.class);
    }

    private void breaksOff(long announced, Runnable then) {
        passing.provider.at(
                "/cut",
                exchange -> {
                    exchange.sendResponseHeaders(200, announced);
                    exchange.getResponseBody().write(new byte[40_000]);
                    exchange.getResponseBody().flush();
                    then.run();
                    throw new IOException("hangs up");
                });
    }

    @Test
    void who_must_sign_in_again_is_told_so() {
        passing.provider.at(
                "/dead", exchange -> LoopbackProvider.answer(exchange, 401, "{\"no\":1}"));
        passing.provider.refuseTokens();

        HttpResponse<String> reply = passing.get("/dead");

        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(Passing.code(reply)).isEqualTo("provider.signed-out");
    }
}
