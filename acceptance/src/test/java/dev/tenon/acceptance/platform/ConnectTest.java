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
/// allows, is signed out, and connects again. It ends a grant whose refresh token comes twice, so
/// that a doubled refresh would show.
class ConnectTest {
    private static final int CALLERS = 24;

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
    void a_customer_refuses_connects_is_signed_out_and_connects_again() throws Exception {
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
        }
    }

    static void register(Product product, ConsentServer provider) {
        ObjectNode app = Product.JSON.createObjectNode();
        app.put("provider", "hubspot").put("clientId", "tenon");
        app.put("clientSecret", ConsentServer.SECRET);
        app.putArray("scopes").add("openid").add("offline_access");
        app.putObject("metadata").putObject("hosts").put("*", provider.issuer().toString());
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
