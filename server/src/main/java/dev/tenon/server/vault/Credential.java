package dev.tenon.server.vault;

import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Secret;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is kept sealed of a connection: what the customer gave, and the tokens it was exchanged
/// for, by the names that templates have for them.
///
/// @param scope what was granted, as the provider told it; empty when it did not
record Credential(Map<String, Secret> secrets, String scope) {
    static final String ACCESS = "accessToken";
    static final String REFRESH = "refreshToken";
    static final Credential NONE = new Credential(Map.of(), "");

    private static final String SCOPE = "scope";

    /// Copies its map.
    Credential {
        secrets = Map.copyOf(secrets);
    }

    @Nullable Secret access() {
        return secrets.get(ACCESS);
    }

    @Nullable Secret refresh() {
        return secrets.get(REFRESH);
    }

    /// With tokens that have come; what they do not bring stays.
    Credential with(Tokens tokens) {
        var all = new HashMap<>(secrets);
        all.putAll(tokens.secrets());
        return new Credential(all, tokens.scope().isEmpty() ? scope : tokens.scope());
    }

    /// As one secret, for storing.
    Secret sealed() {
        ObjectNode json = Json.object();
        secrets.forEach((name, secret) -> json.put(name, secret.reveal()));
        json.put(SCOPE, scope);
        return new Secret(Json.text(json));
    }

    /// What [#sealed] made.
    static Credential of(Secret sealed) {
        JsonNode json = Json.parse(sealed.reveal());
        var secrets = new HashMap<String, Secret>();
        json.properties()
                .forEach(member -> {
                    if (member.getKey().equals(SCOPE)) return;
                    secrets.put(member.getKey(), new Secret(member.getValue().asString()));
                });
        return new Credential(secrets, Json.text(json, SCOPE, ""));
    }
}
