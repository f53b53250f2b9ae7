package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What goes wrong, or is made to go wrong, while a customer signs in. Each time nothing is stored,
/// whoever sees it is told what, where and what to do, and where the project is known, its audit
/// has it.
@ExtendWith(World.Shared.class)
class BadSignInsTest {
    private static final String JSON = "application/json";
    private static final String CUSTOM = "/v1/custom-auth/connect";

    private final World world;
    private final BadProvider provider = new BadProvider();
    private final Product product;

    BadSignInsTest(World world) {
        this.world = world;
        this.product = project("mine");
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void a_state_that_nobody_was_given() {
        Opened opened = open(product);

        Exchange page = back(opened.cookie(), "state=invented&code=mine-1");

        told(page, 400, "This sign-in link is used up", "press Connect again");
        assertNothing(product);
        assertThat(audit(product)).as("whose it is, nobody knows").isEmpty();
        assertThat(provider.asked).isEmpty();
        assertThat(back(opened, "code=mine-1").status()).as("the real one works").isEqualTo(200);
    }

    @Test
    void a_callback_that_comes_twice() {
        Opened opened = open(product);
        assertThat(back(opened, "code=mine-1").status()).isEqualTo(200);

        Exchange page = back(opened, "code=mine-1");

        told(page, 400, "This sign-in link is used up", "press Connect again");
        assertThat(connections(product)).isEqualTo(1);
        assertThat(provider.asked).hasSize(1);
        assertAudited(product, "sign-in.unknown-state");
    }

    @Test
    void a_code_that_comes_twice() {
        assertThat(back(open(product), "code=mine-1").status()).isEqualTo(200);

        Exchange page = back(open(product), "code=mine-1");

        told(page, 502, "Zendesk did not accept the sign-in", "client id and secret");
        assertThat(connections(product)).isEqualTo(1);
        assertAudited(product, "sign-in.refused");
    }

    @Test
    void a_state_in_another_browser() {
        Opened opened = open(product);

        Exchange page = back("tenon_sign_in=another", "state=" + opened.state() + "&code=mine-1");

        told(page, 400, "opened in another browser", "press Connect again");
        assertNothing(product);
        assertAudited(product, "sign-in.unknown-state");
        assertThat(provider.asked).isEmpty();
    }

    @Test
    void a_code_of_another_project() {
        Product other = project("other");
        Opened opened = open(product);

        Exchange page = back(opened, "code=other-1");

        told(page, 502, "Zendesk did not accept the sign-in", "client id and secret");
        assertNothing(product);
        assertNothing(other);
        assertAudited(product, "sign-in.refused");
        assertThat(audit(other)).isEmpty();
    }

    @Test
    void a_session_of_another_project() {
        Product other = project("other");
        String session = begun(product, Map.of());

        Exchange problem = resume(other, session, "mine-1");

        told(problem, 400, "sign-in.unknown-state", "press Connect again");
        assertNothing(product);
        assertNothing(other);
        assertAudited(other, "sign-in.unknown-state");
        assertThat(audit(product)).isEmpty();
        assertThat(resume(product, session, "theirs-1").status()).isEqualTo(200);
    }

    @Test
    void an_answer_of_another_issuer() {
        Exchange page = back(open(product), "code=mine-1&iss=https%3A%2F%2Flogin.evil.example%2F");

        told(page, 400, "The answer came from login.evil.example", "press Connect again");
        assertNothing(product);
        assertThat(provider.asked).as("the code is shown to nobody").isEmpty();
        assertAudited(product, "sign-in.other-issuer");
    }

    @Test
    void a_redirect_to_an_origin_that_is_not_registered() {
        ObjectNode ask = ask(product);
        for (String name : List.of("redirect_uri", "redirectUri", "redirectUrl")) {
            ask.put(name, "https://evil.example/callback");
        }
        var forged = Map.of("X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example");
        String link =
                product.call("POST", "/v1/oauth-connect", ask.toString(), forged).reply().body();
        assertThat(link).startsWith(world.server().address().toString());

        Opened opened = open(URI.create(link), forged);

        assertThat(opened.consent().getQuery())
                .contains("redirect_uri=" + world.server().address())
                .doesNotContain("evil.example");
        list(product, "https://app.example.com");
        String session = begun(product, Map.of("Origin", "https://evil.example"));
        String callback = "/callbacks/v1/custom-auth/default?code=mine-1&state=";
        Exchange page = world.client().send("GET", callback + session, "", Map.of());
        told(page, 403, "The page https://evil.example", "tenon projects origins --add");
        assertThat(page.reply().body()).doesNotContain("mine-1");
        assertNothing(product);
        assertAudited(product, "sign-in.unlisted-page");
    }

    @Test
    void an_app_that_would_lead_the_callback_elsewhere() {
        var parameters =
                Map.of("redirect_uri", "https://evil.example/", "state", "mine", "prompt", "login");
        register(product, "zendesk", "elsewhere", parameters);

        URI consent = open(product).consent();

        assertThat(consent.getQuery())
                .contains("prompt=login", "redirect_uri=" + world.server().address())
                .doesNotContain("evil.example", "state=mine");
    }

    @Test
    void a_setting_that_would_lead_a_url_elsewhere() {
        List<String> bad =
                List.of("a/b", "a@evil", "..", "a..b", "a?b", "a#", "a\\b", "a.b", "a b", "%2f");
        for (String value : bad) {
            ObjectNode ask = ask(product);
            ask.withObject("/providerMetadata/subdomain").put("value", value);
            Exchange begun = product.call("POST", "/v1/oauth-connect", ask.toString(), Map.of());
            told(begun, 400, "connection.bad-setting", "Give a value such as");
            assertThat(begun.reply().body()).contains("providerMetadata.subdomain");
            ask.putObject("customAuth").put("clientId", "theirs").put("clientSecret", "theirs");
            told(
                    product.call("POST", CUSTOM, ask.toString(), Map.of()),
                    400,
                    "connection.bad-setting",
                    "Give a value such as");
            told(generate(ask), 400, "connection.bad-setting", "Give a value such as");
        }
        assertNothing(product);
        assertThat(stored("sign_ins", product)).isEqualTo("0");
        assertThat(audit(product)).hasSize(3 * bad.size());
        assertAudited(product, "connection.bad-setting");
        assertThat(provider.asked).isEmpty();
    }

    @Test
    void a_value_in_the_callback_that_would_lead_a_url_elsewhere() {
        register(product, "quickbooks", "mine", Map.of());
        ObjectNode ask = ask(product).put("provider", "quickbooks");
        for (String value : List.of("1/2", "1@evil", "..", "1:2", "https://evil.example")) {
            Exchange link = product.call("POST", "/v1/oauth-connect", ask.toString(), Map.of());
            Opened opened = open(URI.create(link.reply().body()), Map.of());

            Exchange page = back(opened, "code=mine-1&realmId=" + World.escape(value));

            told(page, 400, "cannot be the provider's &quot;realmId", "Give a value");
            assertThat(audit(product).getFirst().at("/details/code").asString(""))
                    .isEqualTo("connection.bad-setting");
        }
        assertNothing(product);
        assertThat(provider.asked).isEmpty();
    }

    @Test
    void a_token_endpoint_that_answers_with_a_page() {
        provider.next(200, "text/html", "<html>Maintenance</html>");

        Exchange page = back(open(product), "code=mine-1");

        told(page, 502, "something else than JSON", "connect again");
        assertNothing(product);
        assertAudited(product, "sign-in.refused");
        refusedWhenGiven("text/html", "<html>Maintenance</html>", "something else than JSON");
    }

    @Test
    void an_error_inside_a_200() {
        String error = "{\"error\":\"invalid_client\",\"error_description\":\"No such client.\"}";
        provider.next(200, JSON, error);

        Exchange page = back(open(product), "code=mine-1");

        told(page, 502, "No such client. (invalid_client)", "connect again");
        assertNothing(product);
        assertAudited(product, "sign-in.refused");
        refusedWhenGiven(JSON, error, "No such client.");
        refusedWhenGiven(JSON, "{\"ok\":false,\"access_token\":\"a\"}", "not ok");
    }

    @Test
    void a_token_of_64_kilobytes() {
        String token = "{\"access_token\":\"" + "t".repeat(64 * 1024) + "\"}";
        provider.next(200, JSON, token);

        Exchange page = back(open(product), "code=mine-1");

        told(page, 502, "a token of more than 32 KB", "connect again");
        assertThat(page.reply().body()).doesNotContain("tttttttt");
        assertNothing(product);
        assertAudited(product, "sign-in.refused");
        refusedWhenGiven(JSON, token, "a token of more than 32 KB");
    }

    /// A refresh token that somebody takes along is refused in the same way.
    private void refusedWhenGiven(String type, String answer, String words) {
        int before = audit(product).size();
        provider.next(200, type, answer);
        ObjectNode ask = ask(product);
        ask.putObject("oauth2AuthorizationCode")
                .put("accessToken", "taken-along")
                .put("refreshToken", "taken-along-too");
        Exchange problem =
                product.call(
                        "POST", product.path("/connections:generate"), ask.toString(), Map.of());
        told(problem, 422, "connection.refused", words);
        assertThat(problem.reply().body()).doesNotContain("taken-along");
        assertNothing(product);
        assertThat(audit(product)).hasSize(before + 1);
        assertAudited(product, "connection.refused");
    }

    private Exchange generate(ObjectNode ask) {
        return product.call(
                "POST", product.path("/connections:generate"), ask.toString(), Map.of());
    }

    private static void told(Exchange exchange, int status, String what, String fix) {
        assertThat(exchange.status()).as("%s", exchange).isEqualTo(status);
        assertThat(exchange.reply().body()).contains(what, fix);
    }

    private void assertNothing(Product project) {
        assertThat(connections(project)).isZero();
        assertThat(stored("connections", project)).isEqualTo("0");
    }

    private String stored(String table, Product project) {
        return world.tables()
                .text(
                        "select count(*) from "
                                + table
                                + " join projects using (project_id) where name = '"
                                + name(project)
                                + "'");
    }

    private static int connections(Product project) {
        return project.json("GET", project.path("/connections"), "").size();
    }

    private static List<JsonNode> audit(Product project) {
        return project.json("GET", project.path("/audit?action=connection.sign-in-failed"), "")
                .path("results")
                .valueStream()
                .toList();
    }

    private static void assertAudited(Product project, String code) {
        JsonNode newest = audit(project).getFirst();
        assertThat(newest.path("subject").asString("")).isEqualTo("acme");
        assertThat(newest.at("/details/provider").asString("")).isEqualTo("zendesk");
        assertThat(newest.at("/details/code").asString("")).isEqualTo(code);
        assertThat(newest.at("/details/why").asString("")).isNotEmpty();
    }

    /// A new project with a client of this name.
    private Product project(String client) {
        String name = "bad-" + UUID.randomUUID();
        var made = new Product(world.client(), world.adminKey(), name);
        made.json("POST", "/v1/projects", "{\"name\":\"" + name + "\"}");
        register(made, "zendesk", client, Map.of());
        return made;
    }

    private void register(
            Product project, String of, String client, Map<String, String> parameters) {
        ObjectNode app = Product.JSON.createObjectNode().put("provider", of);
        app.put("clientId", client).put("clientSecret", "secret");
        ObjectNode metadata = app.putObject("metadata");
        metadata.putObject("hosts").put("*", provider.address().toString());
        ObjectNode more = metadata.putObject("authQueryParams");
        parameters.forEach(more::put);
        project.json("POST", project.path("/provider-apps"), app.toString());
    }

    private static void list(Product project, String origin) {
        ObjectNode change = Product.JSON.createObjectNode();
        change.putArray("updateMask").add("allowedOrigins");
        change.putObject("project").putArray("allowedOrigins").add(origin);
        project.json("PATCH", project.path(""), change.toString());
    }

    private static String name(Product project) {
        return project.path("").replaceAll(".*/", "");
    }

    private static ObjectNode ask(Product project) {
        ObjectNode ask = Product.JSON.createObjectNode().put("provider", "zendesk");
        ask.put("projectIdOrName", name(project)).put("groupRef", "acme");
        ask.putObject("providerMetadata").putObject("subdomain").put("value", "northwind");
        return ask;
    }

    private Opened open(Product project) {
        Exchange asked =
                project.call("POST", "/v1/oauth-connect", ask(project).toString(), Map.of());
        assertThat(asked.status()).as("%s", asked).isEqualTo(200);
        return open(URI.create(asked.reply().body()), Map.of());
    }

    private Opened open(URI link, Map<String, String> headers) {
        Exchange started =
                world.client().send("GET", link.getPath() + "?" + link.getQuery(), "", headers);
        assertThat(started.status()).as("%s", started).isEqualTo(302);
        return new Opened(
                link.getQuery().replaceFirst("state=", ""),
                started.reply().header("set-cookie").replaceFirst(";.*", ""),
                URI.create(started.reply().header("location")));
    }

    /// A sign-in with a client of the customer's own.
    private static String begun(Product project, Map<String, String> headers) {
        ObjectNode ask = ask(project);
        ask.putObject("customAuth").put("clientId", "theirs").put("clientSecret", "of-theirs");
        Exchange step = project.call("POST", CUSTOM, ask.toString(), headers);
        assertThat(step.status()).as("%s", step).isEqualTo(200);
        return Product.JSON.readTree(step.reply().body()).at("/redirect/sessionId").asString("");
    }

    private static Exchange resume(Product project, String session, String code) {
        ObjectNode ask = ask(project).put("sessionId", session);
        ask.putObject("callbackParams").put("state", session).put("code", code);
        return project.call("POST", CUSTOM, ask.toString(), Map.of());
    }

    private Exchange back(Opened opened, String query) {
        return back(opened.cookie(), "state=" + opened.state() + "&" + query);
    }

    private Exchange back(String cookie, String query) {
        return world.client()
                .send("GET", "/callbacks/v1/oauth?" + query, "", Map.of("Cookie", cookie));
    }

    /// A link that a browser has opened.
    ///
    /// @param consent where it was sent
    private record Opened(String state, String cookie, URI consent) {}
}
