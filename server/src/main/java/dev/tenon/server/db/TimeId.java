package dev.tenon.server.db;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/// Makes ids that carry the moment they were made (UUID version 7, RFC 9562), so that they sort by
/// time and a look-up by id knows its daily partition. Safe for use by many threads.
public final class TimeId {
    private static final int RANDOM = Short.BYTES + Long.BYTES;

    private final InstantSource clock;
    private final SecureRandom random;

    public TimeId(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /// A new id for this moment.
    public UUID next() {
        byte[] bytes = new byte[RANDOM];
        random.nextBytes(bytes);
        ByteBuffer bits = ByteBuffer.wrap(bytes);
        long millis = clock.instant().toEpochMilli();
        long high = (millis << 16) | 0x7000 | (bits.getShort() & 0x0fff);
        long low = (bits.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /// The moment in an id, to the millisecond.
    public static Instant instantOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
