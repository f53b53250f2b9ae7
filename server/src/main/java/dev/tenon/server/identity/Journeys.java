package dev.tenon.server.identity;

import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Sign-ins under way, sealed for the browsers that carry them: nothing is stored for those who
/// never come back. Safe for use by many threads.
final class Journeys {
    private static final String OWNER = "company-sign-in";
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Seal seal;
    private final SecureRandom random;
    private final InstantSource clock;

    Journeys(Seal seal, SecureRandom random, InstantSource clock) {
        this.seal = seal;
        this.random = random;
        this.clock = clock;
    }

    Journey begin(String next) {
        return new Journey(random(), random(), random(), next, clock.instant());
    }

    String seal(Journey journey) {
        var json = Json.object();
        json.put("state", journey.state()).put("nonce", journey.nonce());
        json.put("verifier", journey.verifier()).put("next", journey.next());
        json.put("began", journey.began().toString());
        byte[] sealed = seal.sealForServer(OWNER, new Secret(Json.text(json)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /// None when it is over, or when we did not seal it.
    Optional<Journey> open(String cookie) {
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(cookie);
            return seal.openForServer(OWNER, sealed)
                    .map(text -> read(Json.parse(text.reveal())))
                    .filter(journey -> journey.began().plus(LIFE).isAfter(clock.instant()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Journey read(JsonNode json) {
        return new Journey(
                Json.required(json, "state"),
                Json.required(json, "nonce"),
                Json.required(json, "verifier"),
                Json.required(json, "next"),
                Instant.parse(Json.required(json, "began")));
    }

    private String random() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
