package dev.tenon.server.seal;

import com.google.crypto.tink.KeysetHandle;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The projects' data keys: stored sealed, kept open in memory. A data key is opened once on each
/// node, and again when it has changed. Safe for use by many threads.
final class ProjectKeys {
    private static final String COLUMNS =
            "select project_id, sealed, sealed_under, version from project_keys ";

    private final Masters masters;
    private final ConcurrentMap<Integer, KeyRing> open = new ConcurrentHashMap<>();

    ProjectKeys(Masters masters) {
        this.masters = masters;
    }

    void create(Tx tx, int project) {
        Masters.Sealed sealed = masters.seal(KeyRing.generate().keys(), owner(project));
        tx.update(
                "insert into project_keys (project_id, sealed, sealed_under) values (?, ?, ?)",
                project,
                sealed.bytes(),
                sealed.under());
    }

    /// The keys to seal with. Nobody changes them before `tx` ends, so that who takes old keys away
    /// has seen everything that was sealed under them. Costs a statement.
    KeyRing toSeal(Tx tx, int project) {
        int version =
                tx.one(
                        "select version from project_keys where project_id = ? for share",
                        row -> row.integer("version"),
                        project);
        return ofVersion(tx, project, version);
    }

    /// The keys to open `sealed` with. Costs a statement when they are not known to this node yet.
    ///
    /// @throws GeneralSecurityException when the keys are sealed under another key-encrypting key
    KeyRing toOpen(Tx tx, int project, byte[] sealed) throws GeneralSecurityException {
        KeyRing known = open.get(project);
        if (known != null && known.mayOpen(sealed)) return known;
        return opened(tx, project, version(tx, project));
    }

    /// The keys as they are stored now; opened only when this node does not have them open.
    KeyRing current(Tx tx, int project) {
        return ofVersion(tx, project, version(tx, project));
    }

    private static int version(Tx tx, int project) {
        return tx.one(
                "select version from project_keys where project_id = ?",
                row -> row.integer("version"),
                project);
    }

    private KeyRing ofVersion(Tx tx, int project, int version) {
        try {
            return opened(tx, project, version);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(
                    "the data key of project " + project + " does not open", failure);
        }
    }

    /// The stored version, locked until `tx` ends: nobody seals meanwhile.
    int lock(Tx tx, int project) {
        return tx.one(
                "select version from project_keys where project_id = ? for update",
                row -> row.integer("version"),
                project);
    }

    boolean has(Tx tx, int project) {
        return tx.first("select 1 from project_keys where project_id = ?", _ -> project, project)
                .isPresent();
    }

    /// Seals changed keys, to be stored by [#store]; outside a transaction, for it may call a
    /// service.
    Masters.Sealed sealed(int project, KeyRing ring) {
        return masters.seal(ring.keys(), owner(project));
    }

    /// Stores changed keys; false when others have changed them meanwhile.
    boolean store(Tx tx, int project, KeyRing ring, Masters.Sealed sealed) {
        return tx.update(
                        """
                        update project_keys set sealed = ?, sealed_under = ?, sealed_at = now(),
                          version = ?, keys = ? where project_id = ? and version = ?\
                        """,
                        sealed.bytes(),
                        sealed.under(),
                        ring.version(),
                        ring.size(),
                        project,
                        ring.version() - 1)
                == 1;
    }

    /// One project for each key-encrypting key that data keys are sealed under.
    List<Stored> samples(Tx tx) {
        return tx.query(
                """
                select distinct on (sealed_under) project_id, sealed, sealed_under, version
                from project_keys order by sealed_under, project_id\
                """,
                ProjectKeys::read);
    }

    /// Some projects whose keys were sealed before a moment.
    List<Stored> sealedBefore(Tx tx, Instant moment) {
        return tx.query(
                COLUMNS + "where sealed_at < ? order by project_id limit 50",
                ProjectKeys::read,
                moment);
    }

    /// How many projects' keys were sealed before a moment.
    long countBefore(Tx tx, Instant moment) {
        return tx.one(
                "select count(*) as n from project_keys where sealed_at < ?",
                row -> row.number("n"),
                moment);
    }

    /// Seals the same keys anew under the current key-encrypting key.
    Masters.Sealed rewrapped(Stored stored) throws GeneralSecurityException {
        return masters.seal(keys(stored), owner(stored.project()));
    }

    /// Stores what [#rewrapped] gave; who has changed the keys meanwhile has sealed them anew too.
    void replace(Tx tx, Stored stored, Masters.Sealed sealed) {
        tx.update(
                """
                update project_keys set sealed = ?, sealed_under = ?, sealed_at = now()
                where project_id = ? and sealed = ?\
                """,
                sealed.bytes(),
                sealed.under(),
                stored.project(),
                stored.sealed().bytes());
    }

    /// Opens stored keys.
    KeysetHandle keys(Stored stored) throws GeneralSecurityException {
        return masters.open(stored.sealed(), owner(stored.project()));
    }

    private KeyRing opened(Tx tx, int project, int version) throws GeneralSecurityException {
        KeyRing known = open.get(project);
        if (known != null && known.version() == version) return known;
        Stored stored = tx.one(COLUMNS + "where project_id = ?", ProjectKeys::read, project);
        KeyRing ring = KeyRing.of(stored.version(), keys(stored));
        open.put(project, ring);
        return ring;
    }

    private static Stored read(Row row) throws SQLException {
        return new Stored(
                row.integer("project_id"),
                row.integer("version"),
                new Masters.Sealed(row.bytes("sealed"), row.text("sealed_under")));
    }

    private static String owner(int project) {
        return "project/" + project;
    }

    /// A row.
    record Stored(int project, int version, Masters.Sealed sealed) {}
}
