package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tenon.acceptance.contract.Exchange;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A customer connects in a real browser, at an OAuth server that others have written: refuses,
/// allows, is signed out, connects again, and is deleted. It ends a grant whose refresh token comes
/// twice, so that a doubled refresh would show.
class ConnectTest {
    private static final int CALLERS = 24;
    private static final String NOTHING = "[\"and that is all\"]";

    @TempDir private Path data;
    private Path program = Path.of("");

    @BeforeEach
    void findTheBrowser() {
        IdentityProvider.assumeInstalled();
        Optional<Path> found = Chromium.installed();
        assumeTrue(found.isPresent(), "needs a browser: install the package chromium");
        program = found.get();
    }

    @Test
    void a_customer_refuses_connects_is_signed_out_connects_again_and_is_deleted()
            throws Exception {
        try (var provider = new ConsentServer();
                TenonProcess tenon = TenonProcess.start(data, provider::begin);
                Chromium browser = Chromium.start(program, data.resolve("browser"))) {
            browser.size(900, 700);
            var product = new Product(tenon);
            register(product, provider);

            browser.open(link(product));
            provider.refuse(browser);
            browser.await(
                    "document.body && document.body.innerText.includes('Access was not granted')");
            Pictures.take(browser, "connect-refused");
            assertThat(connections(product)).isEmpty();
            assertThat(product.json("GET", product.path("/audit"), "").toString())
                    .contains("connection.sign-in-failed");

            browser.open(link(product));
            provider.allow(browser, "ada");
            browser.await("document.body && document.body.innerText.includes('You are connected')");
            Pictures.take(browser, "connected");
            String id = connections(product).path(0).path("id").asString("");
            assertThat(provider.seen("codes")).isEqualTo(1);

            refreshTogether(product, id);
            assertThat(provider.seen("refused")).isZero();
            assertThat(provider.seen("refreshes")).isBetween(1, CALLERS);
            assertThat(status(product, id)).isEqualTo("working");

            provider.endAll();
            String refresh = product.path("/connections/" + id + "?refresh=true");
            assertThat(product.call("GET", refresh, "", Map.of()).status()).isGreaterThan(399);
            assertThat(status(product, id)).isEqualTo("bad_credentials");

            String again =
                    product.call(
                                    "PATCH",
                                    product.path("/connections/" + id + ":oauth-update"),
                                    "",
                                    Map.of())
                            .reply()
                            .body();
            browser.forget(provider.issuer());
            browser.open(URI.create(again));
            provider.allow(browser, "ada");
            browser.await("document.body && document.body.innerText.includes('You are connected')");
            assertThat(connections(product).size()).isEqualTo(1);
            assertThat(status(product, id)).isEqualTo("created");

            assertThat(provider.seen("ended")).isZero();
            product.json("DELETE", product.path("/connections/" + id), "");
            assertThat(provider.seen("ended")).as("grants given up").isEqualTo(1);
        }
    }

    @Test
    void a_provider_sends_the_browser_back_with_a_form() throws Exception {
        try (var provider = new ConsentServer();
                TenonProcess tenon = TenonProcess.start(data, provider::begin);
                Chromium browser = Chromium.start(program, data.resolve("browser"))) {
            var product = new Product(tenon);
            register(product, provider, Map.of("response_mode", "form_post"));

            browser.open(link(product));
            provider.refuse(browser);
            browser.await(
                    "document.body && document.body.innerText.includes('Access was not granted')");
            assertThat(connections(product)).isEmpty();

            browser.open(link(product));
            provider.allow(browser, "ada");
            browser.await("document.body && document.body.innerText.includes('You are connected')");
            assertThat(connections(product).size()).isEqualTo(1);
        }
    }

