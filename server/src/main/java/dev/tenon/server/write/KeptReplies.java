package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.GroupId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was answered to requests with an idempotency key, kept for seven days. A key belongs to one
/// group. Safe for use by many threads.
final class KeptReplies {
    static final Duration KEPT = Duration.ofDays(7);

    /// Takes a key for a request, or finds who has it. Waits for another transaction that is taking
    /// it.
    ///
    /// @return none when the key is taken now, see [#bind]
    /// @throws Refusal `write.idempotency-conflict` when it was used for another request
    Optional<Kept> claim(Tx tx, GroupId group, Idempotency idempotency, Instant now) {
        int claimed =
                tx.update(
                        """
                        insert into idempotency (project_id, group_id, key, body_hash, created_at)
                        values (?, ?, ?, ?, ?)
                        on conflict (project_id, group_id, key) do update set
                          body_hash = excluded.body_hash, operation_id = null, status = null,
                          reply = null, created_at = excluded.created_at
                        where idempotency.created_at < ?\
                        """,
                        group.projectNumber(),
                        group.number(),
                        idempotency.key(),
                        idempotency.bodyHash(),
                        now,
                        now.minus(KEPT));
        return claimed == 1 ? Optional.empty() : find(tx, group, idempotency, now);
    }

    /// What is kept under a key.
    ///
    /// @throws Refusal `write.idempotency-conflict` when it was used for another request
    Optional<Kept> find(Tx tx, GroupId group, Idempotency idempotency, Instant now) {
        return tx.first(
                """
                select body_hash, operation_id, status, reply from idempotency
                where project_id = ? and group_id = ? and key = ? and created_at >= ?\
                """,
                row -> read(row, idempotency),
                group.projectNumber(),
                group.number(),
                idempotency.key(),
                now.minus(KEPT));
    }

    private static Kept read(Row row, Idempotency idempotency) throws SQLException {
        if (!Arrays.equals(row.bytes("body_hash"), idempotency.bodyHash())) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "write.idempotency-conflict",
                    "The key was used for another request of this group in the last seven days.",
                    "header Idempotency-Key",
                    "Send the same body as then, or a key of its own for each request.");
        }
        byte[] reply = row.bytesOrNull("reply");
        return new Kept(
                row.uuid("operation_id"),
                reply == null ? null : new WriteReply(row.integer("status"), reply));
    }

    /// Says which operation a key that was claimed stands for.
    void bind(Tx tx, GroupId group, Idempotency idempotency, UUID operation) {
        tx.update(
                """
                update idempotency set operation_id = ?
                where project_id = ? and group_id = ? and key = ?\
                """,
                operation,
                group.projectNumber(),
                group.number(),
                idempotency.key());
    }

    /// Keeps a final reply; the first one stays.
    void keep(Tx tx, GroupId group, Idempotency idempotency, WriteReply reply) {
        tx.update(
                """
                update idempotency set status = ?, reply = ?
                where project_id = ? and group_id = ? and key = ? and reply is null\
                """,
                reply.status(),
                reply.body(),
                group.projectNumber(),
                group.number(),
                idempotency.key());
    }

    /// Forgets what is too old.
    void clean(Tx tx, Instant now) {
        tx.update("delete from idempotency where created_at < ?", now.minus(KEPT));
    }

    /// A request that was taken before.
    ///
    /// @param reply null while its outcome is not known
    record Kept(UUID operation, @Nullable WriteReply reply) {}
}
