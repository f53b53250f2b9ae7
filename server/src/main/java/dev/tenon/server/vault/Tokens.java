package dev.tenon.server.vault;

import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Secret;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a token endpoint gave.
///
/// @param refresh null when the provider gave none
/// @param expiresAt when the access token is believed to die
/// @param metadata members of the reply that the connection keeps
record Tokens(
        Secret access,
        @Nullable Secret refresh,
        String scope,
        Instant expiresAt,
        Map<String, String> metadata) {

    /// Copies its map.
    Tokens {
        metadata = Map.copyOf(metadata);
    }

    /// As one secret, for storing.
    Secret sealed() {
        ObjectNode json = Json.object();
        json.put("accessToken", access.reveal());
        if (refresh != null) json.put("refreshToken", refresh.reveal());
        json.put("scope", scope);
        return new Secret(Json.text(json));
    }
}
