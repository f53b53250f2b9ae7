package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.spi.ConnectorInfo;
import java.util.Optional;
import java.util.function.Function;

/// Finds what is known of a provider that has to be signed in to.
public final class WaysIn {
    private WaysIn() {}

    /// @param providers what is known of a provider that can be signed in to
    /// @throws Refusal `sign-in.not-supported`
    public static ConnectorInfo get(
            Function<String, Optional<ConnectorInfo>> providers, String provider) {
        return providers
                .apply(provider)
                .orElseThrow(() ->
                        new Refusal(
                                Refusal.Kind.UNPROCESSABLE,
                                "sign-in.not-supported",
                                "This server cannot sign in to \"" + provider + "\" yet.",
                                "body.provider",
                                "Run \"tenon providers\" to see which providers it can."));
    }
}
