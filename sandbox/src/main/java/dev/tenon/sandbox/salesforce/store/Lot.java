package dev.tenon.sandbox.salesforce.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The seeded rows of one object of one org: how many there are and how each value follows from the
/// seed. Pure and unchanging after it is built.
final class Lot {
    private static final int BATCH = 3000;
    private static final int SPAN = (int) Duration.ofDays(900).toSeconds();

    private final long seed;
    private final int rows;
    private final int until;
    private final Seed owner;
    private final Map<String, Seed> seeds = new HashMap<>();
    private final Map<String, Derived> formulas = new HashMap<>();

    /// A lot of `rows` rows, the last of them changed before `until`; `owner` gives users' ids.
    Lot(long seed, int rows, Instant until, Seed owner) {
        if (rows < 0) throw new IllegalArgumentException("a lot cannot have " + rows + " rows");
        this.seed = seed;
        this.rows = rows;
        this.until = (int) until.getEpochSecond();
        this.owner = owner;
        seeds.put("OwnerId", row -> owner.of(pick(row, 900, Integer.MAX_VALUE)));
    }

    Lot put(String key, Seed value) {
        seeds.put(key, value);
        return this;
    }

    Lot derive(String key, Derived value) {
        formulas.put(key, value);
        return this;
    }

    int rows() {
        return rows;
    }

    Seed seed(String key) {
        return seeds.getOrDefault(key, Inverse.NOTHING);
    }

    @Nullable Derived derived(String key) {
        return formulas.get(key);
    }

    /// Random bits of a row; `salt` tells apart what they are for.
    long bits(int row, int salt) {
        long mixed = seed + row * 0x9E3779B97F4A7C15L + salt * 0xD1B54A32D192ED03L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /// A number from 0 below `bound` for a row.
    int pick(int row, int salt, int bound) {
        return (int) Long.remainderUnsigned(bits(row, salt), bound);
    }

    /// One of several texts for a row.
    String pick(int row, int salt, String[] among) {
        return among[pick(row, salt, among.length)];
    }

    /// When a row was created, in seconds.
    int createdAt(int row) {
        return until - SPAN + pick(row, 901, SPAN / 2);
    }

    /// When a row was last changed, in seconds. Every fourth batch was loaded in one go and shares
    /// one stamp, as after a bulk import.
    int modifiedAt(int row) {
        int batch = row / BATCH;
        if (batch % 4 == 1) return until - 3600 - pick(batch, 902, SPAN / 3);
        return until - 1 - pick(row, 903, SPAN / 2 - 7200);
    }

    @Nullable String author(int row) {
        return (String) owner.of(pick(row, 904, Integer.MAX_VALUE));
    }
}
