package dev.tenon.server.identity;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an identity provider says of itself (OpenID Connect Discovery 1.0), asked for when it is
/// needed and kept for an hour. Safe for use by many threads.
final class Discovery {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LARGEST = 1024 * 1024;

    private final Http http;
    private final String issuer;
    private final InstantSource clock;
    private volatile @Nullable Kept kept;

    Discovery(Http http, URI issuer, InstantSource clock) {
        this.http = http;
        this.issuer = issuer.toString();
        this.clock = clock;
    }

    /// @throws Refusal `identity.unreachable` or `identity.wrong-issuer`
    Metadata metadata() {
        Kept now = kept;
        if (now != null && now.until().isAfter(clock.instant())) return now.metadata();
        String at = issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration";
        Metadata read = read(json(call("GET", URI.create(at), Map.of(), new byte[0]), at));
        kept = new Kept(read, clock.instant().plus(KEPT));
        return read;
    }

    private Metadata read(JsonNode json) {
        String named = json.path("issuer").asString("");
        if (!named.equals(issuer)) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "identity.wrong-issuer",
                    "The identity provider calls itself \"" + named + "\".",
                    issuer,
                    "Give exactly this name as --oidc-issuer, if it is the right one.");
        }
        return new Metadata(
                endpoint(json, "authorization_endpoint"),
                endpoint(json, "token_endpoint"),
                endpoint(json, "jwks_uri"),
                json.hasNonNull("userinfo_endpoint") ? endpoint(json, "userinfo_endpoint") : null,
                texts(json.path("token_endpoint_auth_methods_supported")),
                json.path("authorization_response_iss_parameter_supported").asBoolean(false));
    }

    private URI endpoint(JsonNode json, String member) {
        try {
            return http.egress().check(URI.create(json.path(member).asString("")));
        } catch (IllegalArgumentException | Refusal _) {
            throw unreachable(issuer, "its description has no good \"" + member + "\"");
        }
    }

    private static List<String> texts(JsonNode array) {
        return array.values().stream().map(each -> each.asString("")).toList();
    }

    /// Sends one request to the provider; any answer is one.
    ///
    /// @throws Refusal `identity.unreachable`
    Answer call(String method, URI uri, Map<String, String> headers, byte[] body) {
        try (Http.Reply reply = http.send(new Http.Call(method, uri, headers, body, PATIENCE))) {
            return new Answer(reply.status(), reply.bytes(LARGEST));
        } catch (HttpFailure failure) {
            throw unreachable(uri.toString(), String.valueOf(failure.getMessage()));
        } catch (Http.TooLargeException failure) {
            throw unreachable(uri.toString(), String.valueOf(failure.getMessage()));
        } catch (Refusal refused) {
            throw unreachable(uri.toString(), refused.diagnostics().getFirst().what());
        }
    }

    /// An answer that must be a JSON object.
    ///
    /// @throws Refusal `identity.unreachable`
    static JsonNode json(Answer answer, String at) {
        if (answer.status() != 200) {
            throw unreachable(at, "it answered with status " + answer.status());
        }
        try {
            JsonNode json = Json.parseForeign(answer.body());
            if (json.isObject()) return json;
        } catch (Refusal _) {
            // Told below.
        }
        throw unreachable(at, "its answer is no JSON object");
    }

    private static Refusal unreachable(String where, String why) {
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "identity.unreachable",
                "The identity provider does not answer as it should: " + why + ".",
                where,
                "Try again; if it stays so, have an admin check --oidc-issuer and the provider."
                        + " The administrator's key opens the console meanwhile.");
    }

    /// @param body as it came
    record Answer(int status, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /// @param people where it tells more of somebody; null for nowhere
    /// @param tellsIssuer whether it says who it is when it sends a browser back (RFC 9207)
    record Metadata(
            URI authorization,
            URI token,
            URI keys,
            @Nullable URI people,
            List<String> clientAuthentication,
            boolean tellsIssuer) {
        Metadata {
            clientAuthentication = List.copyOf(clientAuthentication);
        }
    }

    private record Kept(Metadata metadata, Instant until) {}
}
