package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ApiKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Whose key a request carries: `X-Api-Key`, or `Authorization: Bearer`. What was found is
/// remembered for five seconds, so that a key costs no statement per request and a deleted one dies
/// soon. Safe for use by many threads.
final class Keys {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST = 10_000;

    private final Db db;
    private final ApiKeys keys;
    private final Secret admin;
    private final InstantSource clock;
    private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

    Keys(Db db, ApiKeys keys, Secret admin, InstantSource clock) {
        this.db = db;
        this.keys = keys;
        this.admin = admin;
        this.clock = clock;
    }

    /// @throws Refusal `key.missing` or `key.unknown`
    Caller caller(Request request) {
        String key = carried(request).orElseThrow(Keys::missing);
        if (new Secret(key).equals(admin)) return Caller.ADMIN;
        Instant now = clock.instant();
        Known before = known.get(key);
        if (before != null && before.until().isAfter(now)) return before.caller();
        Caller caller =
                db.asSystem(tx -> keys.authenticate(tx, key))
                        .map(found ->
                                new Caller(
                                        found.project(), null, "key/" + found.id(), found.scopes()))
                        .orElseThrow(Keys::unknown);
        if (known.size() > MOST) known.clear();
        known.put(key, new Known(caller, now.plus(REMEMBERED)));
        return caller;
    }

    private static Optional<String> carried(Request request) {
        Optional<String> key = request.header("x-api-key");
        if (key.isPresent()) return key;
        return request.header("authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
    }

    private static Refusal missing() {
        return new Refusal(
                Refusal.Kind.UNAUTHENTICATED,
                "key.missing",
                "The request carries no API key.",
                "header X-Api-Key",
                "Send the header X-Api-Key with a key of the project.");
    }

    private static Refusal unknown() {
        return new Refusal(
                Refusal.Kind.UNAUTHENTICATED,
                "key.unknown",
                "The API key is not known, or it was switched off.",
                "header X-Api-Key",
                "Use a key that \"tenon keys\" lists as active, or make a new one.");
    }

    private record Known(Caller caller, Instant until) {}
}
