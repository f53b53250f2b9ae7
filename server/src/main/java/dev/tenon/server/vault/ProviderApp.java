package dev.tenon.server.vault;

import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.spi.ConnectorInfo.Budget;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The team's OAuth client at a provider.
///
/// @param settings how its provider is reached and asked
public record ProviderApp(
        ProjectId project,
        UUID id,
        String provider,
        Client client,
        List<String> scopes,
        String externalRef,
        Settings settings,
        Times times) {

    /// Copies its list.
    public ProviderApp {
        scopes = List.copyOf(scopes);
    }

    /// What the provider knows the team's product by.
    public record Client(String id, Secret secret) {}

    /// @param authQuery added to the URL the person is sent to
    /// @param providerParams values for the provider's settings, such as a domain
    /// @param hosts origins that stand in for the provider's hosts; `*` stands in for all of them
    /// @param budgets how many calls the provider lets this app make; before what is known of it
    public record Settings(
            Map<String, String> authQuery,
            Map<String, String> providerParams,
            Map<String, String> hosts,
            List<Budget> budgets) {
        /// Copies its maps.
        public Settings {
            authQuery = Map.copyOf(authQuery);
            providerParams = Map.copyOf(providerParams);
            hosts = Map.copyOf(hosts);
            budgets = List.copyOf(budgets);
        }
    }

    /// When it was made and changed.
    public record Times(Instant createdAt, Instant updatedAt) {}
}
