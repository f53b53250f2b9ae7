package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A provider that sends browsers back with a form, by `response_mode=form_post`. A browser sends
/// no cookie of ours along with it, for it comes from another site.
@ExtendWith(World.Shared.class)
class FormPostTest {
    private static final String CALLBACK = "/callbacks/v1/oauth";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final World world;

    FormPostTest(World world) {
        this.world = world;
    }

    @Test
    void the_browser_is_sent_on_and_checked_like_any_other() {
        Exchange asked =
                world.team()
                        .product()
                        .call(
                                "POST",
                                "/v1/oauth-connect",
                                """
                                {"projectIdOrName": "default", "provider": "salesforce", "groupRef": "form"}\
                                """,
                                Map.of());
        URI link = URI.create(asked.reply().body());
        Exchange opened = get(link.getRawPath() + "?" + link.getRawQuery(), Map.of());
        String cookie = opened.reply().header("set-cookie").replaceFirst(";.*", "");

        Exchange sent = post(FORM + "; charset=UTF-8", "error=access_denied&" + link.getRawQuery());

        assertThat(sent.status()).isEqualTo(303);
        assertThat(sent.reply().body()).isEmpty();
        assertThat(sent.reply().header("cache-control")).isEqualTo("no-store");
        assertThat(sent.reply().header("referrer-policy")).isEqualTo("no-referrer");
        String next = sent.reply().header("location");
        assertThat(next).isEqualTo(CALLBACK + "?error=access_denied&" + link.getRawQuery());
        assertThat(get(next, Map.of()).reply().body()).contains("opened in another browser");
        assertThat(get(next, Map.of("Cookie", cookie)).reply().body())
                .contains("Access was not granted");
        assertThat(get(next, Map.of("Cookie", cookie)).reply().body()).contains("used up");
    }

    @Test
    void what_a_form_says_stays_in_the_query_of_our_own_callback() {
        Exchange sent = post(FORM, "state=a%26b%0d%0aX-Evil%3A+1&code=%2F%2Fevil.example&=no&x");

        assertThat(sent.status()).isEqualTo(303);
        assertThat(sent.reply().header("location"))
                .isEqualTo(CALLBACK + "?state=a%26b%0D%0AX-Evil%3A+1&code=%2F%2Fevil.example");
        assertThat(sent.reply().header("x-evil")).isEmpty();
    }

    @Test
    void what_is_no_form_or_too_long_is_told_on_a_page() {
        assertThat(refused(post("application/json", "{}"))).contains("no form");
        assertThat(refused(post(FORM, "code=" + "c".repeat(8 * 1024)))).contains("more than 8 KB");
        assertThat(refused(post(FORM, "code=" + "<".repeat(8_000)))).contains("more than 8 KB");
    }

    private static String refused(Exchange exchange) {
        assertThat(exchange.status()).isEqualTo(400);
        assertThat(exchange.reply().header("content-type")).startsWith("text/html");
        return exchange.reply().body();
    }

    private Exchange post(String type, String body) {
        return world.client().send("POST", CALLBACK, body, Map.of("Content-Type", type));
    }

    private Exchange get(String target, Map<String, String> headers) {
        return world.client().send("GET", target, "", headers);
    }
}
