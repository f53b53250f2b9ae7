package dev.tenon.server.api;

import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.vault.Credentials;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// How the secrets of a connection look, for a full key that asks for them.
final class SecretShapes {
    private static final Set<String> TOKENS = Set.of("accessToken", "refreshToken");
    private static final Set<String> BASIC = Set.of("username", "password");

    private SecretShapes() {}

    /// Adds them: tokens as the compatible clients know them, a key as `apiKey`, a name and a
    /// password as `basicAuth`, anything else as `customAuth`.
    static void put(ObjectNode json, Credentials.Secrets secrets, boolean withRefresh) {
        Secret access = secrets.get("accessToken");
        if (access != null) {
            ObjectNode oauth = json.putObject("oauth2AuthorizationCode");
            ObjectNode token = oauth.putObject("accessToken");
            token.put("token", access.reveal());
            secrets.expiry().ifPresent(moment -> token.put("expiresAt", moment.toString()));
            @Nullable Secret refresh = secrets.get("refreshToken");
            if (withRefresh && refresh != null) {
                oauth.putObject("refreshToken").put("token", refresh.reveal());
            }
            oauth.set(
                    "scopes",
                    Json.array(
                            secrets.scope().isEmpty()
                                    ? List.of()
                                    : List.of(secrets.scope().split(" ", -1))));
        }
        var fields = new TreeMap<>(secrets.all());
        fields.keySet().removeAll(TOKENS);
        if (fields.isEmpty()) return;
        if (fields.keySet().equals(BASIC)) {
            ObjectNode basic = json.putObject("basicAuth");
            fields.forEach((name, secret) -> basic.put(name, secret.reveal()));
            return;
        }
        Secret key = fields.remove("apiKey");
        if (key != null) json.put("apiKey", key.reveal());
        if (fields.isEmpty()) return;
        ObjectNode custom = json.putObject("customAuth");
        fields.forEach((name, secret) -> custom.put(name, secret.reveal()));
    }
}
