package dev.tenon.server.vault;

import dev.tenon.server.json.Json;
import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
import dev.tenon.server.seal.Secret;
import dev.tenon.spi.ConnectorInfo.OAuth2;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Talks to token endpoints (RFC 6749, 7009, 7636), and takes their many dialects as they are. Safe
/// for use by many threads.
final class TokenClient {
    private static final int LARGEST_REPLY = 256 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Http http;
    private final InstantSource clock;

    TokenClient(Http http, InstantSource clock) {
        this.http = http;
        this.clock = clock;
    }

    /// Exchanges a code.
    Tokens exchange(URI endpoint, OAuth2 oauth, ProviderApp app, Code code) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code.code().reveal());
        form.put("redirect_uri", code.redirectUri());
        if (oauth.pkce()) form.put("code_verifier", code.verifier().reveal());
        return tokens(post(endpoint, app, form), oauth, null);
    }

    /// Exchanges a refresh token; the old one is kept when the reply brings none.
    ///
    /// @throws ProviderException.Revoked when the grant is dead
    Tokens refresh(URI endpoint, OAuth2 oauth, ProviderApp app, Secret refreshToken) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken.reveal());
        return tokens(post(endpoint, app, form), oauth, refreshToken);
    }

    /// Gives a token up; what the provider answers changes nothing for us.
    void revoke(URI endpoint, ProviderApp app, Secret token) {
        var form = new LinkedHashMap<String, String>();
        form.put("token", token.reveal());
        try {
            post(endpoint, app, form);
        } catch (ProviderException refused) {
            System.getLogger("tenon.vault")
                    .log(System.Logger.Level.INFO, "a token was not revoked: " + refused.code());
        }
    }

    private JsonNode post(URI endpoint, ProviderApp app, Map<String, String> form) {
        var all = new LinkedHashMap<>(form);
        all.put("client_id", app.client().id());
        all.put("client_secret", app.client().secret().reveal());
        var call =
                new Http.Call(
                        "POST",
                        endpoint,
                        Map.of(
                                "Content-Type", "application/x-www-form-urlencoded",
                                "Accept", "application/json"),
                        encode(all).getBytes(StandardCharsets.UTF_8),
                        TIMEOUT);
        try {
            Http.Reply reply = http.send(call);
            int status = reply.status();
            return answer(status, reply.bytes(LARGEST_REPLY));
        } catch (HttpFailure failure) {
            throw new ProviderException.Unreachable(
                    new Said("no answer", String.valueOf(failure.getMessage()), ""),
                    failure.sent(),
                    failure);
        } catch (Http.TooLargeException _) {
            throw new ProviderException.Garbled(
                    new Said("too large", "The token endpoint sent more than 256 KB", ""));
        }
    }

    private static JsonNode answer(int status, byte[] body) {
        JsonNode json = json(status, body);
        String error = Json.text(json, "error", "");
        if (status < 300 && error.isEmpty()) return json;
        var said =
                new Said(
                        error.isEmpty() ? "HTTP " + status : error,
                        Json.text(json, "error_description", "The token endpoint refused"),
                        "");
        if (status >= 500) throw new ProviderException.Busy(said, Duration.ofSeconds(30));
        if (status == 429) throw new ProviderException.Busy(said, Duration.ofMinutes(1));
        if (error.equals("invalid_grant")) throw new ProviderException.Revoked(said);
        throw new ProviderException.Forbidden(said);
    }

    private static JsonNode json(int status, byte[] body) {
        if (body.length == 0) return Json.object();
        try {
            JsonNode node = Json.mapper().readTree(body);
            if (node.isObject()) return node;
        } catch (JacksonException _) {
            // Falls through: HTML and half a JSON are told alike.
        }
        if (status >= 500) return Json.object();
        throw new ProviderException.Garbled(
                new Said(
                        "HTTP " + status,
                        "The token endpoint answered with something else than JSON",
                        ""));
    }

    private Tokens tokens(JsonNode reply, OAuth2 oauth, @Nullable Secret oldRefresh) {
        String access = Json.text(reply, "access_token", "");
        if (access.isEmpty()) {
            throw new ProviderException.Garbled(
                    new Said(
                            "no access_token",
                            "The token endpoint's reply has no access token",
                            ""));
        }
        String refresh = Json.text(reply, "refresh_token", "");
        var metadata = new HashMap<String, String>();
        for (String member : oauth.metadata()) {
            String value = Json.textOrNull(reply, member);
            if (value != null) metadata.put(member, value);
        }
        return new Tokens(
                new Secret(access),
                refresh.isEmpty() ? oldRefresh : new Secret(refresh),
                Json.text(reply, "scope", ""),
                expiry(reply, oauth),
                metadata);
    }

    private Instant expiry(JsonNode reply, OAuth2 oauth) {
        JsonNode seconds = reply.get("expires_in");
        boolean said = seconds != null && !seconds.isNull() && seconds.asLong(0) > 0;
        Duration life = said ? Duration.ofSeconds(seconds.asLong()) : oauth.lifetime();
        return clock.instant().plus(life);
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> escape(field.getKey()) + "=" + escape(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// An authorization code and what proves that it is ours.
    record Code(Secret code, String redirectUri, Secret verifier) {}
}
