package dev.tenon.server.vault;

import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Secret;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.SignIn.TokenReply;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads what token endpoints answer, and takes their many dialects as they are: JSON and forms,
/// errors with a status and errors in a 200. Safe for use by many threads.
final class TokenReplies {
    /// No header that a provider takes is as long as this.
    private static final int LONGEST_TOKEN = 32 * 1024;

    /// A larger number is no count of seconds but a Unix time; one of milliseconds is larger still.
    private static final long LONGEST_LIFE = 1_000_000_000L;

    private static final long MILLISECONDS = 100_000_000_000L;

    private final InstantSource clock;

    TokenReplies(InstantSource clock) {
        this.clock = clock;
    }

    /// The tokens of a reply.
    ///
    /// @param asked when the call was sent: lives are counted from there
    /// @throws ProviderException.Revoked when the grant is dead
    Tokens tokens(TokenCalls.Answer answer, TokenReply shape, Instant asked) {
        JsonNode json = accepted(answer, shape);
        String access = text(json, shape.access());
        if (access.isEmpty()) {
            throw garbled("no token", "The token endpoint's reply has no access token");
        }
        var secrets = new HashMap<String, Secret>();
        secrets.put(Credential.ACCESS, secret(access));
        String refresh = text(json, shape.refresh());
        if (!refresh.isEmpty()) secrets.put(Credential.REFRESH, secret(refresh));
        var metadata = new HashMap<String, String>();
        shape.kept()
                .forEach((name, place) -> {
                    String value = text(json, place);
                    if (!value.isEmpty()) metadata.put(name, value);
                });
        var life = new Tokens.Life(asked, ends(text(json, shape.expiry()), answer, shape, asked));
        return new Tokens(secrets, Json.text(json, "scope", ""), life, metadata);
    }

    /// The reply to a call that the provider accepted.
    JsonNode accepted(TokenCalls.Answer answer, TokenReply shape) {
        JsonNode json = read(answer);
        String error = error(answer.status(), json);
        if (answer.status() < 300 && error.isEmpty()) return json;
        throw refusal(answer.status(), error, json, shape);
    }

    private static ProviderException refusal(
            int status, String error, JsonNode json, TokenReply shape) {
        String message = description(json).orElse("The token endpoint refused");
        var said = new Said(error.isEmpty() ? "HTTP " + status : error, message, "");
        if (status >= 500) return new ProviderException.Busy(said, Duration.ofSeconds(30));
        if (status == 429) return new ProviderException.Busy(said, Duration.ofMinutes(1));
        boolean isDead =
                error.equals("invalid_grant")
                        || shape.dead().contains(error)
                        || shape.dead().contains(message);
        return isDead ? new ProviderException.Revoked(said) : new ProviderException.Forbidden(said);
    }

    private static String error(int status, JsonNode json) {
        JsonNode error = json.path("error");
        if (error.isObject()) {
            for (String member : new String[] {"code", "type", "status", "message"}) {
                String code = text(error, "/" + member);
                if (!code.isEmpty()) return code;
            }
            return "error";
        }
        if (error.isString() && !error.asString().isEmpty()) return error.asString();
        if (json.path("ok").isBoolean() && !json.path("ok").asBoolean()) return "not ok";
        if (status < 300) return "";
        for (String place : new String[] {"/errorCode", "/code"}) {
            String code = text(json, place);
            if (!code.isEmpty()) return code;
        }
        // A word is a code here; a number is the HTTP status once more.
        return json.path("status").isString() ? json.path("status").asString() : "";
    }

    private static Optional<String> description(JsonNode json) {
        for (String place :
                new String[] {
                    "/error_description",
                    "/error/message",
                    "/message",
                    "/errorMessage",
                    "/detail",
                    "/errors/0"
                }) {
            String text = text(json, place);
            if (!text.isEmpty())
                return Optional.of(text.substring(0, Math.min(500, text.length())));
        }
        return Optional.empty();
    }

    private static JsonNode read(TokenCalls.Answer answer) {
        if (answer.body().length == 0) return Json.object();
        try {
            JsonNode node = Json.mapper().readTree(answer.body());
            if (node.isObject()) return node;
        } catch (JacksonException _) {
            // Perhaps a form; HTML and half a JSON are told alike.
        }
        Map<String, String> form = form(answer);
        if (!form.isEmpty()) return Json.object(form);
        if (answer.status() >= 500 || answer.status() == 429) return Json.object();
        throw garbled(
                "HTTP " + answer.status(),
                "The token endpoint answered with something else than JSON");
    }

    private static Map<String, String> form(TokenCalls.Answer answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        boolean isForm =
                answer.contentType().startsWith("application/x-www-form-urlencoded")
                        || text.startsWith("access_token=")
                        || text.startsWith("oauth_token=")
                        || text.startsWith("error=");
        return isForm ? Forms.decode(text) : Map.of();
    }

    private Instant ends(String expiry, TokenCalls.Answer answer, TokenReply shape, Instant asked) {
        Optional<Instant> told = told(expiry, answer, asked);
        if (told.isPresent()) return told.get();
        return shape.lifetime().isZero() ? Tokens.Life.NEVER : asked.plus(shape.lifetime());
    }

    /// Moments are of the provider's clock, and are moved by what it differs from ours.
    private Optional<Instant> told(String expiry, TokenCalls.Answer answer, Instant asked) {
        if (expiry.isEmpty()) return Optional.empty();
        try {
            if (!expiry.matches("\\d{1,15}(\\.\\d+)?")) {
                return Optional.of(onOurClock(OffsetDateTime.parse(expiry).toInstant(), answer));
            }
            long number = (long) Double.parseDouble(expiry);
            if (number <= 0) return Optional.empty();
            if (number < LONGEST_LIFE) return Optional.of(asked.plusSeconds(number));
            Instant moment =
                    number < MILLISECONDS
                            ? Instant.ofEpochSecond(number)
                            : Instant.ofEpochMilli(number);
            return Optional.of(onOurClock(moment, answer));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private Instant onOurClock(Instant moment, TokenCalls.Answer answer) {
        try {
            return answer.date()
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
                    .map(theirs -> Duration.between(theirs.toInstant(), clock.instant()))
                    .map(moment::plus)
                    .orElse(moment);
        } catch (DateTimeException _) {
            return moment;
        }
    }

    private static Secret secret(String token) {
        if (token.length() > LONGEST_TOKEN) {
            throw garbled("token too long", "The token endpoint sent a token of more than 32 KB");
        }
        return new Secret(token);
    }

    private static String text(JsonNode json, String place) {
        if (place.isEmpty()) return "";
        JsonNode node = json.at(place);
        return node.isValueNode() && !node.isNull() ? node.asString() : "";
    }

    private static ProviderException garbled(String code, String message) {
        return new ProviderException.Garbled(new Said(code, message, ""));
    }
}
