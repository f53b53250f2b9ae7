package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was answered to requests with an idempotency key, kept for seven days. A key belongs to one
/// group. Safe for use by many threads.
final class KeptReplies {
    static final Duration KEPT = Duration.ofDays(7);

    /// Takes keys for requests, in one statement. Waits for other transactions that are taking
    /// them.
    ///
    /// @param claims of different keys
    /// @return the operations whose keys are taken now; for the others see [#find]
    Set<UUID> claim(Tx tx, ProjectId project, List<Claim> claims, Instant now) {
        if (claims.isEmpty()) return Set.of();
        // In one order, so that two who want the same keys do not wait for each other.
        List<Claim> sorted = claims.stream().sorted(Claim.IN_ORDER).toList();
        return Set.copyOf(
                tx.query(
                        """
                        insert into idempotency as kept (project_id, group_id, key, body_hash,
                          operation_id, status, reply, created_at)
                        select ?, group_id, key, body_hash, operation_id, status, reply, ?
                        from unnest(?::bigint[], ?::text[], ?::bytea[], ?::uuid[], ?::int[], ?::bytea[])
                          as claim(group_id, key, body_hash, operation_id, status, reply)
                        on conflict (project_id, group_id, key) do update set
                          body_hash = excluded.body_hash, operation_id = excluded.operation_id,
                          status = excluded.status, reply = excluded.reply,
                          created_at = excluded.created_at
                        where kept.created_at < ?
                        returning operation_id\
                        """,
                        row -> row.uuid("operation_id"),
                        project.number(),
                        now,
                        sorted.stream().map(each -> each.group().number()).toArray(Long[]::new),
                        sorted.stream()
                                .map(each -> each.idempotency().key())
                                .toArray(String[]::new),
                        sorted.stream()
                                .map(each -> each.idempotency().bodyHash())
                                .toArray(byte[][]::new),
                        sorted.stream().map(Claim::operation).toArray(UUID[]::new),
                        sorted.stream().map(Claim::status).toArray(Integer[]::new),
                        sorted.stream().map(Claim::body).toArray(byte[][]::new),
                        now.minus(KEPT)));
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

    /// A key that is wanted for an operation that begins.
    ///
    /// @param reply null where it is not known yet
    record Claim(
            GroupId group, Idempotency idempotency, UUID operation, @Nullable WriteReply reply) {
        private static final Comparator<Claim> IN_ORDER =
                Comparator.comparingLong((Claim claim) -> claim.group().number())
                        .thenComparing(claim -> claim.idempotency().key());

        private @Nullable Integer status() {
            return reply == null ? null : reply.status();
        }

        private byte @Nullable [] body() {
            return reply == null ? null : reply.body();
        }
    }

    /// A request that was taken before.
    ///
    /// @param reply null while its outcome is not known
    record Kept(UUID operation, @Nullable WriteReply reply) {}
}
