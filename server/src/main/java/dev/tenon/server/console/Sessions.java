package dev.tenon.server.console;

import dev.tenon.server.digest.Sha256;
import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Sessions as the cookie that a browser keeps: sealed, so that nobody can make or change one, and
/// bound to the administrator's key, so that a new one ends them all. The server stores nothing.
/// Safe for use by many threads.
final class Sessions {
    static final Duration LENGTH = Duration.ofHours(12);

    private final Seal seal;
    private final String owner;
    private final InstantSource clock;

    Sessions(Console.Access access, InstantSource clock) {
        this.seal = access.seal();
        this.owner = "console-session/" + fingerprint(access.admin());
        this.clock = clock;
    }

    /// A cookie's value for a session that begins now.
    String begin(Session.Holder holder) {
        ObjectNode json = Json.object();
        json.put("until", clock.instant().plus(LENGTH).toString());
        switch (holder) {
            case Session.Holder.Administrator() -> json.put("admin", true);
            case Session.Holder.Key(ProjectId project, String id) ->
                    json.put("project", project.number()).put("key", id);
            case Session.Holder.Somebody(UUID id, int number) ->
                    json.put("person", id.toString()).put("number", number);
        }
        byte[] sealed = seal.sealForServer(owner, new Secret(Json.text(json)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /// The session of a cookie; none when it is over, or when we did not make it.
    Optional<Session> open(String cookie) {
        if (cookie.isEmpty()) return Optional.empty();
        return decoded(cookie)
                .flatMap(sealed -> seal.openForServer(owner, sealed))
                .map(text -> read(Json.parse(text.reveal())))
                .filter(session -> session.until().isAfter(clock.instant()));
    }

    private static Optional<byte[]> decoded(String cookie) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(cookie));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Session read(JsonNode json) {
        return new Session(holder(json), Instant.parse(Json.required(json, "until")));
    }

    private static Session.Holder holder(JsonNode json) {
        if (json.has("admin")) return new Session.Holder.Administrator();
        if (json.has("person")) {
            return new Session.Holder.Somebody(
                    UUID.fromString(Json.required(json, "person")), json.path("number").asInt(0));
        }
        return new Session.Holder.Key(
                new ProjectId(json.path("project").asInt(0)), Json.required(json, "key"));
    }

    private static String fingerprint(Secret admin) {
        return HexFormat.of().formatHex(Sha256.of(admin.reveal()));
    }
}
