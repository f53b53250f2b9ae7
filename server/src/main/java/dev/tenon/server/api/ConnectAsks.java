package dev.tenon.server.api;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.SignIns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Who wants to connect what, as the bodies of requests say it.
final class ConnectAsks {
    /// The kinds of credential; a body has one of them.
    static final List<String> KINDS =
            List.of(
                    "apiKey",
                    "basicAuth",
                    "oauth2ClientCredentials",
                    "oauth2PasswordCredentials",
                    "oauth2AuthorizationCode",
                    "customAuth");

    private static final int LONGEST_SECRET = 32 * 1024;

    private final Catalog catalog;
    private final Groups groups;

    ConnectAsks(Catalog catalog, Groups groups) {
        this.catalog = catalog;
        this.groups = groups;
    }

    /// What a body asks for.
    ///
    /// @param secrets what the customer gives
    /// @param connection the one that is to get a new credential; null for whichever fits
    SignIns.Ask of(JsonNode body, Map<String, Secret> secrets, @Nullable UUID connection) {
        @Nullable String app = Json.textOrNull(body, "providerAppId");
        @Nullable String consumer = Json.textOrNull(body, "consumerRef");
        @Nullable String consumerName = Json.textOrNull(body, "consumerName");
        return new SignIns.Ask(
                CatalogNames.canonical(catalog, Json.required(body, "provider")),
                new SignIns.Named(Json.name(body, "groupRef"), Json.textOrNull(body, "groupName")),
                consumer == null || consumer.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new SignIns.Named(
                                        Json.shortEnough(consumer, "body.consumerRef"),
                                        consumerName)),
                Json.text(body, "providerWorkspaceRef", ""),
                settings(Json.inner(body, "providerMetadata")),
                secrets,
                app == null || app.isEmpty() ? null : ChosenConnection.uuid("app", app),
                connection);
    }

    /// A new credential for a connection that there is.
    ///
    /// @param changed settings that are given anew
    SignIns.Ask again(Tx tx, Connection connection, Map<String, String> changed) {
        var group = groups.get(tx, connection.group());
        Long consumer = connection.consumer();
        var settings = new HashMap<>(connection.account().metadata());
        settings.putAll(changed);
        return new SignIns.Ask(
                connection.provider(),
                new SignIns.Named(group.ref(), group.name()),
                consumer == null
                        ? Optional.empty()
                        : groups.consumer(tx, connection.group(), consumer)
                                .map(one -> new SignIns.Named(one.ref(), one.name())),
                connection.account().workspaceRef(),
                settings,
                Map.of(),
                connection.account().app(),
                connection.id());
    }

    /// The secrets of a body; nothing when it has none.
    ///
    /// @throws Refusal `connection.kinds` when it has several kinds of them
    static Optional<Map<String, Secret>> secrets(JsonNode body) {
        List<String> kinds = new ArrayList<>();
        for (String kind : KINDS) {
            if (body.has(kind) && !body.get(kind).isNull()) kinds.add(kind);
        }
        if (kinds.size() > 1) throw several(kinds);
        return kinds.stream().findFirst().map(kind -> secrets(kind, body.get(kind)));
    }

    private static Map<String, Secret> secrets(String kind, JsonNode given) {
        var secrets = new HashMap<String, Secret>();
        if (kind.equals("apiKey") && given.isString()) {
            put(secrets, kind, "apiKey", given.asString());
            return secrets;
        }
        if (!given.isObject()) throw Json.wrongType(kind, "an object");
        given.properties().forEach(entry -> put(secrets, kind, entry.getKey(), entry.getValue()));
        return secrets;
    }

    /// A token may also be an object with more about it.
    private static void put(Map<String, Secret> secrets, String kind, String name, JsonNode value) {
        if (value.isNull()) return;
        if (name.equals("scopes")) {
            ObjectNode holder = Json.object();
            holder.set("scopes", value);
            put(secrets, kind, "scope", String.join(" ", Json.texts(holder, "scopes")));
            return;
        }
        boolean isToken = kind.equals("oauth2AuthorizationCode") && value.isObject();
        JsonNode text = isToken ? value.path("token") : value;
        if (!text.isString()) throw Json.wrongType(kind + "." + name, "a text");
        put(secrets, kind, name, text.asString());
    }

    private static void put(Map<String, Secret> secrets, String kind, String name, String value) {
        if (value.length() > LONGEST_SECRET) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "connection.secret-too-long",
                    "This credential has more than 32 KB.",
                    "body." + kind + "." + name,
                    "Give the credential itself, without what stands around it.");
        }
        if (!value.isEmpty()) secrets.put(name, new Secret(value));
    }

    /// `{name: {value: …}}`, or plainly `{name: …}`.
    static Map<String, String> settings(JsonNode metadata) {
        var settings = new HashMap<String, String>();
        metadata.properties()
                .forEach(entry -> {
                    JsonNode value = entry.getValue();
                    JsonNode plain = value.isObject() ? value.path("value") : value;
                    if (!plain.isString()) {
                        throw Json.wrongType("providerMetadata." + entry.getKey(), "a text");
                    }
                    settings.put(entry.getKey(), plain.asString());
                });
        return settings;
    }

    private static Refusal several(List<String> kinds) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "connection.kinds",
                "The body has several kinds of credential: " + String.join(", ", kinds) + ".",
                "body",
                "Give one of them.");
    }
}
