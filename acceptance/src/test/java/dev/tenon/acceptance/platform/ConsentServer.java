package dev.tenon.acceptance.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An OAuth 2 server of others (oidc-provider) in a process of its own, in the place of a provider
/// of the catalog, and what customers do at its pages.
final class ConsentServer implements AutoCloseable {
    static final String SECRET = "a secret of the client: it has signs & blanks";
    private final HttpClient http = HttpClient.newHttpClient();
    private final Duration life;
    private @Nullable NodeScript script;

    ConsentServer() {
        this(Duration.ofHours(1));
    }

    /// @param life of its access tokens, in whole seconds
    ConsentServer(Duration life) {
        this.life = life;
    }

    /// Starts it for a server that will listen at a port.
    ///
    /// @return the server's settings
    Map<String, String> begin(int port) {
        String address = "http://localhost:" + port;
        script =
                NodeScript.start(
                        "authorize.mjs",
                        address + "/callbacks/v1/oauth",
                        Long.toString(life.toSeconds()));
        return Map.of("TENON_PUBLIC_URL", address);
    }

    URI issuer() {
        return Objects.requireNonNull(script, "not begun").address();
    }

    /// Says who they are, and that the product may come in.
    void allow(Chromium browser, String name) {
        awaitSignIn(browser);
        browser.type("[name=login]", name);
        browser.type("[name=password]", "any");
        browser.click("form button");
        browser.await(
                "document.querySelector('[name=prompt][value=consent]') && document.querySelector('form button')");
        browser.click("form button");
    }

    /// Changes their mind.
    void refuse(Chromium browser) {
        awaitSignIn(browser);
        browser.click("a[href$='/abort']");
    }

    private void awaitSignIn(Chromium browser) {
        browser.await(
                "location.origin === '" + issuer() + "' && document.querySelector('[name=login]')");
    }

    /// A refresh token that somebody has allowed another system.
    String granted(String name) {
        return send(
                HttpRequest.newBuilder(issuer().resolve("/grant/" + name))
                        .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /// Whether it takes an access token.
    boolean takes(String token) {
        var request =
                HttpRequest.newBuilder(issuer().resolve("/me"))
                        .header("Authorization", "Bearer " + token)
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// Ends every grant, as a customer's administrator would.
    void endAll() {
        send(
                HttpRequest.newBuilder(issuer().resolve("/end"))
                        .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /// How often it did something.
    int seen(String what) {
        JsonNode seen =
                Product.JSON.readTree(send(HttpRequest.newBuilder(issuer().resolve("/seen"))));
        return seen.path(what).asInt(-1);
    }

    private String send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        if (script != null) script.close();
    }
}
