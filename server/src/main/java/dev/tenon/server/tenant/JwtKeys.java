package dev.tenon.server.tenant;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The keys that a project's customers' tokens are checked by. Only public halves are kept. Safe
/// for use by many threads.
public final class JwtKeys {
    private final TimeId ids;
    private final InstantSource clock;

    public JwtKeys(TimeId ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// Keeps a key.
    ///
    /// @throws Refusal what is wrong with the key
    public JwtKey create(
            Tx tx, ProjectId project, String label, JwtAlgorithm algorithm, String pem) {
        PublicKeyPem.read(pem, algorithm);
        return tx.one(
                """
                insert into jwt_keys
                  (project_id, id, label, algorithm, public_key_pem, active, created_at)
                values (?, ?, ?, ?, ?, true, ?) returning *\
                """,
                JwtKeys::read,
                project.number(),
                ids.next(),
                label,
                algorithm.wireName(),
                pem.strip() + "\n",
                clock.instant());
    }

    /// An active key by its id, whichever project's it is: a token says no more before it is
    /// checked.
    public Optional<JwtKey> active(Tx tx, UUID id) {
        return tx.first("select * from jwt_keys where id = ? and active", JwtKeys::read, id);
    }

    /// One key of a project.
    public Optional<JwtKey> find(Tx tx, ProjectId project, UUID id) {
        return tx.first(
                "select * from jwt_keys where project_id = ? and id = ?",
                JwtKeys::read,
                project.number(),
                id);
    }

    /// All keys of a project, oldest first.
    public List<JwtKey> all(Tx tx, ProjectId project) {
        return tx.query(
                "select * from jwt_keys where project_id = ? order by created_at, id",
                JwtKeys::read,
                project.number());
    }

    /// Changes a key's label or switches it off and on.
    public Optional<JwtKey> change(
            Tx tx, ProjectId project, UUID id, String label, boolean active) {
        return tx.first(
                """
                update jwt_keys set label = ?, active = ?
                where project_id = ? and id = ? returning *\
                """,
                JwtKeys::read,
                label,
                active,
                project.number(),
                id);
    }

    /// Whether there was such a key.
    public boolean delete(Tx tx, ProjectId project, UUID id) {
        return tx.update(
                        "delete from jwt_keys where project_id = ? and id = ?",
                        project.number(),
                        id)
                == 1;
    }

    private static JwtKey read(Row row) throws SQLException {
        return new JwtKey(
                new ProjectId(row.integer("project_id")),
                row.uuid("id"),
                row.text("label"),
                JwtAlgorithm.parse(row.text("algorithm")),
                row.text("public_key_pem"),
                row.truth("active"),
                row.instant("created_at"));
    }
}
