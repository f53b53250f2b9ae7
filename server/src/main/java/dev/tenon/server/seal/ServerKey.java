package dev.tenon.server.seal;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The data key of the server itself, for what belongs to no project. Opened once at the start, so
/// that a page of the console asks no key management service. Looks for changed keys once a minute,
/// and once a second when it meets a key that it does not have. Safe for use by many threads.
final class ServerKey {
    private static final String OWNER = "server";
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration LOOK_FOR_UNKNOWN = Duration.ofSeconds(1);

    private final Masters masters;
    private volatile @Nullable Opened opened;

    ServerKey(Masters masters) {
        this.masters = masters;
    }

    /// Opens the key, or makes it at the first start of all.
    ///
    /// @throws GeneralSecurityException when it is sealed under another key-encrypting key
    void start(Tx tx, Db db) throws GeneralSecurityException {
        Optional<Stored> stored = read(tx);
        KeyRing ring = stored.isPresent() ? opened(stored.get()) : create(tx);
        opened = new Opened(db, ring, System.nanoTime());
    }

    /// With a key that nobody else has, and that ends with this object.
    void startAlone() {
        opened = new Opened(null, KeyRing.generate(), System.nanoTime());
    }

    private KeyRing create(Tx tx) {
        KeyRing ring = KeyRing.generate();
        Masters.Sealed sealed = masters.seal(ring.keys(), OWNER);
        tx.update(
                """
                insert into server_key (sealed, version, keys, sealed_under, sealed_at)
                values (?, ?, ?, ?, now())\
                """,
                sealed.bytes(),
                ring.version(),
                ring.size(),
                sealed.under());
        return ring;
    }

    byte[] seal(String owner, Secret secret) {
        return ring(LOOK).seal(owner, secret);
    }

    Optional<Secret> open(String owner, byte[] sealed) {
        KeyRing ring = ring(LOOK);
        if (!ring.mayOpen(sealed)) ring = ring(LOOK_FOR_UNKNOWN);
        try {
            return Optional.of(ring.open(owner, sealed));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private KeyRing ring(Duration fresh) {
        Opened known = opened;
        if (known == null) throw new IllegalStateException("the seal has not been started");
        Db db = known.db();
        boolean isFresh = System.nanoTime() - known.lookedAt() < fresh.toNanos();
        if (db == null || isFresh) return known.ring();
        KeyRing ring =
                db.asSystem(tx -> {
                    Stored stored = read(tx).orElseThrow();
                    return stored.version() == known.ring().version()
                            ? known.ring()
                            : orElse(stored, known.ring());
                });
        opened = new Opened(db, ring, System.nanoTime());
        return ring;
    }

    /// Goes on with the keys it has when it cannot open the new ones now.
    private KeyRing orElse(Stored stored, KeyRing known) {
        try {
            return opened(stored);
        } catch (GeneralSecurityException | dev.tenon.diagnostics.Refusal failure) {
            System.getLogger("tenon.seal")
                    .log(System.Logger.Level.WARNING, "the server's key does not open", failure);
            return known;
        }
    }

    private KeyRing opened(Stored stored) throws GeneralSecurityException {
        return KeyRing.of(stored.version(), masters.open(stored.sealed(), OWNER));
    }

    /// Puts a new key in force; the old ones open until `retireAfter`.
    void addKey(Db db, Instant retireAfter) throws GeneralSecurityException {
        change(db, opened(stored(db)).withNewKey(), retireAfter);
    }

    /// Takes the old keys away.
    void retire(Db db) throws GeneralSecurityException {
        KeyRing ring = opened(stored(db));
        change(db, ring.withoutOldKeys(), null);
    }

    private void change(Db db, KeyRing ring, @Nullable Instant retireAfter) {
        Masters.Sealed sealed = masters.seal(ring.keys(), OWNER);
        boolean changed =
                db.asSystem(tx ->
                        tx.update(
                                """
                                update server_key set sealed = ?, sealed_under = ?,
                                  sealed_at = now(), version = ?, keys = ?, retire_after = ?
                                where version = ?\
                                """,
                                sealed.bytes(),
                                sealed.under(),
                                ring.version(),
                                ring.size(),
                                retireAfter,
                                ring.version() - 1))
                        == 1;
        if (changed) opened = new Opened(db, ring, System.nanoTime());
    }

    /// Seals the same keys anew under the current key-encrypting key.
    void rewrap(Db db) throws GeneralSecurityException {
        Stored stored = stored(db);
        Masters.Sealed sealed = masters.seal(opened(stored).keys(), OWNER);
        db.asSystem(tx ->
                tx.update(
                        """
                        update server_key set sealed = ?, sealed_under = ?, sealed_at = now()
                        where sealed = ?\
                        """,
                        sealed.bytes(),
                        sealed.under(),
                        stored.sealed().bytes()));
    }

    /// Asks for all data keys to be sealed anew.
    void askForRewrap(Tx tx) {
        tx.update("update server_key set rewrap_asked_at = now()");
    }

    /// How the key stands.
    State state(Tx tx) {
        return tx.one(
                "select keys, sealed_under, sealed_at, retire_after, rewrap_asked_at from server_key",
                row ->
                        new State(
                                row.integer("keys"),
                                row.text("sealed_under"),
                                row.instant("sealed_at"),
                                row.instantOrNull("retire_after"),
                                row.instantOrNull("rewrap_asked_at")));
    }

    /// Lets old keys go no later than a moment.
    void retireBy(Tx tx, Instant moment) {
        tx.update("update server_key set retire_after = ? where retire_after > ?", moment, moment);
    }

    private static Stored stored(Db db) {
        return db.asSystem(tx -> read(tx).orElseThrow());
    }

    private static Optional<Stored> read(Tx tx) {
        return tx.first("select sealed, sealed_under, version from server_key", ServerKey::read);
    }

    private static Stored read(Row row) throws SQLException {
        return new Stored(
                row.integer("version"),
                new Masters.Sealed(row.bytes("sealed"), row.text("sealed_under")));
    }

    /// @param retireAfter when old keys go; null when there are none
    /// @param rewrapAskedAt when all data keys were last to be sealed anew; null for never
    record State(
            int keys,
            String sealedUnder,
            Instant sealedAt,
            @Nullable Instant retireAfter,
            @Nullable Instant rewrapAskedAt) {}

    private record Stored(int version, Masters.Sealed sealed) {}

    private record Opened(@Nullable Db db, KeyRing ring, long lookedAt) {}
}
