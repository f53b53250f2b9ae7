package dev.tenon.acceptance.platform;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An identity provider of others (oidc-provider) in a process of its own, and what people do at
/// its pages.
final class IdentityProvider implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src/test/node").toAbsolutePath();

    private @Nullable Process process;
    private URI issuer = URI.create("http://127.0.0.1");

    static void assumeInstalled() {
        assumeTrue(
                Files.isDirectory(SCRIPTS.resolve("node_modules/oidc-provider")),
                "oidc-provider is not installed: run \"npm i --ignore-scripts\" in " + SCRIPTS);
    }

    /// Starts it for a server that will listen at a port.
    ///
    /// @return the server's settings
    Map<String, String> begin(int port) {
        String address = "http://localhost:" + port;
        try {
            process =
                    new ProcessBuilder(
                                    List.of(
                                            "node",
                                            "identity.mjs",
                                            address + "/console/sign-in/returned"))
                            .directory(SCRIPTS.toFile())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            var output =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            issuer = URI.create(String.valueOf(output.readLine()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return Map.of(
                "TENON_PUBLIC_URL", address,
                "TENON_OIDC_ISSUER", issuer.toString(),
                "TENON_OIDC_CLIENT_ID", "tenon",
                "TENON_OIDC_CLIENT_SECRET", "a secret of the client: it has signs & blanks",
                "TENON_OIDC_SCOPES", "openid email profile groups",
                "TENON_OIDC_NAME", "Example Company",
                "TENON_OIDC_ROLE_CLAIM", "groups",
                "TENON_OIDC_ADMIN_VALUE", "tenon-admins");
    }

    /// Says who they are, and that Tenon may know.
    void signIn(Chromium browser, String name) {
        browser.await(here() + " && document.querySelector('[name=login]')");
        browser.type("[name=login]", name);
        browser.type("[name=password]", "any");
        browser.click("form button");
        browser.await(
                "document.querySelector('[name=prompt][value=consent]') && document.querySelector('form button')");
        browser.click("form button");
    }

    /// Changes their mind.
    void cancel(Chromium browser) {
        browser.await(here() + " && document.querySelector('[name=login]')");
        browser.click("a[href$='/abort']");
    }

    /// Another person sits down: the provider's own session is over.
    void forget(Chromium browser) {
        browser.forget(issuer);
    }

    private String here() {
        return "location.origin === '" + issuer + "'";
    }

    @Override
    public void close() {
        if (process == null) return;
        process.destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
