package dev.tenon.server.outbound;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.spi.Connector;
import dev.tenon.spi.ConnectorInfo;
import java.util.Optional;
import java.util.function.Function;

/// The providers this server has a connector for, and those that it can sign in to. Safe for use by
/// many threads.
public final class Providers {
    private final Function<String, Optional<Connector>> connectors;
    private final Function<String, Optional<ConnectorInfo>> signIns;

    /// @param connectors finds a connector by the provider's name
    /// @param signIns finds what is known of a provider that has no connector
    public Providers(
            Function<String, Optional<Connector>> connectors,
            Function<String, Optional<ConnectorInfo>> signIns) {
        this.connectors = connectors;
        this.signIns = signIns;
    }

    /// Only providers with a connector.
    public Providers(Function<String, Optional<Connector>> connectors) {
        this(connectors, _ -> Optional.empty());
    }

    /// The connector of a provider, if there is one.
    public Optional<Connector> find(String provider) {
        return connectors.apply(provider);
    }

    /// What is known of a provider that can be signed in to.
    public Optional<ConnectorInfo> info(String provider) {
        return find(provider).map(Connector::info).or(() -> signIns.apply(provider));
    }

    /// The connector of a provider that must have one.
    ///
    /// @throws Refusal `provider.not-supported`
    public Connector get(String provider) {
        return find(provider)
                .orElseThrow(() ->
                        new Refusal(
                                Refusal.Kind.UNPROCESSABLE,
                                "provider.not-supported",
                                "This server has no connector for \"" + provider + "\" yet.",
                                "provider",
                                "Run \"tenon providers\" to see which it has."));
    }
}