    @Test
    void the_page_that_the_project_lists_is_told_and_no_other() throws Exception {
        try (var provider = new ConsentServer();
                var listed = new ProductPage();
                var stranger = new ProductPage();
                TenonProcess tenon = TenonProcess.start(data, provider::begin);
                Chromium browser = Chromium.start(program, data.resolve("browser"))) {
            var product = new Product(tenon);
            register(product, provider);
            ObjectNode list = Product.JSON.createObjectNode();
            list.putArray("updateMask").add("allowedOrigins");
            list.putObject("project").putArray("allowedOrigins").add(listed.origin());
            product.json("PATCH", product.path(""), list.toString());
            String connected = "AUTHORIZATION_SUCCEEDED";
            String connection = "\"data\":{\"connection\":\"";

            assertThat(signedIn(browser, listed, link(product), provider))
                    .contains(connected, connection);
            assertThat(signedIn(browser, stranger, link(product), provider)).isEqualTo(NOTHING);

            assertThat(handedOver(browser, listed, begun(product, listed)))
                    .contains("ampersand-custom-auth", "\"code\":\"the-code\"");
            assertThat(handedOver(browser, stranger, begun(product, listed))).isEqualTo(NOTHING);
        }
    }

    /// What a page hears of a sign-in that it opens.
    private static String signedIn(
            Chromium browser, ProductPage page, URI link, ConsentServer provider) {
        page.visit(browser, link);
        try (Chromium window = browser.window(provider.issuer().toString())) {
            provider.allow(window, "ada");
            window.await(
                    "document.readyState === 'complete' && document.body.innerText.includes('You are connected')");
            String heard = ProductPage.heard(browser, window);
            browser.forget(provider.issuer());
            return heard;
        }
    }

    /// What a page hears of a window that comes back from a provider with a code.
    private static String handedOver(Chromium browser, ProductPage page, URI callback) {
        page.visit(browser, callback);
        try (Chromium window = browser.window(callback.toString())) {
            window.await("document.readyState === 'complete' && document.querySelector('h1')");
            return ProductPage.heard(browser, window);
        }
    }

    /// Where a provider sends a browser, for a sign-in of steps that a page has begun.
    private static URI begun(Product product, ProductPage page) {
        String ask =
                """
                {"projectIdOrName": "default", "provider": "hubspot", "groupRef": "acme",
                 "customAuth": {"clientId": "theirs", "clientSecret": "of-theirs"}}\
                """;
        Exchange step =
                product.call(
                        "POST", "/v1/custom-auth/connect", ask, Map.of("Origin", page.origin()));
        String session =
                Product.JSON.readTree(step.reply().body()).at("/redirect/sessionId").asString("");
        String link = link(product).toString().replaceFirst("/v1/oauth/start.*", "");
        return URI.create(
                link + "/callbacks/v1/custom-auth/default?code=the-code&state=" + session);
    }

    static void register(Product product, ConsentServer provider) {
        register(product, provider, Map.of());
    }

    /// @param asked more parameters for the provider's page
    private static void register(
            Product product, ConsentServer provider, Map<String, String> asked) {
        ObjectNode app = Product.JSON.createObjectNode();
        app.put("provider", "hubspot").put("clientId", "tenon");
        app.put("clientSecret", ConsentServer.SECRET);
        app.putArray("scopes").add("openid").add("offline_access");
        ObjectNode metadata = app.putObject("metadata");
        metadata.putObject("hosts").put("*", provider.issuer().toString());
        ObjectNode more = metadata.putObject("authQueryParams");
        asked.forEach(more::put);
        product.json("POST", product.path("/provider-apps"), app.toString());
    }

    private static URI link(Product product) {
        String ask =
                """
                {"projectIdOrName": "default", "provider": "hubspot", "groupRef": "acme"}\
                """;
        return URI.create(product.call("POST", "/v1/oauth-connect", ask, Map.of()).reply().body());
    }

    private static JsonNode connections(Product product) {
        return product.json("GET", product.path("/connections?groupRef=acme"), "");
    }

    private static String status(Product product, String id) {
        return product.json("GET", product.path("/connections/" + id), "")
                .path("status")
                .asString("");
    }

    private static void refreshTogether(Product product, String id) throws Exception {
        String refresh = product.path("/connections/" + id + "?refresh=true");
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<Exchange>>();
            for (int caller = 0; caller < CALLERS; caller++) {
                calls.add(() -> product.call("GET", refresh, "", Map.of()));
            }
            for (Future<Exchange> call : callers.invokeAll(calls)) {
                assertThat(call.get().status()).as("%s", call.get()).isEqualTo(200);
            }
        }
    }
}
