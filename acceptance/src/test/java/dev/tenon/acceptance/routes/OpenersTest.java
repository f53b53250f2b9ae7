package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which windows the last page of a sign-in tells how it went. That browsers keep to what it names
/// is for a real one to show.
@ExtendWith(World.Shared.class)
class OpenersTest {
    private static final String APP = "https://app.openers.example";
    private static final String EVIL = "https://evil.example";
    private static final Pattern OPENERS = Pattern.compile("data-openers=\"([^\"]*)\"");
    private static final Pattern MESSAGE = Pattern.compile("data-message=\"([^\"]*)\"");

    private final World world;

    OpenersTest(World world) {
        this.world = world;
    }

    @Test
    void what_the_provider_said_is_handed_to_the_page_that_began() {
        Product product = project(APP, "http://localhost:5173", "https://*.openers.example");

        Exchange page = handOver(begun(product, APP), "code=the-code");

        assertThat(page.status()).isEqualTo(200);
        assertThat(openers(page)).containsExactly(APP);
        assertThat(data(MESSAGE, page).at("/params/code").asString("")).isEqualTo("the-code");
        assertThat(openers(handOver(begun(product, "https://a.openers.example"), "code=c")))
                .containsExactly("https://a.openers.example");
    }

    @Test
    void where_no_page_is_known_it_is_handed_to_those_that_the_project_lists() {
        Product product = project(APP, "http://localhost:5173", "https://*.openers.example");

        assertThat(openers(handOver(begun(product, ""), "code=c")))
                .containsExactly(APP, "http://localhost:5173");
        assertThat(openers(handOver(begun(project("*"), ""), "code=c"))).containsExactly("*");
    }

    @Test
    void a_page_that_the_project_does_not_list_is_handed_nothing() {
        Exchange page = handOver(begun(project(APP), EVIL), "code=the-code");

        assertThat(page.status()).isEqualTo(403);
        assertThat(page.reply().body())
                .contains(EVIL, "tenon projects origins --add")
                .doesNotContain("the-code");
        assertThat(openers(page)).isEmpty();
        Exchange unknown = handOver(begun(project("https://*.openers.example"), ""), "code=x-y");
        assertThat(unknown.status()).isEqualTo(403);
        assertThat(unknown.reply().body()).doesNotContain("x-y");
    }

    @Test
    void a_project_without_a_list_hands_it_to_the_page_that_began_or_to_any() {
        Product product = project();

        assertThat(openers(handOver(begun(product, APP), "code=c"))).containsExactly(APP);
        assertThat(openers(handOver(begun(product, "null"), "code=c"))).containsExactly("*");
    }

    @Test
    void nothing_is_handed_over_for_a_sign_in_that_there_is_not() {
        for (String state : List.of("", "invented")) {
            Exchange page = handOver(state, "code=the-code");

            assertThat(page.status()).isEqualTo(400);
            assertThat(page.reply().body()).contains("used up").doesNotContain("the-code");
            assertThat(openers(page)).isEmpty();
        }
    }

    @Test
    void how_it_went_is_told_to_the_pages_that_the_project_lists() {
        Product product = project(APP, "https://*.openers.example");
        Map<String, String> none = Map.of();
        var below = Map.of("Referer", "https://b.openers.example/customers?id=1");

        assertThat(result(link(product, ""), none)).containsExactly(APP);
        assertThat(result(link(product, "https://a.openers.example"), below))
                .containsExactly(APP, "https://a.openers.example");
        assertThat(result(link(product, ""), below))
                .as("the page whose link was followed")
                .containsExactly(APP, "https://b.openers.example");
        assertThat(result(link(product, EVIL), Map.of("Referer", EVIL + "/"))).containsExactly(APP);
        assertThat(result(link(project(), APP), none)).containsExactly("*");
    }

    @Test
    void the_page_runs_its_own_script_and_nothing_else() {
        Exchange page = handOver(begun(project(), ""), "code=%3C/script%3E%22%3E%3Cb%3E");

        assertThat(page.reply().header("content-security-policy"))
                .contains("default-src 'none'", "script-src 'sha256-", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.reply().header("cache-control")).isEqualTo("no-store");
        assertThat(page.reply().body()).doesNotContain("<b>").containsOnlyOnce("</script>");
    }

    /// A new project whose pages have these origins.
    private Product project(String... origins) {
        String name = "openers-" + UUID.randomUUID();
        var product = new Product(world.client(), world.adminKey(), name);
        product.json("POST", "/v1/projects", "{\"name\":\"" + name + "\"}");
        ObjectNode change = Product.JSON.createObjectNode();
        change.putArray("updateMask").add("allowedOrigins");
        var list = change.putObject("project").putArray("allowedOrigins");
        Stream.of(origins).forEach(list::add);
        product.json("PATCH", product.path(""), change.toString());
        ObjectNode app = Product.JSON.createObjectNode().put("provider", "salesforce");
        app.put("clientId", "openers").put("clientSecret", "secret");
        product.json("POST", product.path("/provider-apps"), app.toString());
        return product;
    }

    private static ObjectNode ask(Product product) {
        ObjectNode ask = Product.JSON.createObjectNode().put("provider", "salesforce");
        return ask.put("projectIdOrName", product.path("").replaceAll(".*/", ""))
                .put("groupRef", "acme");
    }

    /// The session of a sign-in with a client of the customer's own, begun by a page.
    private static String begun(Product product, String origin) {
        ObjectNode ask = ask(product);
        ask.putObject("customAuth").put("clientId", "theirs").put("clientSecret", "of-theirs");
        Exchange step = send(product, "/v1/custom-auth/connect", ask, origin);
        return Product.JSON.readTree(step.reply().body()).at("/redirect/sessionId").asString("");
    }

    private static URI link(Product product, String origin) {
        return URI.create(send(product, "/v1/oauth-connect", ask(product), origin).reply().body());
    }

    private static Exchange send(Product product, String path, ObjectNode body, String origin) {
        Map<String, String> headers = origin.isEmpty() ? Map.of() : Map.of("Origin", origin);
        Exchange exchange = product.call("POST", path, body.toString(), headers);
        assertThat(exchange.status()).as("%s", exchange).isEqualTo(200);
        return exchange;
    }

    private Exchange handOver(String state, String query) {
        String target = "/callbacks/v1/custom-auth/default?state=" + state + "&" + query;
        return world.client().send("GET", target, "", Map.of());
    }

    /// Opens a link, comes back with a no, and sees who is told.
    private List<String> result(URI link, Map<String, String> headers) {
        String start = link.getPath() + "?" + link.getQuery();
        Exchange opened = world.client().send("GET", start, "", headers);
        String cookie = opened.reply().header("set-cookie").replaceFirst(";.*", "");
        String back = "/callbacks/v1/oauth?error=access_denied&" + link.getQuery();
        return openers(world.client().send("GET", back, "", Map.of("Cookie", cookie)));
    }

    private static List<String> openers(Exchange page) {
        return data(OPENERS, page).valueStream().map(JsonNode::asString).toList();
    }

    private static JsonNode data(Pattern place, Exchange page) {
        Matcher found = place.matcher(page.reply().body());
        assertThat(found.find()).as("%s", page).isTrue();
        return Product.JSON.readTree(found.group(1).replace("&quot;", "\"").replace("&amp;", "&"));
    }
}
