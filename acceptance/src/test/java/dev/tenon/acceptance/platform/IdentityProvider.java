package dev.tenon.acceptance.platform;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An identity provider of others (oidc-provider) in a process of its own, and what people do at
/// its pages.
final class IdentityProvider implements AutoCloseable {
    private @Nullable NodeScript script;

    static void assumeInstalled() {
        assumeTrue(
                Files.isDirectory(NodeScript.SCRIPTS.resolve("node_modules/oidc-provider")),
                "oidc-provider is not installed: run \"npm i --ignore-scripts\" in "
                        + NodeScript.SCRIPTS);
    }

    /// Starts it for a server that will listen at a port.
    ///
    /// @return the server's settings
    Map<String, String> begin(int port) {
        String address = "http://localhost:" + port;
        script = NodeScript.start("identity.mjs", address + "/console/sign-in/returned");
        return Map.of(
                "TENON_PUBLIC_URL", address,
                "TENON_OIDC_ISSUER", issuer().toString(),
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
        browser.forget(issuer());
    }

    private String here() {
        return "location.origin === '" + issuer() + "'";
    }

    private URI issuer() {
        return Objects.requireNonNull(script, "not begun").address();
    }

    @Override
    public void close() {
        if (script != null) script.close();
    }
}
