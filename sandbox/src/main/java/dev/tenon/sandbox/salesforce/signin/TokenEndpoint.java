package dev.tenon.sandbox.salesforce.signin;

import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Call;
import dev.tenon.sandbox.web.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// What apps call with their own credentials.
final class TokenEndpoint {
    private final Function<String, @Nullable OAuthClient> clients;
    private final Grants grants;

    TokenEndpoint(Function<String, @Nullable OAuthClient> clients, Grants grants) {
        this.clients = clients;
        this.grants = grants;
    }

    Answer token(Call call) {
        if (!call.method().equals("POST"))
            return refuse(new OAuthError("invalid_request", "must use HTTP POST"));
        try {
            return tokens(call);
        } catch (OAuthError refusal) {
            return refuse(refusal);
        }
    }

    private Answer tokens(Call call) {
        Map<String, String> form = call.form();
        String grantType = need(form, "grant_type");
        OAuthClient client = authenticated(call, form);
        Grants.Issued issued =
                switch (grantType) {
                    case "authorization_code" ->
                            grants.redeem(
                                    need(form, "code"),
                                    client,
                                    form.getOrDefault("redirect_uri", ""),
                                    form.getOrDefault("code_verifier", ""));
                    case "refresh_token" -> grants.refresh(need(form, "refresh_token"), client);
                    default ->
                            throw new OAuthError(
                                    "unsupported_grant_type", "grant type not supported");
                };
        return Answer.json(200, reply(call, client, issued))
                .with("Cache-Control", "no-cache, no-store");
    }

    private static Map<String, String> reply(Call call, OAuthClient client, Grants.Issued issued) {
        String id = idUrl(call, issued.session());
        String moment = Long.toString(issued.issued().toEpochMilli());
        var reply = new LinkedHashMap<String, String>();
        reply.put("access_token", issued.access());
        if (issued.refresh() != null) reply.put("refresh_token", issued.refresh());
        reply.put("signature", signature(id + moment, client.secret()));
        reply.put("scope", issued.session().scope());
        reply.put("instance_url", call.origin());
        reply.put("id", id);
        reply.put("token_type", "Bearer");
        reply.put("issued_at", moment);
        return reply;
    }

    static String idUrl(Call call, Session session) {
        return call.origin() + "/id/" + session.org().id() + "/" + session.user().id();
    }

    private OAuthClient authenticated(Call call, Map<String, String> form) {
        String id = form.getOrDefault("client_id", "");
        String secret = form.getOrDefault("client_secret", "");
        String header = call.header("authorization");
        if (header != null && header.startsWith("Basic ")) {
            String[] pair = basic(header.substring(6));
            id = pair[0];
            secret = pair[1];
        }
        OAuthClient client = clients.apply(id);
        if (client == null) throw new OAuthError("invalid_client_id", "client identifier invalid");
        boolean right =
                client.secret().isEmpty()
                        || MessageDigest.isEqual(
                                client.secret().getBytes(StandardCharsets.UTF_8),
                                secret.getBytes(StandardCharsets.UTF_8));
        if (!right) throw new OAuthError("invalid_client", "invalid client credentials");
        return client;
    }

    private static String[] basic(String encoded) {
        try {
            String[] pair =
                    new String(Base64.getDecoder().decode(encoded.trim()), StandardCharsets.UTF_8)
                            .split(":", 2);
            if (pair.length == 2) return pair;
        } catch (IllegalArgumentException notBase64) {
            throw new OAuthError("invalid_client", "invalid client credentials");
        }
        throw new OAuthError("invalid_client", "invalid client credentials");
    }

    private static String need(Map<String, String> form, String name) {
        String value = form.getOrDefault(name, "");
        if (value.isEmpty())
            throw new OAuthError("invalid_request", "missing required parameter: " + name);
        return value;
    }

    Answer revoke(Call call) {
        String token = call.form().getOrDefault("token", call.query().getOrDefault("token", ""));
        if (grants.revoke(token)) return Answer.empty(200);
        return refuse(
                new OAuthError("invalid_token", "invalid token: it is unknown or already ended"));
    }

    Answer introspect(Call call) {
        try {
            OAuthClient client = authenticated(call, call.form());
            String token = need(call.form(), "token");
            Session access = grants.session(token);
            Session session = access == null ? grants.refreshable(token) : access;
            if (session == null || !session.client().equals(client.id()))
                return Answer.json(200, Map.of("active", false));
            return Answer.json(200, description(call, session, grants.life(token)));
        } catch (OAuthError refusal) {
            return refuse(refusal);
        }
    }

    private static Object description(Call call, Session session, Instant @Nullable [] life) {
        var reply = Json.object().put("active", true).put("scope", session.scope());
        reply.put("client_id", session.client()).put("username", session.user().username());
        reply.put("sub", idUrl(call, session));
        reply.put("token_type", life == null ? "refresh_token" : "access_token");
        if (life != null)
            reply.put("iat", life[0].getEpochSecond())
                    .put("nbf", life[0].getEpochSecond())
                    .put("exp", life[1].getEpochSecond());
        return reply;
    }

    private static Answer refuse(OAuthError refusal) {
        var body = new LinkedHashMap<String, String>();
        body.put("error", refusal.code());
        body.put("error_description", refusal.description());
        return Answer.json(400, body);
    }

    private static String signature(String text, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            (secret.isEmpty() ? "open" : secret).getBytes(StandardCharsets.UTF_8),
                            "HmacSHA256"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every Java has HmacSHA256", absent);
        }
    }
}
