package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.tenant.ApiKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Whose API key a text is. What was found is remembered for five seconds, so that a key costs no
/// statement per request and a deleted one dies soon. It is remembered by a hash of the key. Safe
/// for use by many threads.
final class Keys {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST = 10_000;

    private final Db db;
    private final ApiKeys keys;
    private final int usualRate;
    private final InstantSource clock;
    private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

    /// @param usualRate requests a second of a key without a limit of its own
    Keys(Db db, ApiKeys keys, int usualRate, InstantSource clock) {
        this.db = db;
        this.keys = keys;
        this.usualRate = usualRate;
        this.clock = clock;
    }

    /// @param beforeLookUp asked before a key that was never seen is looked up; may refuse
    /// @throws Refusal `key.unknown`
    Caller caller(String key, Runnable beforeLookUp) {
        if (!ApiKeys.isKey(key)) throw unknown();
        Instant now = clock.instant();
        String digest = Digests.of(key);
        Known before = known.get(digest);
        if (before != null && before.until().isAfter(now)) return before.caller();
        if (before == null) beforeLookUp.run();
        Optional<Caller> found = db.asSystem(tx -> keys.authenticate(tx, key)).map(this::caller);
        if (known.size() > MOST) known.clear();
        found.ifPresentOrElse(
                caller -> known.put(digest, new Known(caller, now.plus(REMEMBERED))),
                () -> known.remove(digest));
        return found.orElseThrow(Keys::unknown);
    }

    private Caller caller(ApiKeys.ApiKey key) {
        Integer own = key.rateLimit();
        var who = new Caller.Who("key/" + key.id(), null, own == null ? usualRate : own);
        return new Caller(key.project(), null, who, key.scopes());
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
