package dev.tenon.server.vault;

import dev.tenon.server.json.Json;
import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.SignIn.Body;
import dev.tenon.spi.SignIn.ClientProof;
import dev.tenon.spi.SignIn.Placement;
import dev.tenon.spi.SignIn.TokenCall;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.node.ObjectNode;

/// Sends the calls that are answered with tokens (RFC 6749, 7009, 7523, and what providers have
/// made of them). Safe for use by many threads.
final class TokenCalls {
    private static final int LARGEST_REPLY = 256 * 1024;
    private static final Map<String, String> CLIENT =
            Map.of("clientId", "client_id", "clientSecret", "client_secret");
    private static final String JWT_BEARER =
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Http http;

    TokenCalls(Http http) {
        this.http = http;
    }

    /// Sends a call whose templates name `values`.
    ///
    /// @param hosts origins that stand in for the provider's
    /// @throws ProviderException.Unreachable when no reply came
    Answer send(TokenCall call, Map<String, String> values, Map<String, String> hosts) {
        var headers = new HashMap<String, String>();
        headers.put("Accept", "application/json");
        Map<String, String> params = params(call, values);
        URI uri = Template.url(call.url(), values, hosts);
        for (Placement placement : call.headers()) {
            Optional<String> value = Placements.value(placement, values);
            if (value.isEmpty()) continue;
            switch (placement.in()) {
                case HEADER -> headers.put(placement.name(), value.get());
                case QUERY -> uri = Forms.with(uri, Map.of(placement.name(), value.get()));
            }
        }
        if (call.client() == ClientProof.BASIC) headers.put("Authorization", basic(values));
        byte[] body = new byte[0];
        if (call.method().equals("GET") || call.body() == Body.QUERY) {
            uri = Forms.with(uri, params);
        } else if (call.body() == Body.JSON) {
            headers.put("Content-Type", "application/json");
            body = Json.bytes(json(params));
        } else {
            headers.put("Content-Type", "application/x-www-form-urlencoded");
            body = Forms.encode(params).getBytes(StandardCharsets.UTF_8);
        }
        return send(new Http.Call(call.method(), uri, headers, body, TIMEOUT));
    }

    /// Sends a call that is complete.
    Answer send(Http.Call call) {
        try {
            Http.Reply reply = http.send(call);
            String type = reply.header("Content-Type").orElse("");
            Optional<String> date = reply.header("Date");
            return new Answer(reply.status(), type, date, reply.bytes(LARGEST_REPLY));
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

    private static Map<String, String> params(TokenCall call, Map<String, String> values) {
        var params = new LinkedHashMap<String, String>();
        call.params()
                .forEach((name, template) ->
                        Template.fill(template, values)
                                .filter(value -> !value.isEmpty())
                                .ifPresent(value -> params.put(name, value)));
        switch (call.client()) {
            case POST ->
                    CLIENT.forEach((name, param) -> {
                        String value = values.getOrDefault(name, "");
                        if (!value.isEmpty()) params.putIfAbsent(param, value);
                    });
            case PRIVATE_KEY_JWT -> {
                params.put("client_assertion_type", JWT_BEARER);
                params.put("client_assertion", values.getOrDefault("assertion", ""));
            }
            case BASIC, NONE -> {}
        }
        return params;
    }

    /// Id and secret are encoded as in a form first (RFC 6749, 2.3.1).
    private static String basic(Map<String, String> values) {
        String pair =
                Forms.escape(values.getOrDefault("clientId", ""))
                        + ":"
                        + Forms.escape(values.getOrDefault("clientSecret", ""));
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /// A name that begins with `/` is a place in nested objects.
    private static ObjectNode json(Map<String, String> params) {
        ObjectNode json = Json.object();
        params.forEach((name, value) -> {
            if (name.startsWith("/")) place(json, JsonPointer.compile(name), value);
            else json.put(name, value);
        });
        return json;
    }

    private static void place(ObjectNode json, JsonPointer place, String value) {
        String member = place.getMatchingProperty();
        JsonPointer rest = place.tail();
        if (rest.matches()) {
            json.put(member, value);
            return;
        }
        ObjectNode inner =
                json.get(member) instanceof ObjectNode there ? there : json.putObject(member);
        place(inner, rest, value);
    }

    /// What came back.
    ///
    /// @param date what the provider's clock said, as in the header
    record Answer(int status, String contentType, Optional<String> date, byte[] body) {}
}
