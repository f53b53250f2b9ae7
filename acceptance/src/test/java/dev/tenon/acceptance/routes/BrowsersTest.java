package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.contract.Operation;
import dev.tenon.acceptance.platform.Patience;
import dev.tenon.acceptance.platform.Product;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What browsers are told of the pages that may call, and how often a key may.
@ExtendWith(World.Shared.class)
class BrowsersTest {
    private static final String PAGE = "https://app.pages.example.com";
    private static final String STRANGER = "https://evil.example.com";

    private final World world;

    BrowsersTest(World world) {
        this.world = world;
        String project = world.team().product().path("");
        world.team()
                .product()
                .json(
                        "PATCH",
                        project,
                        """
                        {"updateMask": ["allowedOrigins"],
                         "project": {"allowedOrigins": ["https://*.pages.example.com"]}}\
                        """);
        Patience.until(
                Duration.ofSeconds(10),
                "the list to be known",
                () -> preflight(project, PAGE).status() == 204);
    }

    private Exchange preflight(String path, String origin) {
        return world.client()
                .send(
                        "OPTIONS",
                        path,
                        "",
                        Map.of(
                                "Origin",
                                origin,
                                "Access-Control-Request-Method",
                                "POST",
                                "Access-Control-Request-Headers",
                                "authorization,x-amp-client"));
    }

    private Exchange get(String path, String origin, String token) {
        return world.client()
                .send(
                        "GET",
                        path,
                        "",
                        Map.of("Origin", origin, "Authorization", "Bearer " + token));
    }

    private static String allowed(Exchange exchange) {
        return exchange.reply().header("access-control-allow-origin");
    }

    @Test
    void every_operation_is_open_to_a_page_that_a_project_allows_and_to_no_other() {
        for (Operation operation : world.contract().operations()) {
            if (operation.access().equals("public")) continue;
            String path = world.team().target(operation, Map.of()).replaceFirst("\\?.*", "");

            Exchange yes = preflight(path, PAGE);
            Exchange no = preflight(path, STRANGER);

            assertThat(yes.status()).as(path).isEqualTo(204);
            assertThat(allowed(yes)).isEqualTo(PAGE);
            assertThat(yes.reply().header("access-control-allow-methods"))
                    .contains("GET", "POST", "PATCH", "PUT", "DELETE");
            assertThat(yes.reply().header("access-control-allow-headers"))
                    .contains("authorization", "x-amp-client");
            assertThat(yes.reply().header("vary")).contains("Origin");
            assertThat(no.status()).as(path).isEqualTo(403);
            assertThat(allowed(no)).isEmpty();
            assertThat(no.reply().body()).contains("cors.origin-not-allowed", "allowedOrigins");
        }
    }

    @Test
    void a_reply_is_for_the_pages_of_its_project() {
        String own = world.team().product().path("/connections");
        String token = world.team().token("acme", null);

        Exchange reply = get(own, PAGE, token);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(allowed(reply)).isEqualTo(PAGE);
        assertThat(reply.reply().header("vary")).isEqualTo("Origin");
        assertThat(reply.reply().header("access-control-allow-credentials")).isEmpty();
        assertThat(allowed(get(own, STRANGER, token))).isEmpty();
        assertThat(get(own, STRANGER, token).status()).as("keys protect, not lists").isEqualTo(200);
        assertThat(allowed(get(own, PAGE, "nonsense")))
                .as("problems can be read too")
                .isEqualTo(PAGE);
        assertThat(allowed(get("/v1/projects", PAGE, token))).isEqualTo(PAGE);
        String stranger = world.strangersKey("pageless");
        assertThat(allowed(get("/v1/projects", PAGE, stranger))).isEmpty();
        assertThat(allowed(get("/v1/projects/pageless", PAGE, stranger))).isEmpty();
    }

    @Test
    void the_catalog_is_for_every_page() {
        assertThat(allowed(get("/v1/providers/salesforce", STRANGER, ""))).isEqualTo("*");
        assertThat(allowed(preflight("/v1/providers", STRANGER))).isEqualTo("*");
        assertThat(allowed(get("/healthz", STRANGER, ""))).isEmpty();
    }

    @Test
    void a_key_with_a_limit_is_told_how_much_is_left_and_then_to_wait() {
        Product product = world.team().product();
        String key =
                product.json(
                                "POST",
                                product.path("/api-keys"),
                                "{\"label\":\"slow\",\"scopes\":[\"read\"],\"rateLimit\":2}")
                        .path("secret")
                        .asString("");
        Exchange first = get(product.path(""), PAGE, key);
        assertThat(first.reply().header("ratelimit-policy")).isEqualTo("\"requests\";q=4;w=2");
        assertThat(first.reply().header("ratelimit")).startsWith("\"requests\";r=3;t=");

        Exchange last = first;
        for (int i = 0; i < 50 && last.status() != 429; i++)
            last = get(product.path(""), PAGE, key);

        assertThat(last.status()).isEqualTo(429);
        assertThat(last.reply().header("retry-after")).isEqualTo("1");
        assertThat(last.reply().header("ratelimit")).startsWith("\"requests\";r=0;t=");
        assertThat(last.reply().body()).contains("key.too-many-requests", "\"retryable\":true");
        assertThat(allowed(last)).as("a page can read how long to wait").isEqualTo(PAGE);
    }
}
