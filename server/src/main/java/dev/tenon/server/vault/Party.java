package dev.tenon.server.vault;

import dev.tenon.server.seal.Secret;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.SignIn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whom a provider is asked for: everything that the templates of a way in may name.
///
/// @param metadata the connection's settings and what the provider has told
/// @param app the team's client; none where the customer brings credentials of their own
record Party(
        ConnectorInfo info,
        Map<String, String> metadata,
        Credential credential,
        Optional<ProviderApp> app) {
    /// Copies its map.
    Party {
        metadata = Map.copyOf(metadata);
    }

    SignIn signIn() {
        return info.signIn();
    }

    /// Whether it is the team's client that the provider knows, and not one of the customer's own.
    boolean isTeamsClient() {
        boolean shows =
                signIn().tokens()
                        .map(tokens -> tokens.obtain().client() != SignIn.ClientProof.NONE)
                        .orElse(true);
        return app.isPresent() && shows && !credential.secrets().containsKey("clientId");
    }

    /// The app that a connection has to remember.
    Optional<ProviderApp> lasting() {
        return app.filter(found -> isTeamsClient() || !found.settings().hosts().isEmpty());
    }

    Map<String, String> hosts() {
        return app.map(found -> found.settings().hosts()).orElse(Map.of());
    }

    /// With what is stored by now.
    Party as(CredentialRows.Stored stored) {
        return new Party(info, stored.metadata(), stored.credential(), app);
    }

    /// With what the provider has told meanwhile; what the customer chose stays.
    Party knowing(Map<String, String> told) {
        var all = new HashMap<>(told);
        all.putAll(metadata);
        return new Party(info, all, credential, app);
    }

    Party with(Credential other) {
        return new Party(info, metadata, other, app);
    }

    /// The scopes to ask for: those of the app, else those of the definition.
    String scope() {
        if (!credential.scope().isEmpty()) return credential.scope();
        List<String> own = app.map(ProviderApp::scopes).orElse(List.of());
        return String.join(separator(), own.isEmpty() ? usualScopes() : own);
    }

    /// Some name the customer's account, as Microsoft's do.
    private List<String> usualScopes() {
        return signIn().consent().map(SignIn.Consent::scopes).orElse(List.of()).stream()
                .flatMap(scope -> Template.fill(scope, metadata).stream())
                .toList();
    }

    private String separator() {
        return signIn().consent().map(SignIn.Consent::scopeSeparator).orElse(" ");
    }

    /// What names stand for. What the customer gave wins over the app, secrets over metadata.
    Map<String, String> values() {
        var values = new HashMap<>(metadata);
        app.ifPresent(found -> {
            values.put("clientId", found.client().id());
            values.put("clientSecret", found.client().secret().reveal());
        });
        credential.secrets().forEach((name, secret) -> values.put(name, secret.reveal()));
        String scope = scope();
        if (!scope.isEmpty()) values.put("scope", scope);
        return values;
    }

    /// What a call may show: what the customer gave, the tokens, and the client.
    Map<String, Secret> secrets() {
        var secrets = new HashMap<String, Secret>();
        app.ifPresent(found -> {
            secrets.put("clientId", new Secret(found.client().id()));
            secrets.put("clientSecret", found.client().secret());
        });
        secrets.putAll(credential.secrets());
        return secrets;
    }

    /// The client's id, wherever it comes from; empty when there is none.
    String clientId() {
        return values().getOrDefault("clientId", "");
    }

    Secret clientSecret() {
        return new Secret(values().getOrDefault("clientSecret", ""));
    }

    @Override
    public String toString() {
        return "Party(" + info.id() + ")";
    }
}
