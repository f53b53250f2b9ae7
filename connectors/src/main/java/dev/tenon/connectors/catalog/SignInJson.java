package dev.tenon.connectors.catalog;

import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ConnectorInfo.Setting;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.Assertion;
import dev.tenon.spi.SignIn.Body;
import dev.tenon.spi.SignIn.ClientProof;
import dev.tenon.spi.SignIn.Consent;
import dev.tenon.spi.SignIn.ExpirySign;
import dev.tenon.spi.SignIn.Field;
import dev.tenon.spi.SignIn.Identity;
import dev.tenon.spi.SignIn.In;
import dev.tenon.spi.SignIn.Placement;
import dev.tenon.spi.SignIn.Proof;
import dev.tenon.spi.SignIn.Scheme;
import dev.tenon.spi.SignIn.Signature;
import dev.tenon.spi.SignIn.TokenCall;
import dev.tenon.spi.SignIn.TokenEndpoint;
import dev.tenon.spi.SignIn.TokenReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// A way to sign in, as a line of the catalog has it. What a member does not say is as RFC 6749 and
/// 6750 have it.
final class SignInJson {
    private SignInJson() {}

    static ConnectorInfo info(String id, String title, JsonNode json) {
        var settings = new LinkedHashMap<String, Setting>();
        json.path("settings")
                .properties()
                .forEach(each -> settings.put(each.getKey(), setting(each.getValue())));
        return new ConnectorInfo(
                id,
                title,
                text(json, "baseUrl"),
                settings,
                signIn(json),
                List.of(),
                List.of(),
                text(json, "check"));
    }

    private static Setting setting(JsonNode json) {
        return new Setting(
                text(json, "title"),
                text(json, "pattern"),
                text(json, "example"),
                text(json, "fallback"),
                !json.path("optional").asBoolean(false));
    }

    private static SignIn signIn(JsonNode json) {
        Scheme scheme = Scheme.valueOf(text(json, "scheme"));
        return new SignIn(
                scheme,
                list(json.path("fields"), SignInJson::field),
                json.has("consent") ? Optional.of(consent(json.path("consent"))) : Optional.empty(),
                json.has("assertion")
                        ? Optional.of(assertion(json.path("assertion")))
                        : Optional.empty(),
                json.has("tokens") ? Optional.of(tokens(json.path("tokens"))) : Optional.empty(),
                proof(json));
    }

    private static Field field(JsonNode json) {
        return new Field(
                text(json, "name"),
                text(json, "title"),
                text(json, "fallback"),
                !json.path("optional").asBoolean(false));
    }

    private static Consent consent(JsonNode json) {
        return new Consent(
                text(json, "request"),
                text(json, "authorize"),
                map(json.path("params")),
                list(json.path("scopes"), JsonNode::asString),
                json.path("separator").asString(" "),
                json.path("pkce").asBoolean(true),
                set(json.path("kept")));
    }

    private static Assertion assertion(JsonNode json) {
        return new Assertion(
                text(json, "algorithm"),
                text(json, "key"),
                json.path("hex").asBoolean(false),
                map(json.path("header")),
                map(json.path("claims")),
                Duration.parse(text(json, "life")));
    }

    private static TokenEndpoint tokens(JsonNode json) {
        TokenCall obtain = call(json.path("obtain"), "");
        TokenCall refresh =
                json.has("refresh")
                        ? call(json.path("refresh"), "refresh_token")
                        : new TokenCall(
                                obtain.method(),
                                obtain.url(),
                                obtain.body(),
                                obtain.client(),
                                TokenCall.grantParams("refresh_token"),
                                obtain.headers());
        return new TokenEndpoint(
                obtain,
                refresh,
                revoke(json.path("revoke"), obtain),
                reply(json.path("reply")),
                Duration.parse(json.path("keepAlive").asString("PT0S")));
    }

    /// A URL alone is a place as RFC 7009 has it.
    private static Optional<TokenCall> revoke(JsonNode json, TokenCall obtain) {
        if (json.isString()) return Optional.of(obtain.revocation(json.asString()));
        return json.isObject() ? Optional.of(call(json, "")) : Optional.empty();
    }

    private static TokenCall call(JsonNode json, String usual) {
        Map<String, String> own = map(json.path("params"));
        String grant = own.getOrDefault("grant_type", usual);
        var params = new LinkedHashMap<>(TokenCall.grantParams(grant));
        if (grant.isEmpty()) params.clear();
        params.putAll(own);
        return new TokenCall(
                json.path("method").asString("POST"),
                text(json, "url"),
                Body.valueOf(json.path("body").asString("FORM")),
                ClientProof.valueOf(json.path("client").asString("POST")),
                params,
                list(json.path("headers"), SignInJson::placement));
    }

    private static TokenReply reply(JsonNode json) {
        return new TokenReply(
                json.path("access").asString("/access_token"),
                json.path("refresh").asString("/refresh_token"),
                json.path("expiry").asString("/expires_in"),
                map(json.path("kept")),
                new Identity(text(json, "identity"), text(json, "identityPattern")),
                Duration.parse(json.path("lifetime").asString("PT0S")),
                set(json.path("dead")));
    }

    private static Proof proof(JsonNode json) {
        return new Proof(
                list(json.path("placements"), SignInJson::placement),
                Signature.valueOf(json.path("signature").asString("NONE")),
                List.of(new ExpirySign(401, "")));
    }

    private static Placement placement(JsonNode json) {
        return new Placement(
                In.valueOf(json.path("in").asString("HEADER")),
                text(json, "name"),
                text(json, "prefix"),
                text(json, "value"),
                json.path("base64").asBoolean(false));
    }

    private static String text(JsonNode json, String member) {
        return json.path(member).asString("");
    }

    private static Map<String, String> map(JsonNode json) {
        var map = new LinkedHashMap<String, String>();
        json.properties().forEach(each -> map.put(each.getKey(), each.getValue().asString()));
        return map;
    }

    private static <T> List<T> list(JsonNode json, Function<JsonNode, T> item) {
        var list = new ArrayList<T>();
        json.forEach(each -> list.add(item.apply(each)));
        return list;
    }

    private static Set<String> set(JsonNode json) {
        return new LinkedHashSet<>(list(json, JsonNode::asString));
    }
}
