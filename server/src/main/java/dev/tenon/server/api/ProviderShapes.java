package dev.tenon.server.api;

import dev.tenon.connectors.catalog.CatalogEntry;
import dev.tenon.server.json.Json;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.SignIn;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How providers look.
final class ProviderShapes {
    private ProviderShapes() {}

    /// What the catalog says on one line.
    ///
    /// @param deep whether there is a connector, which reads and writes
    /// @param passed whether calls can be passed through to it
    static ObjectNode provider(CatalogEntry entry, boolean deep, boolean passed) {
        ObjectNode json = Json.object();
        json.put("name", entry.name());
        json.put("displayName", entry.displayName());
        json.put(
                "authType",
                switch (entry.signIn()) {
                    case AUTHORIZATION_CODE, CLIENT_CREDENTIALS, PASSWORD -> "oauth2";
                    case API_KEY -> "apiKey";
                    case BASIC -> "basic";
                    case NONE -> "none";
                    case JWT -> "jwt";
                    case OAUTH1, TOKEN_EXCHANGE, CUSTOM -> "custom";
                });
        Json.putIfPresent(json, "baseURL", entry.baseUrl());
        ObjectNode support = json.putObject("support");
        support.put("read", deep);
        support.put("write", deep);
        support.put("proxy", passed);
        support.put("subscribe", false);
        return json;
    }

    /// What a customer is asked for: settings in `metadata.input`, secrets in `customOpts.inputs`.
    static void signIn(ObjectNode json, ConnectorInfo info) {
        SignIn signIn = info.signIn();
        json.put("authScheme", signIn.scheme().wireName());
        signIn.consent()
                .ifPresent(consent -> {
                    ObjectNode opts = json.putObject("oauth2Opts");
                    opts.put(
                            "grantType",
                            consent.pkce() ? "authorizationCodePKCE" : "authorizationCode");
                    opts.put("authURL", consent.authorizeUrl());
                    signIn.tokens()
                            .ifPresent(tokens -> opts.put("tokenURL", tokens.obtain().url()));
                    opts.put("explicitScopesRequired", consent.scopes().isEmpty());
                });
        ArrayNode settings = json.putObject("metadata").putArray("input");
        new TreeMap<>(info.settings())
                .forEach((name, setting) -> {
                    ObjectNode one = settings.addObject();
                    one.put("name", name);
                    one.put("displayName", setting.title());
                    one.put("pattern", setting.pattern());
                    one.put("example", setting.example());
                    if (!setting.fallback().isEmpty()) one.put("defaultValue", setting.fallback());
                    one.put("required", setting.isRequired() && setting.fallback().isEmpty());
                });
        ArrayNode fields = json.putObject("customOpts").putArray("inputs");
        for (SignIn.Field field : signIn.fields()) {
            ObjectNode one = fields.addObject();
            one.put("name", field.name());
            one.put("displayName", field.title());
            one.put("required", field.isRequired() && field.fallback().isEmpty());
        }
    }
}
