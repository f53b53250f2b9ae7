package dev.tenon.server.db;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/// Makes ids that carry the moment they were made (UUID version 7, RFC 9562), so that they sort by
/// time and a look-up by id knows its daily partition. Safe for use by many threads.
public final class TimeId {
    private final InstantSource clock;
    private final SecureRandom random;

    public TimeId(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /// A new id for this moment.
    public UUID next() {
        long millis = clock.instant().toEpochMilli();
        long high = (millis << 16) | 0x7000 | (random.nextInt() & 0x0fff);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /// The moment in an id, to the millisecond.
    public static Instant instantOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
