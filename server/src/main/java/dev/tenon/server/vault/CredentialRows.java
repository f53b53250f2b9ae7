package dev.tenon.server.vault;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.seal.Seal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The sealed credentials of connections, and the lease that lets one node refresh at a time. Every
/// change is fenced by the credential's version. Safe for use by many threads.
final class CredentialRows {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Seal seal;
    private final Connections connections;
    private final InstantSource clock;

    CredentialRows(Seal seal, Connections connections, InstantSource clock) {
        this.seal = seal;
        this.connections = connections;
        this.clock = clock;
    }

    /// What is stored; nothing when the connection is gone.
    Optional<Stored> load(Tx tx, Connection connection) {
        return tx.first(
                """
                select credential, credential_version, expires_at, fresh_until, status, metadata,
                  refresh_unanswered_at
                from connections where project_id = ? and group_id = ? and id = ?\
                """,
                row -> read(tx, connection, row),
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id());
    }

    private Stored read(Tx tx, Connection connection, Row row) throws SQLException {
        String owner = Connections.owner(connection.id());
        int project = connection.group().projectNumber();
        return new Stored(
                Credential.of(seal.open(tx, project, owner, row.bytes("credential"))),
                row.number("credential_version"),
                new Times(
                        row.instant("expires_at"),
                        row.instant("fresh_until"),
                        row.instantOrNull("refresh_unanswered_at")),
                row.text("status").equals("bad_credentials"),
                Json.map(Json.parse("{\"m\":" + row.text("metadata") + "}"), "m"));
    }

    /// Whether this holder alone may refresh now. From here on the reply is missing, until one
    /// comes.
    boolean lease(Tx tx, Connection connection, Stored stored, String holder) {
        Instant now = clock.instant();
        return tx.update(
                        """
                        update connections set refresh_lease_until = ?, refresh_lease_holder = ?,
                          refresh_unanswered_at = coalesce(refresh_unanswered_at, ?)
                        where project_id = ? and group_id = ? and id = ? and credential_version = ?
                          and (refresh_lease_until is null or refresh_lease_until < ?)\
                        """,
                        now.plus(LEASE),
                        holder,
                        now,
                        connection.group().projectNumber(),
                        connection.group().number(),
                        connection.id(),
                        stored.version(),
                        now)
                == 1;
    }

    /// Gives the lease back without a token.
    ///
    /// @param isAnswered whether the provider said that it did nothing, or was never asked
    void release(Tx tx, Connection connection, String holder, boolean isAnswered) {
        tx.update(
                """
                update connections
                set refresh_lease_until = null, refresh_lease_holder = null,
                  refresh_unanswered_at = case when ? then null else refresh_unanswered_at end
                where project_id = ? and group_id = ? and id = ? and refresh_lease_holder = ?\
                """,
                isAnswered,
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id(),
                holder);
    }

    /// Stores new tokens over those of `old`; when there are others by now, those stay. Says what
    /// is stored then.
    Optional<Stored> store(
            Tx tx, Connection connection, Stored old, Tokens tokens, @Nullable Instant keepAlive) {
        int project = connection.group().projectNumber();
        String owner = Connections.owner(connection.id());
        byte[] sealed = seal.seal(tx, project, owner, old.credential().with(tokens).sealed());
        int stored =
                tx.update(
                        """
                        update connections set credential = ?, expires_at = ?, fresh_until = ?,
                          keep_alive_at = ?, credential_version = credential_version + 1,
                          status = 'working', status_reason = '', metadata = metadata || ?::jsonb,
                          refresh_lease_until = null, refresh_lease_holder = null,
                          refresh_unanswered_at = null
                        where project_id = ? and group_id = ? and id = ?
                          and credential_version = ?\
                        """,
                        sealed,
                        tokens.life().ends(),
                        tokens.life().freshUntil(),
                        keepAlive,
                        Json.text(Json.object(tokens.metadata())),
                        project,
                        connection.group().number(),
                        connection.id(),
                        old.version());
        if (stored == 1) {
            connections
                    .find(tx, connection.group().project(), connection.id())
                    .ifPresent(now ->
                            connections.tell(tx, now, Notification.Type.CONNECTION_REFRESHED));
        }
        return load(tx, connection);
    }

    /// Marks a connection as dead, when the credential that was found dead is still the one that is
    /// stored; says whether it is.
    boolean markDead(Tx tx, Connection connection, Stored dead, String reason) {
        boolean current =
                tx.first(
                                """
                                select credential_version from connections
                                where project_id = ? and group_id = ? and id = ?
                                for update\
                                """,
                                row -> row.number("credential_version"),
                                connection.group().projectNumber(),
                                connection.group().number(),
                                connection.id())
                        .filter(version -> version == dead.version())
                        .isPresent();
        if (current) {
            connections.mark(
                    tx,
                    connection.group(),
                    connection.id(),
                    Connection.Status.BAD_CREDENTIALS,
                    reason);
        }
        return current;
    }

    /// Notes that the provider has accepted a version of a credential.
    void accepted(Tx tx, Connection connection, long version) {
        tx.update(
                """
                update connections set status = 'working', updated_at = ?
                where project_id = ? and group_id = ? and id = ?
                  and status = 'created' and credential_version = ?\
                """,
                clock.instant(),
                connection.group().projectNumber(),
                connection.group().number(),
                connection.id(),
                version);
    }

    /// A credential as it is stored.
    record Stored(
            Credential credential,
            long version,
            Times times,
            boolean isDead,
            Map<String, String> metadata) {

        boolean isFresh(Instant now) {
            return now.isBefore(times.freshUntil());
        }
    }

    /// @param unanswered since when the reply to a refresh is missing
    record Times(Instant expiresAt, Instant freshUntil, @Nullable Instant unanswered) {}
}
